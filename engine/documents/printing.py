"""The blank form and the helper's sheet of a national form: tagged PDF, or HTML for a page."""

from typing import Final, Literal

from engine.documents.pdf import draw
from engine.documents.rendering import environment
from engine.documents.sheet import sheet
from engine.model import Definition

Kind = Literal["blank", "guide"]
_STYLE: Final = "sheet.css"


def printed(definition: Definition, kind: Kind, language: str = "fr") -> bytes:
    """Draw a form as a tagged PDF (PDF/A-3a, PDF/UA-1): to be filled by hand, or to train those who help."""
    return draw(f"{kind}.html", _STYLE, {"sheet": sheet(definition, language)})


def written(definition: Definition, kind: Kind, language: str = "fr") -> str:
    """Give the same as HTML, without a stylesheet."""
    return environment().get_template(f"{kind}.html").render(sheet=sheet(definition, language))
