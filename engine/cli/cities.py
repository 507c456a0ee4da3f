"""`formune city`: one town's file."""

import sys
from pathlib import Path

import click

from engine.catalogue import Catalogue
from engine.cities import check_city
from engine.resources import forms_root, schemas_root


@click.group()
def city() -> None:
    """Check a city's file."""


@city.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(file: Path) -> None:
    """Say what is wrong in FILE, with the line and what to write."""
    national = Catalogue.from_source(forms_root(), schemas_root())
    found = check_city(file, [national.get(slug) for slug in national.slugs()])
    for finding in found:
        click.echo(str(finding))
    if found:
        sys.exit(1)
    click.echo(f"{file.name}: nothing to mend.")
