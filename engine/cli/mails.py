"""`formune mails`: what mail servers say of our mails, handed over by a pipe.

A mail server calls it for each message, keeps the message when the status is 75, and may send back whatever is
printed. So nothing is printed unless asked for, a message that means nothing is a success, and no failure is final.
"""

import os
import sys
from collections.abc import Callable

import click
from sqlalchemy.exc import SQLAlchemyError

from engine.cities import Cities
from engine.clock import SystemClock
from engine.documents.bounces import Outcome, heed
from engine.documents.notice import MOST, read_notice
from engine.errors import FormuneError
from engine.settings import Settings
from engine.store import open_hosted

#: « Temporary failure »: Postfix and Exim keep the message and try again (sysexits.h).
_TRY_AGAIN = os.EX_TEMPFAIL


@click.group()
def mails() -> None:
    """Heed the notices of mail servers."""


@mails.command()
@click.option(
    "--recipient", default="", help="To whom the notice was handed over; its headers say so otherwise."
)
@click.option("--tell", is_flag=True, help="Print what was done, in one word.")
def bounced(recipient: str, *, tell: bool) -> None:
    """Read a notice of failure from standard input, and write no more to an address that was not reached."""
    # The beginning is enough; the rest is read and forgotten, so that the pipe does not break.
    source = sys.stdin.buffer
    data = source.read(MOST)
    while source.read(MOST):
        pass
    outcome = _tried(lambda: _heeded(data, recipient))
    if tell:
        click.echo(outcome)


def _heeded(data: bytes, recipient: str) -> Outcome:
    settings = Settings.from_environ(os.environ)
    store = open_hosted(settings, SystemClock())
    try:
        return heed(store, Cities.load(settings.cities), read_notice(data), recipient)
    finally:
        store.close()


def _tried(work: Callable[[], Outcome]) -> Outcome:
    """Do the work; whatever is wrong with this machine, the mail server keeps the notice."""
    try:
        return work()
    except (FormuneError, SQLAlchemyError, OSError) as error:
        click.echo(f"formune: {type(error).__name__}: the notice was not read, try again later", err=True)
        sys.exit(_TRY_AGAIN)
