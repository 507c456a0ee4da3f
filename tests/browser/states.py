"""Every page template in each of its states, as this city would serve it: those too that a walk does not meet."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from tests.browser.person import Met
from tests.web.macros import samples
from tests.web.macros.pages import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.site import Site


def states(site: Site, code: str, language: str) -> Iterator[Met]:
    """Give each template and state in a language, under the address of one of the site's cities."""
    app = samples.application(site.towns.cities.get(code), person="Camille Besson")
    for name, (file, values) in pages().items():
        source = samples.show(app, file, spoken=language, root=f"/v/{code}", **values)
        yield Met(f"{site.city(code)}/{name.replace(' ', '-')}", HTTPStatus.OK, source)
