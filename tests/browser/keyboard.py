"""A resident who has a keyboard and no mouse: Tab, Shift and Tab, Enter, Space, arrows and letters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from tests.walking import addition, typed_values

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from engine.model import Definition
    from tests.browser.person import Person

#: More stops than any page has: the Tab key that goes on is lost.
_MOST_STOPS: Final = 200
_MOST_PAGES: Final = 150
_STOP: Final = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  const all = e.type === "radio" ? [...document.getElementsByName(e.name)] : [];
  return {
    tag: e.localName, type: e.type || "", name: e.name || "", value: e.value || "", id: e.id, classes: e.className,
    said: (e.localName === "select" ? "" : e.textContent).trim().replace(/\\s+/g, " "), checked: !!e.checked,
    seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    many: all.length,
  };
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus is; `seen` when an outline of 2 px at least stands inside the screen."""

    tag: str
    type: str
    name: str
    value: str
    id: str
    classes: str
    said: str
    checked: bool
    seen: bool
    many: int


@dataclass
class Typist:
    """Presses keys on the page that a person sees; `stops` are all those met, `unseen` those that hid."""

    who: Person
    #: Files to give, one for each question of documents.
    document: Path
    stops: int = 0
    unseen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the browser's file chooser over now: asked for at the key itself, it can come after the key."""
        self.who.page.on("filechooser", lambda chooser: chooser.set_files(self.document))

    @property
    def here(self) -> Stop:
        """Say what has the focus."""
        return Stop(**self.who.page.evaluate(_STOP))

    def press(self, key: str) -> Stop:
        """Press a key that stays on the page; say what has the focus then."""
        self.who.page.keyboard.press(key)
        return self._seen()

    def leave(self, key: str = "Enter") -> None:
        """Press a key that leads to another page."""
        with self.who.leaving():
            self.who.page.keyboard.press(key)

    def to(self, tag: str, said: str = "", value: str = "") -> None:
        """Go on with the Tab key to a link, a button or a summary."""
        said = " ".join(said.split())
        for _stop in range(_MOST_STOPS):
            stop = self.press("Tab")
            if stop.tag == tag and said in stop.said and value in {"", stop.value}:
                return
        raise AssertionError((self.who.here, tag, said, value))

    def walk(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        """Fill page after page, to the summary."""
        for _page in range(_MOST_PAGES):
            if self.who.here.endswith("/recapitulatif"):
                return
            self.fill(definition, answers)
            if self.who.page.locator('main input[name="confirmer"]').count():
                self.fill(definition, answers)
            assert not self.who.errors(), (self.who.here, [one.inner_text() for one in self.who.errors()])
        raise AssertionError(self.who.here)

    def fill(self, definition: Definition, answers: Mapping[str, Any]) -> None:
        """Go through the page with the Tab key, answer what has the focus, press the button that goes on."""
        wanted = typed_values(definition, answers, self.who.read())
        action = addition(definition, answers, self.who.here, self.who.read())
        for _stop in range(_MOST_STOPS):
            stop = self.press("Tab")
            if stop.tag == "button" and stop.value == action:
                self.leave()
                return
            if stop.name == "confirmer" and not stop.checked:
                self.press("Space")
            if stop.name in wanted:
                self._answer(stop, wanted[stop.name])
        raise AssertionError((self.who.here, action))

    def _answer(self, stop: Stop, value: Any) -> None:  # noqa: ANN401 -- a text, several, or files
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        if stop.type == "radio":
            self._choose(stop, values[0])
        elif stop.type == "checkbox":
            if stop.value in values and not stop.checked:
                self.press("Space")
        elif stop.type == "file":
            self._give(value)
        elif stop.tag == "select":
            chosen = self.who.page.locator(f'[name="{stop.name}"] option[value="{values[0]}"]').first
            self.who.page.keyboard.type(chosen.inner_text().strip())
        elif stop.tag in {"input", "textarea"}:
            self.who.page.keyboard.press("Control+A")
            self.who.page.keyboard.type(values[0])

    def _choose(self, stop: Stop, value: str) -> None:
        here = stop
        for _radio in range(stop.many + 1):
            if here.value == value:
                if not here.checked:
                    self.press("Space")
                return
            here = self.press("ArrowDown")
        raise AssertionError((self.who.here, stop.name, value))

    def _give(self, files: Any) -> None:  # noqa: ANN401 -- what `typed_values` speaks
        if not files:
            return
        with self.who.page.expect_file_chooser():
            self.who.page.keyboard.press("Enter")
        self.who.page.wait_for_function("document.activeElement.files.length")

    def _seen(self) -> Stop:
        stop = self.here
        self.stops += 1
        if not stop.seen and stop.tag != "body":
            self.unseen.append(f"{self.who.here} {stop.tag} {stop.id or stop.said}")
        return stop
