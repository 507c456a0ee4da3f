"""`formune deliveries`: what could not reach its back office by itself."""

import json
import os

import click

from engine.clock import SystemClock
from engine.delivery import UnknownDelivery, replay, stopped
from engine.settings import Settings
from engine.store import Store, open_hosted
from engine.store import deliveries as table
from engine.store.deliveries import Delivery


@click.group()
def deliveries() -> None:
    """List, show and replay deliveries that stopped."""


@deliveries.command("list")
@click.option("--city", default=None, help="One city's code; all when absent.")
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def list_stopped(city: str | None, *, in_json: bool) -> None:
    """List the deliveries that wait for a person."""
    with _store().read() as conn:
        rows = stopped(conn, city)
    if in_json:
        click.echo(json.dumps([_row(row) for row in rows], indent=2))
        return
    for row in rows:
        click.echo(f"{row.id}  {row.city}  {row.route}  {row.state}  {row.attempts} attempts")
    click.echo(f"{len(rows)} waiting for a person.")


@deliveries.command()
@click.argument("delivery")
@click.option("--json", "in_json", is_flag=True, help="As JSON.")
def show(delivery: str, *, in_json: bool) -> None:
    """Show a delivery and each of its attempts."""
    with _store().read() as conn:
        row = table.get(conn, delivery)
        if row is None:
            raise UnknownDelivery(delivery)
        told = [
            {
                "number": one.number,
                "at": one.at.isoformat(),
                "outcome": one.outcome,
                "code": one.code,
                "detail": one.detail,
            }
            for one in table.attempts(conn, delivery)
        ]
    if in_json:
        click.echo(json.dumps({**_row(row), "tries": told}, indent=2, ensure_ascii=False))
        return
    for name, value in _row(row).items():
        click.echo(f"{name}: {value}")
    for one in told:
        click.echo(f"  {one['number']}. {one['at']} {one['outcome']} {one['code']} {one['detail']}")


@deliveries.command("replay")
@click.argument("delivery")
def replay_one(delivery: str) -> None:
    """Queue a stopped delivery again, under its own key."""
    store = _store()
    with store.begin() as conn:
        row = replay(conn, delivery, store.keeper.clock)
    click.echo(f"{row.id} is queued again; it was {row.state}.")


def _row(row: Delivery) -> dict[str, object]:
    return {
        "id": row.id,
        "submission": row.submission_id,
        "city": row.city,
        "route": row.route,
        "kind": row.kind,
        "state": row.state,
        "attempts": row.attempts,
        "due": row.due_at.isoformat() if row.due_at else None,
        "externalId": row.external_id,
    }


def _store() -> Store:
    settings = Settings.from_environ(os.environ)
    return open_hosted(settings, SystemClock())
