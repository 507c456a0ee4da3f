"""A resident who fills a form through its pages, reading each page to know what it asks."""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from lxml import html
from PIL import Image
from werkzeug.test import TestResponse

from engine.journey.names import uncounted
from engine.journey.pointers import fixed, get, size
from engine.journey.written import as_typed
from engine.model import Definition, Question

#: More pages than any form has: a walk that goes on is lost.
_MOST_PAGES = 150


class LostError(AssertionError):
    """The walk did not get where it should."""


def _unseen(_path: str, _page: html.HtmlElement) -> None:
    """Look at nothing."""


@dataclass(slots=True)
class Walker:
    """One browser in one city."""

    client: FlaskClient
    city: str = "tilleray"
    #: The language chosen before starting a form; None chooses none.
    language: str | None = None
    #: Looks at each page met.
    look: Callable[[str, html.HtmlElement], None] = _unseen
    #: Whether it says « je confirme » wherever a page asks.
    confirms: bool = True
    #: Addresses of the pages met, in order.
    met: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        """Give the city's prefix."""
        return f"/v/{self.city}"

    def begin(self, slug: str) -> str:
        """Start a form without an account, in the walker's language; give its first page."""
        if self.language:
            self.page(f"{self.root}/demarches/{slug}/?langue={self.language}")
        reply = self.client.post(f"{self.root}/demarches/{slug}/")
        return self._onward(reply)

    def page(self, path: str) -> html.HtmlElement:
        """Show a page, parsed."""
        reply = self.client.get(path)
        assert reply.status_code == 200, (path, reply.status_code)
        shown = html.document_fromstring(reply.get_data())
        self.look(path, shown)
        return shown

    def send(
        self,
        path: str,
        values: Mapping[str, Any],
        action: str = "continuer",
        shown: html.HtmlElement | None = None,
    ) -> TestResponse:
        """Post values to a page with the token of what is `shown`, or of the page asked again."""
        document = self.page(path) if shown is None else shown
        token = document.xpath('string(//input[@name="_csrf"]/@value)')
        data = {"_csrf": token, "action": action, **values}
        return self.client.post(path, data=data, content_type="multipart/form-data")

    def fill(self, definition: Definition, answers: Mapping[str, Any], path: str | None = None) -> str:
        """Walk from the first page (or `path`) to the summary; give the summary's address."""
        here = path or self.begin(definition.slug)
        for _step in range(_MOST_PAGES):
            if here.endswith("/recapitulatif"):
                return here
            self.met.append(here)
            document = self.page(here)
            typed = typed_values(definition, answers, document)
            action = addition(definition, answers, here, document)
            reply = self.send(here, typed, action, document)
            if self.confirms and (asked := confirmations_of(reply)):
                reply = self.send(here, {**typed, "confirmer": asked}, action=action)
            if reply.status_code == 422:
                raise LostError(here, errors_of(reply))
            here = self._onward(reply)
        raise LostError(self.met)

    def deposit(self, summary: str) -> str:
        """Send the form; give the confirmation's address."""
        reply = self.send(summary, {}, action="deposer")
        if reply.status_code == 422:
            raise LostError(summary, errors_of(reply))
        where = self._onward(reply)
        assert where.endswith("/confirmation"), where
        return where

    @staticmethod
    def _onward(reply: TestResponse) -> str:
        assert reply.status_code == 303, (reply.status_code, reply.get_data(as_text=True)[:500])
        return str(reply.location)


def addition(
    definition: Definition, answers: Mapping[str, Any], here: str, document: html.HtmlElement
) -> str:
    """Give the button to press: « ajouter » while the page's group holds fewer items than wanted."""
    for button in document.xpath('//button[starts-with(@value, "ajouter:")]/@value'):
        code = button.partition(":")[2]
        if definition.questions[code].widget != "group":
            continue
        ranks = uncounted(found[1]) if (found := re.search(r"/([0-9][0-9.]*)(?:[?#].*)?$", here)) else ()
        listed = document.xpath(f'count(//button[starts-with(@value, "retirer:{code}.")])')
        if listed < size(answers, fixed(definition.questions[code].path, ranks)):
            return str(button)
    return "continuer"


def confirmations_of(reply: TestResponse) -> list[str]:
    """Give what a page that refused to go on asks to confirm."""
    if reply.status_code != 422:
        return []
    document = html.document_fromstring(reply.get_data())
    return [str(one) for one in document.xpath('//input[@name="confirmer"]/@value')]


def errors_of(reply: TestResponse) -> list[str]:
    """Give the lines of the error summary."""
    document = html.document_fromstring(reply.get_data())
    return [" ".join(one.text_content().split()) for one in document.xpath('//*[@id="erreurs"]//li')]


def typed_values(
    definition: Definition, answers: Mapping[str, Any], document: html.HtmlElement
) -> dict[str, Any]:
    """Give what to type into the inputs of a page for the answers wanted."""
    by_pointer = {question.pointer: question for question in definition.questions.values()}
    values: dict[str, Any] = {}
    for name in dict.fromkeys(document.xpath("//main//form//*[@name]/@name")):
        question, path, part = _question(by_pointer, name)
        if question is None:
            continue
        value = get(answers, path)
        if value is None:
            continue
        if question.widget == "files":
            sent = document.xpath(f'count(//button[starts-with(@value, "retirer:{question.code}.")])')
            values[name] = [] if sent else [sample_file(one["type"], one["nom"]) for one in value]
            continue
        typed = as_typed(question, value).get(part)
        if typed and not (question.widget == "commune" and part == "code"):
            values[name] = typed if len(typed) > 1 else typed[0]
        if question.widget == "commune" and part == "code":
            values[name] = value["code"]
        elif question.widget == "commune":
            values[f"{name}.code"] = value["code"]
    return values


def sample_file(kind: str, name: str) -> tuple[io.BytesIO, str]:
    """Give a real file of a MIME type, as a browser sends it."""
    if kind == "application/pdf":
        return io.BytesIO(sample_pdf()), name
    target = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 160, 90)).save(target, "PNG" if kind == "image/png" else "JPEG")
    return io.BytesIO(target.getvalue()), name


def sample_pdf() -> bytes:
    """Give the smallest honest PDF of one page."""
    from pypdf import PdfWriter  # noqa: PLC0415 -- slow to load, and only some tests send a PDF

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _question(
    by_pointer: Mapping[str, Question], name: str
) -> tuple[Question | None, tuple[str | int, ...], str]:
    parts = [int(one) if re.fullmatch(r"[0-9]+", one) else one for one in name.split(".")]
    for length in (len(parts), len(parts) - 1):
        path = tuple(parts[:length])
        plain = "/" + "/".join("*" if isinstance(one, int) else str(one) for one in path)
        if plain in by_pointer:
            return by_pointer[plain], path, ".".join(str(one) for one in parts[length:])
    return None, (), ""
