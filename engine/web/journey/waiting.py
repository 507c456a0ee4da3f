"""How long to wait before the next try, in words."""

from datetime import timedelta
from math import ceil
from typing import Final

from engine.web.tongue import spoken

#: Beyond so many minutes, hours are said.
_MINUTES: Final = 90


def wait_said(wait: timedelta) -> str:
    """Give a sentence: « Attendez 2 minutes, puis essayez encore. »."""
    minutes = ceil(wait / timedelta(minutes=1))
    if minutes <= _MINUTES:
        return spoken().say("wait.minutes", n=minutes)
    return spoken().say("wait.hours", n=ceil(minutes / 60))
