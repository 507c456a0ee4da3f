"""`formune journal`: what a town's journal is, signed, and whether it holds."""

import json
import os
import sys
from collections.abc import Iterator

import click

from engine.cities import Cities
from engine.cities.city import City
from engine.clock import SystemClock
from engine.evidence import signing
from engine.settings import Settings
from engine.store import Store, checkpoints, open_hosted
from engine.store import journal as rows

_SAID = {
    "sequence": "a place is missing, or the head does not count the leaves",
    "leaf": "the leaf is not what its hash says",
    "tree": "the subtrees are not those of the leaves",
    "checkpoint": "the checkpoint is not signed by the town, or is not of these leaves",
}


@click.group()
def journal() -> None:
    """Sign what the journals of the towns are, and check that they hold."""


@journal.command()
@click.argument("city", required=False)
def checkpoint(city: str | None) -> None:
    """Sign the journal of CITY, or of each town, as it is now, and print the signed note."""
    settings, store = _opened()
    for one in _cities(settings, city):
        with store.begin() as conn:
            click.echo(signing.sign(conn, one.code, one.url, store.keeper.clock.now()).note)


@journal.command()
@click.argument("city")
def key(city: str) -> None:
    """Print the public keys of a town's journal, the newest first, as witnesses want them."""
    settings, store = _opened()
    (one,) = _cities(settings, city)
    with store.read() as conn:
        last = checkpoints.last(conn, one.code)
        origin = last.origin if last else signing.name_of(one.url)
        for public in signing.keys_of(conn, one.code, origin):
            click.echo(public.text)


@journal.command()
@click.argument("city", required=False)
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def verify(city: str | None, *, in_json: bool) -> None:
    """Read the journal of CITY, or of each town, from its first leaf, and say what does not hold."""
    settings, store = _opened()
    found = {}
    for one in _cities(settings, city):
        with store.read() as conn:
            size, signed = rows.head(conn, one.code).size, len(checkpoints.every(conn, one.code))
            found[one.code] = list(signing.faults(conn, one.code))
        if not in_json:
            click.echo(f"{one.code}: {size} leaves, {signed} checkpoints, {len(found[one.code])} faults")
            for fault in found[one.code]:
                click.echo(f"  {fault.at}: {_SAID[fault.part]}")
    if in_json:
        told = {code: [{"part": one.part, "at": one.at} for one in some] for code, some in found.items()}
        click.echo(json.dumps(told, indent=2))
    if any(found.values()):
        sys.exit(1)


def _cities(settings: Settings, code: str | None) -> Iterator[City]:
    known = Cities.load(settings.cities)
    yield from known.all() if code is None else (known.get(code),)


def _opened() -> tuple[Settings, Store]:
    settings = Settings.from_environ(os.environ)
    return settings, open_hosted(settings, SystemClock())
