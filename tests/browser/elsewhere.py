"""A form filled by the walker up to a page, then handed over to a real browser with its session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient

from tests.walking import Walker

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page
    from werkzeug.test import TestResponse

    from tests.browser.site import Site


class Elsewhere(FlaskClient):
    """A client that asks the address where the site is served."""

    origin = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:  # noqa: ANN401 -- as the parent takes them
        """Send a request."""
        return super().open(*args, base_url=self.origin, **kwargs)


def hand_over(site: Site, page: Page, walk: Callable[[Walker], str]) -> str:
    """Open in the browser the page to which `walk` goes, in its session; give that page's path."""
    client = Elsewhere(site.towns.app)
    client.origin = site.origin
    address = walk(Walker(client))
    cookie = client.get_cookie("formune_tilleray", domain="127.0.0.1", path="/v/tilleray")
    assert cookie is not None
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": site.city("tilleray") + "/"}]
    )
    page.goto(site.origin + address)
    return address
