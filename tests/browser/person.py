"""A resident at a browser without JavaScript, who reads each page and does what it says."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import html

from tests.walking import addition, typed_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response

    from engine.model import Definition

#: More pages than any form has: a walk that goes on is lost.
_MOST_PAGES = 150
#: What a page asks again before it goes on: « Je confirme », or which of several communes.
_ASKED_AGAIN = 'main input[name="confirmer"], main #erreurs ~ * input[type="radio"][name$=".code"]'


@dataclass(frozen=True, slots=True)
class Met:
    """A page as the server sent it: its address, its status, its source."""

    url: str
    status: int
    source: str

    @property
    def name(self) -> str:
        """Say where it is, for a finding."""
        return f"{self.status} {self.url.split('/v/', 1)[-1]}"


@dataclass
class Person:
    """One browser profile; `met` are the pages it was shown, `complaints` what its console and network said.

    No slots: Playwright writes its own attributes beside the methods that listen.
    """

    page: Page
    #: Origins the browser may ask; anything else is a complaint.
    origins: tuple[str, ...]
    met: list[Met] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the browser."""
        self.page.on("request", self._watch)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    @property
    def here(self) -> str:
        """Give the path of the page shown."""
        return self.page.url.split("#", maxsplit=1)[0]

    def go(self, url: str) -> None:
        """Type an address."""
        self._keep(self.page.goto(url))

    def back(self) -> None:
        """Press the browser's own back button."""
        self._keep(self.page.go_back())

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Do what leads to another page, and wait for it."""
        with self.page.expect_navigation(wait_until="load") as going:
            yield
        self._keep(going.value)

    def press(self, name: str) -> None:
        """Press the button with this name, and wait for the next page."""
        with self.leaving():
            self.page.get_by_role("button", name=name, exact=True).last.click()

    def act(self, action: str) -> None:
        """Press the button of this action, whatever its name in the language of the page."""
        with self.leaving():
            self.page.locator(f'main button[value="{action}"]').last.click()

    def follow(self, name: str, *, inside: str = "main") -> None:
        """Follow the link with this name, and wait for the next page."""
        with self.leaving():
            self.page.locator(inside).get_by_role("link", name=name).first.click()

    def read(self) -> html.HtmlElement:
        """Read the page shown."""
        return html.document_fromstring(self.page.content())

    def title(self) -> str:
        """Read the page's main heading."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def errors(self) -> list[Locator]:
        """Give the links of the error summary."""
        return self.page.locator("#erreurs li a").all()

    def fill(self, definition: Definition, answers: Mapping[str, Any], only: str = "") -> None:
        """Fill the page shown with these answers, or its input `only`."""
        for name, value in typed_values(definition, answers, self.read()).items():
            if only in {"", name}:
                self._type(name, value)

    def walk(
        self,
        definition: Definition,
        answers: Mapping[str, Any],
        at_each: Callable[[Person], None] | None = None,
    ) -> None:
        """Go on, page by page, to the summary; `at_each` is called on each page before it is filled."""
        for _step in range(_MOST_PAGES):
            if self.here.endswith("/recapitulatif"):
                return
            if at_each is not None:
                at_each(self)
            self.go_on(definition, answers)
        raise AssertionError([one.name for one in self.met])

    def go_on(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        """Fill the page shown and press its button: « Ajouter… » while its list is short, else « Continuer ».

        What the page asks again is answered once; anything else that it says is a failure.
        """
        self._answer(definition, answers)
        if self.page.locator(_ASKED_AGAIN).count():
            self._answer(definition, answers)
        assert not self.errors(), [self.here, *(one.inner_text() for one in self.errors())]

    def _answer(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        self.fill(definition, answers)
        for box in self.page.locator('main input[name="confirmer"]').all():
            box.check()
        action = addition(definition, answers, self.here, self.read())
        with self.leaving():
            self.page.locator(f'main button[value="{action}"]').last.click()

    def _type(self, name: str, value: Any) -> None:  # noqa: ANN401 -- a text, several, or files
        found = self.page.locator(f'main [name="{name}"]:not([type=hidden])')
        if not found.count():
            return
        kind = found.first.get_attribute("type")
        values = value if isinstance(value, list) else [value]
        if kind in {"radio", "checkbox"}:
            for one in values:
                self.page.locator(f'main [name="{name}"][value="{one}"]').check()
        elif kind == "file" and self.page.locator(".received").count():
            return
        elif kind == "file":
            found.set_input_files([_payload(*one) for one in values])
        elif found.first.evaluate("element => element.tagName") == "SELECT":
            for control, one in zip(found.all(), values, strict=False):
                control.select_option(one)
        else:
            found.first.fill(str(values[0]))

    def _keep(self, response: Response | None) -> None:
        if response is not None and response.url.startswith(self.origins[0]):
            self.met.append(Met(response.url, response.status, response.text()))

    def _watch(self, request: Request) -> None:
        if not request.url.startswith(self.origins):
            self.complaints.append(f"request: {request.url}")

    def _hear(self, message: ConsoleMessage) -> None:
        # A refused page is an answer: the browser writes its status in the console, and nothing is wrong.
        if (
            message.type in {"error", "warning"}
            and "the server responded with a status of 422" not in message.text
        ):
            self.complaints.append(f"console: {message.text}")


def person(browser: Browser, origins: tuple[str, ...], width: int, height: int, **how: Any) -> Person:  # noqa: ANN401
    """Open a new, empty browser profile without JavaScript, French, of this size."""
    context: BrowserContext = browser.new_context(
        java_script_enabled=False,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        viewport={"width": width, "height": height},
        **how,
    )
    return Person(context.new_page(), origins)


def _payload(stream: Any, name: str) -> Any:  # noqa: ANN401 -- what `typed_values` and Playwright speak
    kind = (
        "application/pdf" if name.endswith(".pdf") else "image/png" if name.endswith(".png") else "image/jpeg"
    )
    return {"name": name, "mimeType": kind, "buffer": stream.read()}
