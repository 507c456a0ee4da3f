"""What a page costs the person who pays for their line: bytes as they went over the wire, headers included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

#: Most bytes of a page with everything, on the first visit (nothing kept) and on the next ones.
FIRST: Final = 60_000
AFTER: Final = 12_000


@dataclass(frozen=True, slots=True)
class Weight:
    """A page's address and what its first showing and its next cost, in bytes; `asked` are all the addresses asked."""

    url: str
    first: int
    after: int
    asked: frozenset[str]

    @property
    def heavy(self) -> bool:
        """Say whether it is over the budget."""
        return self.first >= FIRST or self.after >= AFTER


def weigh(browser: Browser, url: str, state: StorageState | None = None) -> Weight:
    """Show a page twice in a browser that kept nothing but its cookies (`state`), as from a typed address."""
    context = browser.new_context(locale="fr-FR", storage_state=state)
    page = context.new_page()
    first, asked = _loaded(context, page, url)
    page.goto("about:blank")
    after, again = _loaded(context, page, url)
    context.close()
    return Weight(url, first, after, asked | again)


def _loaded(context: BrowserContext, page: Page, url: str) -> tuple[int, frozenset[str]]:
    session, spent, asked = context.new_cdp_session(page), [0], set[str]()

    def finished(event: dict[str, Any]) -> None:
        spent[0] += int(event["encodedDataLength"])

    def sent(event: dict[str, Any]) -> None:
        asked.add(str(event["request"]["url"]))

    session.on("Network.loadingFinished", finished)
    session.on("Network.requestWillBeSent", sent)
    session.send("Network.enable")
    page.goto(url, wait_until="load")
    session.detach()
    return spent[0], frozenset(asked)
