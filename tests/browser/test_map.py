"""Where scripts run, a place is shown on the town's plan; where they do not, the pages ask as they always did."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from engine.demo.backoffice import create_backoffice
from tests.browser.person import Person, person
from tests.browser.proof import VIEWS, Proof, too_wide
from tests.browser.site import listening
from tests.browser.weight import FIRST
from tests.web.journey.answering import draft_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site
    from tests.services.checkers import Remark, Report

pytestmark = [pytest.mark.server, pytest.mark.browser]
SLUG = "signalement"
ANSWERS = (("famille", "voirie"), ("type", "nidDePoule"), ("dangerImmediat", "non"))
WAY = 'input[name="lieu.moyen"][value="position"]'
INPUT = "#SIG-015"
SHOW = "button:has-text('Montrer le lieu sur un plan')"
PLACE = "button:has-text('Placer le repère ici')"
STATUS = ".q [role=status]"
WRITTEN = re.compile(r"46,5\d+ ; 3,3\d+")


@pytest.fixture(scope="module")
def tiles(served: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the demonstration's plan where the demo cities' files say; give its origin."""
    plan = served.towns.cities.get("tilleray").plan
    assert plan is not None
    port = urlsplit(plan.template.replace("{", "").replace("}", "")).port
    assert port is not None
    with listening(create_backoffice(tmp_path_factory.mktemp("office"), {}, {}, demo=True), port):
        yield f"127.0.0.1:{port}"


@pytest.fixture
def resident(browser: Browser, served: Site) -> Iterator[Person]:
    """Give a resident whose browser runs scripts, on a telephone."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 390, "height": 844})
    yield Person(context.new_page(), (served.origin,))
    context.close()


def to_place(who: Person, site: Site) -> None:
    """Answer up to the question of how to give the place."""
    who.go(f"{site.city('tilleray')}/demarches/{SLUG}/")
    who.press("Commencer sans compte")
    for name, value in ANSWERS:
        who.page.check(f'input[name="{name}"][value="{value}"]')
        who.act("continuer")


def to_plan(who: Person, site: Site) -> None:
    """Choose the plan, go to its page and open it."""
    to_place(who, site)
    who.page.check(WAY)
    who.act("continuer")
    who.page.click(SHOW)
    who.page.wait_for_selector(".leaflet-tile-loaded")


def remarks(axe: Callable[[Page], Report], page: Page) -> tuple[Remark, ...]:
    """Give what axe has against the page, and what it cannot tell.

    It takes tiles for whole where the plan cuts them, and then cannot tell what stands behind the text beside it: the
    picture, that holds no text and says so, is put aside for this second look.
    """
    seen = axe(page).violations
    assert page.locator(".leaflet-tile:not([alt=''])").count() == 0
    page.evaluate("document.querySelector('.leaflet-tile-pane').style.display = 'none'")
    report = axe(page)
    page.evaluate("document.querySelector('.leaflet-tile-pane').style.display = ''")
    return (*seen, *report.violations, *report.incomplete)


def coordinates(page: Page) -> tuple[float, float]:
    """Read what the plan wrote in the question's input."""
    latitude, longitude = page.input_value(INPUT).replace(",", ".").split(" ; ")
    return float(latitude), float(longitude)


def position(site: Site, here: str) -> dict[str, float]:
    found: dict[str, float] = draft_of(site.towns, urlsplit(here).path).body.document["lieu"]["position"]
    return found


@pytest.mark.usefixtures("tiles")
def test_a_place_shown_on_the_plan_is_an_answer_like_another(
    served: Site, resident: Person, axe: Callable[[Page], Report]
) -> None:
    page = resident.page
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    to_plan(resident, served)
    page.focus(".plan-ground")
    for key in ("+", "+", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    first = page.input_value(INPUT)
    page.keyboard.press("ArrowUp")
    page.click(PLACE)
    second = page.input_value(INPUT)
    assert WRITTEN.fullmatch(first)
    assert WRITTEN.fullmatch(second)
    assert first != second
    assert page.inner_text(STATUS) == f"Le repère est placé. La réponse est écrite\xa0: {second}."
    assert remarks(axe, page) == ()
    resident.act("continuer")
    assert "lieu-precis" not in resident.here
    place = position(served, resident.here)
    assert second == f"{place['latitude']} ; {place['longitude']}".replace(".", ",")
    drawn = [one for one in asked if "/plan/" in one]
    assert drawn
    assert all(one.startswith(f"{served.origin}/v/tilleray/plan/") for one in drawn)
    assert resident.complaints == []


@pytest.mark.usefixtures("tiles")
def test_nothing_of_the_plan_is_loaded_before_it_is_asked_for(
    served: Site, resident: Person, proof: Proof
) -> None:
    asked: list[str] = []
    resident.page.on("request", lambda one: asked.append(one.url))
    to_place(resident, served)
    resident.page.check(WAY)
    resident.act("continuer")
    before = list(asked)
    resident.page.click(SHOW)
    resident.page.wait_for_selector(".leaflet-tile-loaded")
    for part in ("leaflet.js", "leaflet.css", "map.css", "/plan/"):
        assert not any(part in one for one in before)
        assert any(part in one for one in asked)
    assert list(proof.of_source(resident.met)) == []


@pytest.mark.usefixtures("tiles")
def test_the_cross_reaches_the_edges_of_the_town_and_no_further(served: Site, resident: Person) -> None:
    page = resident.page
    page.emulate_media(reduced_motion="reduce")
    to_plan(resident, served)
    plan = served.towns.cities.get("tilleray").plan
    assert plan is not None
    south, west, north, east = plan.box
    for key, corner in (("ArrowUp", north), ("ArrowLeft", west), ("ArrowDown", south), ("ArrowRight", east)):
        page.focus(".plan-ground")
        for _press in range(40):
            page.keyboard.press(key)
        page.click(PLACE)
        latitude, longitude = coordinates(page)
        assert south <= latitude <= north
        assert west <= longitude <= east
        assert (latitude if key in {"ArrowUp", "ArrowDown"} else longitude) == pytest.approx(corner, abs=2e-4)
    resident.act("continuer")
    assert "lieu-precis" not in resident.here, "an edge of the town is in the town"
    assert resident.complaints == []


@pytest.mark.usefixtures("tiles")
def test_one_touch_moves_the_cross_and_the_plan_closes_and_opens_again(
    served: Site, resident: Person
) -> None:
    page = resident.page
    page.emulate_media(reduced_motion="reduce")
    to_plan(resident, served)
    page.click(PLACE)
    middle = coordinates(page)
    page.click(".plan-ground", position={"x": 300, "y": 60})
    page.click(PLACE)
    touched = coordinates(page)
    assert touched[0] > middle[0] + 0.001, "north of the middle"
    assert touched[1] > middle[1] + 0.001, "east of it"
    page.click("button:has-text('Fermer le plan')")
    assert not page.is_visible(".plan-ground")
    page.click(SHOW)
    page.click("button:has-text('Agrandir')")
    page.click(PLACE)
    assert coordinates(page) == pytest.approx(touched, abs=1e-4), "a larger scale keeps the place"
    assert resident.complaints == []


@pytest.mark.usefixtures("tiles")
def test_the_plan_speaks_and_writes_in_the_language_of_the_page(served: Site, resident: Person) -> None:
    to_place(resident, served)
    resident.page.check(WAY)
    resident.act("continuer")
    resident.go(f"{resident.here}?langue=en")
    resident.page.click("button:has-text('Show the place on a map')")
    resident.page.click("button:has-text('Place the marker here')")
    assert re.fullmatch(r"46\.55\d* ; 3\.32\d*", resident.page.input_value(INPUT))
    resident.act("continuer")
    assert "lieu-precis" not in resident.here
    assert resident.complaints == []


@pytest.mark.usefixtures("tiles")
@pytest.mark.parametrize(
    ("where", "said"),
    [
        ((46.55, 3.31), "La croix est sur votre position."),
        ((48.85, 2.35), "Votre position est en dehors de la commune."),
        (None, "Votre appareil n’a pas donné votre position."),
    ],
)
def test_the_device_is_asked_where_it_is_upon_a_press_alone(
    served: Site, browser: Browser, where: tuple[float, float] | None, said: str
) -> None:
    how = {"geolocation": {"latitude": where[0], "longitude": where[1]}} if where else {}
    context = browser.new_context(locale="fr-FR", permissions=["geolocation"] if where else [], **how)  # type: ignore[arg-type] # a shape that Playwright names for itself
    who = Person(context.new_page(), (served.origin,))
    who.page.add_init_script(
        "const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);"
        "window.asked = 0;"
        "navigator.geolocation.getCurrentPosition = (...all) => { window.asked += 1; ask(...all); };"
    )
    to_plan(who, served)
    assert who.page.evaluate("window.asked") == 0
    who.page.click("button:has-text('Utiliser ma position')")
    who.page.wait_for_selector(f"{STATUS}:has-text('{said}')")
    if where is not None and where[0] < 47:
        who.page.click(PLACE)
        assert coordinates(who.page) == pytest.approx(where, abs=1e-4)
    assert who.complaints == []
    context.close()


@pytest.mark.usefixtures("tiles")
def test_only_the_page_of_the_plan_may_ask_for_the_position(served: Site, resident: Person) -> None:
    told: dict[str, str] = {}
    resident.page.on(
        "response",
        lambda one: told.update({urlsplit(one.url).path: one.headers.get("permissions-policy", "")}),
    )
    to_plan(resident, served)
    allowed = [path for path, policy in told.items() if "geolocation=(self)" in policy]
    assert allowed == [urlsplit(resident.here).path]


@pytest.mark.usefixtures("tiles")
def test_the_plan_fits_every_screen_in_light_and_dark(
    served: Site, resident: Person, axe: Callable[[Page], Report]
) -> None:
    to_plan(resident, served)
    page = resident.page
    page.click(PLACE)
    for width, height, colours in VIEWS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if colours == "dark" else "light")
        assert too_wide(page) == ""
        assert remarks(axe, page) == ()


def test_a_service_of_tiles_that_is_down_leaves_the_question_whole(served: Site, resident: Person) -> None:
    to_place(resident, served)
    resident.page.check(WAY)
    resident.act("continuer")
    resident.page.click(SHOW)
    resident.page.wait_for_selector(PLACE)
    resident.page.click(PLACE)
    resident.act("continuer")
    assert "lieu-precis" not in resident.here
    assert resident.complaints == []


def test_a_plan_that_cannot_be_loaded_says_what_to_do(served: Site, resident: Person) -> None:
    to_place(resident, served)
    resident.page.check(WAY)
    resident.act("continuer")
    resident.page.route("**/leaflet.js*", lambda route: route.abort())
    resident.page.click(SHOW)
    resident.page.wait_for_selector(f"{STATUS}:has-text('Le plan ne s’affiche pas')")


def test_a_browser_without_scripts_is_offered_no_plan(browser: Browser, served: Site) -> None:
    who = person(browser, (served.origin,), 320, 640)
    to_place(who, served)
    assert who.page.locator(WAY).count() == 0
    assert who.page.locator('input[name="lieu.moyen"]').count() == 2


def test_the_page_of_the_plan_is_light(served: Site, resident: Person) -> None:
    weights: list[int] = []
    session = resident.page.context.new_cdp_session(resident.page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda one: weights.append(int(one["encodedDataLength"])))
    to_place(resident, served)
    resident.page.check(WAY)
    weights.clear()
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    resident.act("continuer")
    resident.page.wait_for_selector(SHOW)
    assert 0 < sum(weights) < FIRST
