"""`formune submissions`: the service's word to a resident, for a town without software or for its host's staff.

Texts come from a file or from standard input, never from the call itself, which other users of the machine can read.
"""

import json
import os
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

from engine.cities import Cities
from engine.clock import SystemClock
from engine.dialogue import OUTCOMES, Counter, ask, decide, say
from engine.documents.intake import take_in
from engine.documents.received import BadFile, Clean
from engine.settings import Settings
from engine.store import events, exchanges, mails, open_hosted
from engine.store import submissions as submissions_of
from engine.store.exchanges import Exchange
from engine.work import Queue

_KINDS = ("application/pdf", "image/jpeg", "image/png")

Command = Callable[..., Any]


@click.group()
def submissions() -> None:
    """Show a submission, write to its person, ask for a piece, decide."""


def _about(command: Command) -> Command:
    """Give a command its reference and its city."""
    named = click.option("--city", required=True, help="The city's code.")(command)
    return click.argument("reference")(named)


_TEXT = click.option(
    "--text",
    "text",
    type=click.File("r", encoding="utf-8"),
    required=True,
    help="What to say; - reads stdin.",
)
_FILES = click.option(
    "--file",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A PDF, JPEG or PNG that goes with it; may be repeated.",
)


@submissions.command()
@_about
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def show(reference: str, city: str, *, in_json: bool) -> None:
    """Show the status, the events and what was said: kinds and dates, no answer and no word."""
    counter = _counter()
    found = counter.find(city, reference)
    with counter.store.read() as conn:
        happened = [(one.at.isoformat(), one.kind, dict(one.data)) for one in events.of(conn, found.id)]
        said = [_row(one) for one in exchanges.of_submission(conn, found.id)]
        reached = mails.reached(conn, found.id)
    if in_json:
        told = {"reference": found.reference, "form": found.form, "status": found.status, "reached": reached}
        click.echo(json.dumps({**told, "events": happened, "exchanges": said}, indent=2))
        return
    click.echo(f"{found.reference}  {found.form}  {found.status}")
    if not reached:
        click.echo("  not reached by e-mail: write or telephone, no mail is sent any more")
    for at, kind, data in happened:
        click.echo(f"  {at}  {kind}  {' '.join(f'{name}={value}' for name, value in data.items())}")


@submissions.command()
@click.option("--city", required=True, help="The city's code.")
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def unreached(city: str, *, in_json: bool) -> None:
    """List the submissions whose mail did not arrive: write or telephone to these persons."""
    counter = _counter()
    counter.desk(city)
    with counter.store.read() as conn:
        found = {
            one.reference: (one.form, mail.left_at.isoformat())
            for mail in mails.unreached(conn, city)
            if (one := submissions_of.get(conn, mail.submission_id or ""))
        }
    if in_json:
        rows = [{"reference": name, "form": form, "sent": left} for name, (form, left) in found.items()]
        click.echo(json.dumps(rows, indent=2))
        return
    for name, (form, left) in found.items():
        click.echo(f"{name}  {form}  {left}")
    click.echo(f"{len(found)} not reached by e-mail.")


@submissions.command("say")
@_about
@_TEXT
@_FILES
def say_it(reference: str, city: str, text: IO[str], files: Sequence[Path]) -> None:
    """Write to the person."""
    counter = _counter()
    found, papers = counter.find(city, reference), _taken(files)
    with counter.store.begin() as conn:
        said = say(counter.desk(city), conn, found, text.read(), papers)
    _done(found.reference, said)


@submissions.command("ask")
@_about
@_TEXT
@click.option("--piece", required=True, help="What is asked for, in French: « Votre bail ».")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), required=True, help="The last day to send it.")
@click.option("--question", default="", help="The question that asks for it in the form, such as PIE-001.")
def ask_for(  # noqa: PLR0913, PLR0917 -- one for each option
    reference: str, city: str, text: IO[str], piece: str, until: datetime, question: str
) -> None:
    """Ask the person for a piece; the legal clock stops, or waits for it."""
    counter = _counter()
    found = counter.find(city, reference)
    with counter.store.begin() as conn:
        said = ask(counter.desk(city), conn, found, piece, text.read(), until.date(), question)
    _done(found.reference, said)


@submissions.command("decide")
@_about
@_TEXT
@_FILES
@click.option("--outcome", type=click.Choice(OUTCOMES), required=True, help="What was decided.")
def decide_it(reference: str, city: str, text: IO[str], files: Sequence[Path], outcome: str) -> None:
    """Give the decision; a refusal says its reasons and the remedies (CRPA, L211-2 and L411-2)."""
    counter = _counter()
    found, papers = counter.find(city, reference), _taken(files)
    with counter.store.begin() as conn:
        said = decide(counter.desk(city), conn, found, outcome, text.read(), papers)
    _done(found.reference, said)


def _done(reference: str, said: Exchange) -> None:
    click.echo(f"{reference}: {said.kind} {said.number} is on the follow-up page.")


def _row(one: Exchange) -> dict[str, object]:
    return {
        "number": one.number,
        "kind": one.kind,
        "at": one.at.isoformat(),
        "until": one.until.isoformat() if one.until else None,
        "files": len(one.files),
    }


def _taken(files: Sequence[Path]) -> list[Clean]:
    """Look into each file as into a resident's; a bad one is a wrong call."""
    taken = []
    for path in files:
        try:
            taken.append(take_in(path.name, path.read_bytes(), _KINDS))
        except BadFile as bad:
            raise click.BadParameter(f"{path.name}: {bad.reason}", param_hint="--file") from None
    return taken


def _counter() -> Counter:
    settings = Settings.from_environ(os.environ)
    store = open_hosted(settings, SystemClock())
    return Counter(store, Cities.load(settings.cities), Queue(store).enqueue)
