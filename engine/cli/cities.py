"""`formune city`: one town's file."""

import sys
from pathlib import Path

import click

from engine.cities import check_city


@click.group()
def city() -> None:
    """Check a city's file."""


@city.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Say what is wrong in FILE, with the line and what to write."""
    found = check_city(file)
    for finding in found:
        click.echo(str(finding))
    if found:
        sys.exit(1)
    click.echo(f"{file.name}: nothing to mend.")
