"""When to try again: the steps of Standard Webhooks, about 75 hours in all, with jitter."""

from datetime import timedelta
from typing import Final

#: Delay after the first failed attempt, the second, and so on; after the last, the delivery is dead.
STEPS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
_JITTER: Final = 0.1
#: A back office may ask for a delay of its own within these bounds.
SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(hours=24)


def delay_after(attempts: int, retry_after: timedelta | None, spread: float) -> timedelta | None:
    """Give the delay after `attempts` failed attempts, None when they were the last.

    `retry_after` is what the target asked for; the later of both counts. `spread`, 0 to 1, is the jitter: up
    to a tenth more, so that what failed together does not come back together.
    """
    if attempts > len(STEPS):
        return None
    planned = STEPS[max(attempts, 1) - 1] * (1 + _JITTER * spread)
    return planned if retry_after is None else max(planned, min(max(retry_after, SHORTEST), LONGEST))
