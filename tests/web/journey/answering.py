"""Answers to the civil status form in Tilleray, and what a test reads on its pages."""

import io
import json
from typing import Any

from lxml import html
from PIL import Image
from werkzeug.test import TestResponse

from engine.model import Definition, Json
from engine.resources import forms_root
from engine.store import drafts, submissions
from engine.store.drafts import Draft
from engine.store.submissions import Submission
from tests.towns import CATALOGUE, Towns
from tests.walking import Walker

SLUG = "acte-etat-civil"
ACTE: Definition = CATALOGUE.get(SLUG)
HERE = {"communeActe": "Tilleray"}


def example(name: str, **changes: Json) -> dict[str, Any]:
    """Give a valid example's answers, its event in Tilleray."""
    path = forms_root() / SLUG / "examples" / f"{name}.json"
    answers: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return {**answers, "communeActe": {"code": "03990", "nom": "Tilleray"}, **changes}


def parsed(reply: TestResponse) -> html.HtmlElement:
    """Give a reply's page; no page ever holds a script of its own."""
    page = html.document_fromstring(reply.get_data())
    assert not page.xpath("//script[not(@src) or text()] | //@onclick | //@style")
    return page


def walk_to(walker: Walker, answers: dict[str, Any], page: str) -> str:
    """Fill the form up to a page; give that page's address."""
    here = walker.begin(SLUG)
    for _step in range(40):
        if here.split("?")[0].endswith(f"/{page}"):
            return here
        here = onward(walker, answers, here)
    raise AssertionError(page, here)


def onward(walker: Walker, answers: dict[str, Any], here: str) -> str:
    """Answer one page; give the next one's address."""
    from tests.walking import errors_of, typed_values  # noqa: PLC0415 -- beside its only use

    reply = walker.send(here, typed_values(ACTE, answers, walker.page(here)))
    assert reply.status_code == 303, (here, errors_of(reply))
    return str(reply.location)


def draft_id(address: str) -> str:
    """Give the draft of an address."""
    return address.split("/d/")[1].split("/", maxsplit=1)[0]


def steps_of(address: str) -> str:
    """Give the address of a draft's list of steps, where a long form is taken up again."""
    return f"{address.split('/d/', maxsplit=1)[0]}/d/{draft_id(address)}/etapes"


def draft_of(made: Towns, address: str, city: str = "tilleray") -> Draft:
    """Give the draft of an address, as the store keeps it."""
    with made.store.read() as conn:
        found = drafts.load(conn, city, draft_id(address))
    assert found is not None
    return found


def submission_of(made: Towns, address: str) -> Submission | None:
    """Give the submission of an address, if there is one."""
    with made.store.read() as conn:
        return submissions.by_draft(conn, draft_id(address))


def token(page: html.HtmlElement) -> str:
    """Give a page's token against forged posts."""
    return str(page.xpath('string(//input[@name="_csrf"]/@value)'))


def errors(page: html.HtmlElement) -> list[tuple[str, str]]:
    """Give the links of the error summary and their words."""
    links = page.xpath('//*[@id="erreurs"]//li/a')
    return [(str(link.get("href")), " ".join(link.text_content().split())) for link in links]


def text(page: html.HtmlElement) -> str:
    """Give a page's words, spaces made plain."""
    return " ".join(page.text_content().split())


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), *, noisy: bool = False) -> bytes:
    """Give a picture's bytes; a noisy one is heavy."""
    import os  # noqa: PLC0415 -- only for noise

    target = io.BytesIO()
    made = (
        Image.frombytes("RGB", size, os.urandom(3 * size[0] * size[1])) if noisy else Image.new("RGB", size)
    )
    made.save(target, kind)
    return target.getvalue()
