"""Files made to harm are refused through the page: 422, the question and the file named, nothing kept, never 500."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from tests.documents import files, hostile
from tests.services.stores import sealed_files
from tests.walking import sample_pdf
from tests.web.journey.answering import draft_of, errors, example, parsed, walk_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.towns import Towns
    from tests.walking import Walker

NAME = "pieces.qualitePro"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (hostile.zip_bomb, "ne convient pas"),
        (hostile.pdf_and_zip, "ne s’ouvre pas"),
        (hostile.pdf_around_zip, "contient un programme ou un autre fichier"),
        (hostile.pdf_and_html, "ne s’ouvre pas"),
        (hostile.gif_and_script, "ne convient pas"),
        (hostile.svg, "ne convient pas"),
        (hostile.text_bomb, "ne s’ouvre pas"),
        (lambda: files.png_claiming(60_000, 60_000), "est trop lourd"),
        (hostile.deep_pdf, "ne s’ouvre pas"),
        (hostile.looping_pages, "ne s’ouvre pas"),
        (hostile.swollen_objects, "ne s’ouvre pas"),
        (hostile.endless_table, "ne s’ouvre pas"),
        (files.pdf_with_script, "contient un programme ou un autre fichier"),
    ],
    ids=[
        "zip-bomb", "pdf-then-zip", "zip-in-pdf", "pdf-then-html", "gif-and-script", "svg", "caption-bomb",
        "pixel-bomb",
        "deep-pdf", "looping-pages", "swollen-objects", "endless-table", "pdf-script",
    ],
)  # fmt: skip
def test_a_file_made_to_harm_is_refused_with_its_question(
    made: Callable[[], bytes], why: str, both: Towns, walker: Walker
) -> None:
    here = walk_to(walker, example("v5"), "documents")
    reply = walker.send(here, {NAME: [(io.BytesIO(made()), "../../piège<b>.pdf")]})
    assert reply.status_code == 422
    page = parsed(reply)
    ((href, words),) = errors(page)
    assert href == "#PIE-006"
    assert "PIE-006" in page.xpath('string(//*[@id="erreurs"]//li)')
    assert words.startswith("Le fichier « piègeb.pdf »")
    assert why in words
    assert draft_of(both, here).body.document.get("pieces") is None
    assert not sealed_files(both.store)
    assert walker.send(here, {NAME: [(io.BytesIO(sample_pdf()), "bon.pdf")]}).status_code == 303
