"""`formune forms preview` and `formune forms new`: what an author of a form works with."""

from pathlib import Path

import click

from engine.catalogue.new import new_form
from engine.clock import SystemClock, local_day
from engine.resources import forms_root, schemas_root


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8600, show_default=True, help="0 takes a free one."
)
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder of the forms; the shipped ones when absent.",
)
def preview(port: int, root: Path | None) -> None:
    """Show every form, page, branch and example on this machine; reload the page to see what was edited."""
    from engine.web.preview import serve_preview  # noqa: PLC0415 -- only this command needs the pages

    folder = root or forms_root()
    serve_preview(folder, blocks_beside(folder), port)


@click.command()
@click.argument("slug")
@click.option("--prefix", help="Three capitals for the form's own questions; a free one when absent.")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=None,
    help="Folder of the forms; the shipped ones when absent.",
)
def new(slug: str, prefix: str | None, root: Path | None) -> None:
    """Begin a form: a folder that lints at once, to be filled with its questions, its words and its law."""
    folder = root or forms_root()
    begun = new_form(slug, prefix, folder, (forms_root(),), local_day(SystemClock()))
    given = f" --root {root}" if root else ""
    click.echo(_NEXT.format(folder=begun.folder, prefix=begun.prefix, slug=slug, root=given))


_NEXT = """\
{folder} is there, with the prefix {prefix}. Next:
  1. formune forms lint {slug}{root}
  2. formune forms preview{root}
  3. write the questions in schema.json and journey.json, their words in texts/
  4. read the law: each « verified: false » of procedure.json, then take its waiver away
  5. write examples, right and wrong, and the README"""


def blocks_beside(forms: Path) -> Path:
    """Give the blocks that stand beside a folder of forms, else the shipped ones."""
    beside = forms.resolve().with_name("schemas")
    return beside if beside.is_dir() else schemas_root()
