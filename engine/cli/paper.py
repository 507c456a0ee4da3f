"""`formune forms blank` and `formune forms guide`: a form on paper, from the same words as on the screen."""

import sys
from pathlib import Path
from typing import Literal

import click

from engine.catalogue import assemble, bundle_digest
from engine.model import Definition
from engine.resources import forms_root, schemas_root

_LANGUAGE = click.option(
    "--language",
    type=click.Choice(["fr", "fr-falc"]),
    default="fr",
    show_default=True,
    help="Plain or easy-to-read French.",
)
_OUTPUT = click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A .pdf or .html file; standard output else.",
)


@click.command()
@click.argument("slug")
@_LANGUAGE
@_OUTPUT
def blank(slug: str, language: str, output: Path | None) -> None:
    """Print the empty form, to be filled by hand: a tagged PDF with the numbers of the pages on line."""
    _give(slug, "blank", language, output)


@click.command()
@click.argument("slug")
@_LANGUAGE
@_OUTPUT
def guide(slug: str, language: str, output: Path | None) -> None:
    """Print the helper's training sheet: every question with its number, what to say, the documents to bring."""
    _give(slug, "guide", language, output)


def _give(slug: str, kind: Literal["blank", "guide"], language: str, output: Path | None) -> None:
    from engine.documents.printing import printed, written  # noqa: PLC0415 -- the drawing library is large

    definition = _definition(slug)
    if output is None:
        if sys.stdout.isatty():
            raise click.UsageError("A PDF does not go to a terminal: name a file with --output.")
        sys.stdout.buffer.write(printed(definition, kind, language))
        return
    if output.suffix == ".html":
        output.write_text(written(definition, kind, language), encoding="utf-8")
    else:
        output.write_bytes(printed(definition, kind, language))
    click.echo(f"{output}: {definition.slug} {definition.version}, {language}", err=True)


def _definition(slug: str) -> Definition:
    bundle = assemble(slug, forms_root(), schemas_root())
    return Definition.from_bundle(bundle, bundle_digest(bundle))
