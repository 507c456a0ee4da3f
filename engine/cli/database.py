"""`formune db`: the tables."""

import os

import click

from engine.clock import SystemClock
from engine.settings import Settings
from engine.store import migrate, open_hosted
from engine.work import Queue


@click.group()
def db() -> None:
    """Prepare the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this release's shape; safe to run again."""
    settings = Settings.from_environ(os.environ)
    migrate.upgrade(settings.database)
    Queue(open_hosted(settings, SystemClock())).prepare()
    click.echo(f"The tables are at revision {migrate.head()}.")
