"""The Jinja environment of papers and mails: strict, escaped where it is HTML, and no `url_for`."""

from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

#: Where the templates of papers and mails stand.
TEMPLATES: Final = Path(__file__).parent / "templates"


def environment() -> Environment:
    """Give the environment; a name that a template does not know is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
