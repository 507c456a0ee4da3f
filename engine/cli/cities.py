"""`formune city`: one town's file."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from engine.catalogue import Catalogue, UnknownForm
from engine.cities import CityFileError, Finding, check_city, read_city, subscriptions
from engine.model import Definition
from engine.resources import forms_root, schemas_root


@click.group()
def city() -> None:
    """Check a city's file."""


@city.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--catalogue",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="FORMUNE_CATALOGUE",
    help="The published catalogue that the city follows; the shipped forms when absent.",
)
@click.option(
    "--trusted-root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="FORMUNE_CATALOGUE_ROOT",
    help="The root that the catalogue's keepers handed over.",
)
def check(file: Path, folder: Path | None, trusted_root: Path | None) -> None:
    """Say what is wrong in FILE, with the line and what to write."""
    with _national(folder, trusted_root) as national:
        found = _found(file, national)
    for finding in found:
        click.echo(str(finding))
    if found:
        sys.exit(1)
    click.echo(f"{file.name}: nothing to mend.")


@contextmanager
def _national(folder: Path | None, trusted_root: Path | None) -> Iterator[Catalogue]:
    """Open the catalogue, with a memory of its own that is forgotten."""
    if folder is None:
        yield Catalogue.from_source(forms_root(), schemas_root())
        return
    if trusted_root is None:
        raise click.UsageError("Say with --trusted-root which root the catalogue is verified against.")
    with tempfile.TemporaryDirectory() as state:
        yield Catalogue.from_published(folder, trusted_root, Path(state))


def _found(file: Path, national: Catalogue) -> list[Finding]:
    try:
        forms = list(_followed(file, national))
    except CityFileError as error:
        return list(error.findings)
    return check_city(file, forms, check=subscriptions(national))


def _followed(file: Path, national: Catalogue) -> Iterator[Definition]:
    """Give each form that the city offers, in the version that it follows; a missing one is told by the check."""
    for slug, profile in read_city(file).demarches.items():
        try:
            yield national.in_force(slug, profile.version)
        except UnknownForm:
            continue
