"""Where scripts run, addresses are proposed below a street; by the keyboard, the mouse, a finger, or not at all."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Literal

import pytest
from flask import Flask, Response, request

from engine.demo.backoffice.geocoder import geocoding
from tests.browser.elsewhere import hand_over
from tests.browser.person import Person
from tests.browser.site import serve
from tests.browser.weight import weigh
from tests.web.journey.answering import draft_of
from tests.web.journey.test_addresses import FORM, TAKE, at_the_place, seated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site
    from tests.services.checkers import Report
    from tests.walking import Walker

pytestmark = pytest.mark.server
STREET = "#ADX-002"
TYPED = "14 rue du mou"
CODE = '[name="lieu.adresse.commune.code"]'
WORDS = {
    "en": "2 addresses suggested. Arrows to read them, Enter to choose one.",
    "fr-falc": "2 adresses s’affichent. Appuyez sur les flèches pour les lire. Appuyez sur Entrée pour en choisir une.",
}


@pytest.fixture(scope="module")
def troubles() -> dict[str, Any]:
    """Give what the service does besides answering: `down`, or seconds of `slow` for the texts that say so."""
    return {}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, troubles: dict[str, Any]) -> Iterator[Site]:
    """Serve the cities, with the demonstration's service of addresses."""
    geocoder = Flask("geocoder")
    geocoder.register_blueprint(geocoding())

    def trouble() -> Response | None:
        if request.args.get("q") == troubles.get("slow"):
            time.sleep(1)
        return Response("oops", 500) if troubles.get("down") else None

    geocoder.before_request(trouble)
    with serve(tmp_path_factory.mktemp("served"), geocoder=geocoder) as site:
        yield site


def place(site: Site, walker: Walker) -> str:
    return at_the_place(walker, seated(site.towns))


@pytest.fixture
def here(served: Site, page: Page) -> str:
    """Open the page of the place of a sale; give its address."""
    page.set_default_timeout(10_000)
    return hand_over(served, page, lambda walker: place(served, walker))


@pytest.fixture
def said(page: Page, here: str) -> list[str]:
    """Give what the browser's console says of the page opened."""
    assert here
    words: list[str] = []
    page.on("console", lambda message: words.append(message.text))
    page.on("pageerror", lambda error: words.append(str(error)))
    return words


def write(page: Page, text: str = TYPED) -> None:
    """Type, and wait for the list."""
    with page.expect_response(lambda reply: "/adresses/" in reply.url):
        page.locator(STREET).press_sequentially(text, delay=10)
    page.wait_for_selector("[role=option]")


def options(page: Page) -> list[str]:
    return page.locator("[role=option]").all_inner_texts()


def status(page: Page) -> str:
    return page.locator(f"{STREET} ~ [role=status]").inner_text()


def values(page: Page) -> list[str]:
    """Give the street, the place, the postal code and the town on the page."""
    return [page.input_value(f"#ADX-00{number}") for number in (2, 5, 6, 7)]


def clean(axe: Callable[[Page], Report], page: Page) -> None:
    report = axe(page)
    assert (report.violations, report.incomplete) == ((), ())


def test_an_address_is_chosen_by_the_keyboard_and_is_the_answer(
    served: Site, page: Page, here: str, said: list[str], axe: Callable[[Page], Report]
) -> None:
    write(page)
    assert options(page) == [
        "14 Rue du Moulin, 03990 Tilleray",
        "14 Rue du Moulin de la Mer, 29998 Port-Lannec",
    ]
    assert status(page) == "2 adresses proposées. Flèches pour les lire, Entrée pour en choisir une."
    assert page.get_attribute(STREET, "aria-expanded") == "true"
    clean(axe, page)
    page.keyboard.press("ArrowDown")
    assert page.get_attribute(STREET, "aria-activedescendant") == "ADX-002-l-1"
    assert page.get_attribute("#ADX-002-l-1", "aria-selected") == "true"
    clean(axe, page)
    page.keyboard.press("Enter")
    assert page.url.endswith("/lieu")
    assert values(page) == ["14 Rue du Moulin", "", "03990", "Tilleray"]
    assert status(page) == "Adresse choisie\u00a0: 14 Rue du Moulin, 03990 Tilleray. Vérifiez-la."
    assert page.locator("[role=option]").count() == 0
    assert page.get_attribute(STREET, "aria-expanded") == "false"
    assert page.evaluate("document.activeElement.id") == "ADX-002"
    clean(axe, page)
    page.check('[name="lieu.type"][value="salleMunicipale"]')
    page.click(".actions button[value=continuer]")
    page.wait_for_url(lambda url: "/lieu" not in url)
    stored = draft_of(served.towns, here).body.document["lieu"]["adresse"]
    assert stored["commune"] == {"code": "03990", "nom": "Tilleray"}
    assert (stored["voie"], stored["codePostal"]) == ("14 Rue du Moulin", "03990")
    Person(page, (served.origin,)).walk(FORM, seated(served.towns))
    assert "14 Rue du Moulin" in page.locator("main").inner_text()
    assert said == []


def test_arrows_go_round_by_the_text_itself(page: Page, said: list[str]) -> None:
    write(page)
    met = []
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
        met.append((page.get_attribute(STREET, "aria-activedescendant") or "-")[-1])
    assert met == ["2", "-", "1", "2", "-", "-"]
    assert page.input_value(STREET) == TYPED
    assert said == []


def test_escape_closes_the_list_and_keeps_what_is_typed(page: Page, said: list[str]) -> None:
    write(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert not page.is_visible("[role=listbox]")
    assert page.get_attribute(STREET, "aria-activedescendant") is None
    assert (values(page), status(page)) == ([TYPED, "", "", ""], "")
    page.keyboard.press("ArrowDown")
    assert page.is_visible("[role=listbox]")
    page.keyboard.press("Alt+ArrowUp")
    assert not page.is_visible("[role=listbox]")
    assert said == []


def test_enter_without_a_choice_sends_the_page_as_ever(served: Site, page: Page, here: str) -> None:
    write(page)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert draft_of(served.towns, here).body.document["lieu"]["adresse"]["voie"] == TYPED


def test_tab_goes_on_and_takes_nothing(page: Page, said: list[str]) -> None:
    write(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.wait_for_selector("[role=listbox]", state="hidden")
    assert page.evaluate("document.activeElement.id") == "ADX-003"
    assert values(page) == [TYPED, "", "", ""]
    assert said == []


def test_a_press_on_an_address_chooses_it(page: Page, said: list[str]) -> None:
    write(page)
    page.click("[role=option] >> nth=1")
    assert values(page) == ["14 Rue du Moulin de la Mer", "", "29998", "Port-Lannec"]
    assert said == []


def test_a_button_does_not_move_under_the_finger(page: Page, here: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 2600})
    write(page)
    box = page.locator(".actions button[value=continuer]").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + box["height"] - 5)
    page.mouse.down()
    page.wait_for_timeout(300)
    with page.expect_navigation():
        page.mouse.up()
    assert here in page.url


def test_all_stays_open_to_change_and_another_choice_takes_its_own_place(page: Page, said: list[str]) -> None:
    write(page, "moulin vert")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert values(page) == ["", "Le Moulin Vert", "03990", "Tilleray"]
    page.fill("#ADX-006", "03991")
    write(page, "5 quai des voi")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert values(page) == ["5 Quai des Voiles", "", "29998", "Port-Lannec"]
    # Tilleray does not know the imaginary Port-Lannec: the town is left to be chosen, without the code of the first.
    assert page.locator(CODE).count() == 0
    page.fill("#ADX-005", "Ce que j’ai écrit")
    page.locator(STREET).fill("")
    write(page, "3 place de la mai")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert values(page) == ["3 Place de la Mairie", "Ce que j’ai écrit", "03990", "Tilleray"]
    assert [one.input_value() for one in page.locator(CODE).all()] == ["03990"]
    assert said == []


def test_a_choice_among_several_towns_follows_the_address(served: Site, page: Page, here: str) -> None:
    page.fill(STREET, "3 rue du Port")
    page.fill("#ADX-006", "93200")
    page.fill("#ADX-007", "Saint-Denis")
    with page.expect_navigation():
        page.click(".actions button[value=continuer]")
    radios = f"input[type=radio]{CODE}"
    page.check(f"{radios} >> nth=0")
    page.locator(STREET).fill("")
    write(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(f"{radios}:checked").count() == 0
    with page.expect_navigation():
        page.click(".actions button[value=continuer]")
    stored = draft_of(served.towns, here).body.document["lieu"]["adresse"]
    assert stored["commune"] == {"code": "03990", "nom": "Tilleray"}


def test_a_browser_that_fills_by_itself_and_two_letters_ask_nothing(page: Page, said: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url) if sent.method == "POST" else None)
    page.eval_on_selector(
        STREET, "(input) => { input.value = '14 rue du Moulin'; input.dispatchEvent(new Event('input')); }"
    )
    page.wait_for_timeout(500)
    page.fill(STREET, "")
    page.locator(STREET).press_sequentially("14")
    page.wait_for_timeout(500)
    assert (asked, said) == ([], [])


def test_fast_typing_asks_once(page: Page, said: list[str]) -> None:
    asked: list[str] = []
    page.on("request", lambda sent: asked.append(sent.post_data or "") if "/adresses/" in sent.url else None)
    write(page)
    assert len(asked) == 1
    assert "texte=14+rue+du+mou" in asked[0]
    assert said == []


def test_a_late_answer_to_an_older_text_is_not_heard(
    page: Page, said: list[str], troubles: dict[str, Any]
) -> None:
    aborted: list[str] = []
    page.on("requestfailed", lambda sent: aborted.append(str(sent.failure)))
    troubles["slow"] = "rue du port"
    page.locator(STREET).press_sequentially("rue du port")
    page.wait_for_timeout(500)
    page.locator(STREET).fill("")
    write(page)
    page.wait_for_timeout(1200)
    assert options(page)[0] == "14 Rue du Moulin, 03990 Tilleray"
    assert (aborted, said) == (["net::ERR_ABORTED"], [])


def test_the_page_with_its_script_stays_light_and_asks_nobody_else(
    served: Site, browser: Browser, page: Page, here: str
) -> None:
    found = weigh(browser, served.origin + here, page.context.storage_state())
    assert any(asked.split("?")[0].endswith("/address.js") for asked in found.asked)
    assert {asked for asked in found.asked if not asked.startswith(served.origin)} == set()
    assert not found.heavy, found


def test_nothing_found_is_said_and_hides_nothing(page: Page, said: list[str]) -> None:
    page.locator(STREET).press_sequentially("xyzxyz")
    page.wait_for_selector("[role=status]:has-text('Aucune adresse proposée. Continuez à écrire la vôtre.')")
    assert not page.is_visible("[role=listbox]")
    assert said == []


@pytest.mark.parametrize("language", WORDS)
def test_it_speaks_the_page_s_language(
    served: Site, page: Page, here: str, axe: Callable[[Page], Report], language: str
) -> None:
    page.goto(f"{served.origin}{here}?langue={language}")
    write(page)
    assert status(page) == WORDS[language]
    clean(axe, page)


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_clean_in_the_dark_and_on_the_narrowest_screen(
    served: Site, browser: Browser, axe: Callable[[Page], Report], width: int
) -> None:
    context = browser.new_context(
        locale="fr-FR", viewport={"width": width, "height": 640}, color_scheme="dark", has_touch=True
    )
    page = context.new_page()
    hand_over(served, page, lambda walker: place(served, walker))
    clean(axe, page)
    write(page)
    page.keyboard.press("ArrowDown")
    clean(axe, page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for option in page.locator("[role=option]").all():
        box = option.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.tap("[role=option] >> nth=0")
    assert values(page) == ["14 Rue du Moulin", "", "03990", "Tilleray"]
    clean(axe, page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_button_of_an_address_given_before_is_clean_and_takes_it(
    served: Site, browser: Browser, axe: Callable[[Page], Report], scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page = context.new_page()
    hand_over(served, page, lambda walker: place(served, walker))
    clean(axe, page)
    with page.expect_navigation():
        page.click(f'button[value="{TAKE}"]')
    assert values(page) == ["14 rue du Moulin", "", "03990", "Tilleray"]
    assert page.evaluate("document.activeElement.id") == "ADX-002-reprise"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clean(axe, page)
    context.close()


def test_a_service_that_is_down_leaves_the_page_as_it_is(
    served: Site, page: Page, here: str, said: list[str], troubles: dict[str, Any]
) -> None:
    # The last test of the module: the service is left alone for a while after this.
    troubles["down"] = True
    with page.expect_response(lambda reply: "/adresses/" in reply.url) as heard:
        page.locator(STREET).press_sequentially("12 rue du p")
    assert heard.value.status == 204
    page.wait_for_timeout(100)
    assert (status(page), page.is_visible("[role=listbox]"), said) == ("", False, [])
    for number, text in ((6, "03990"), (7, "Tilleray")):
        page.fill(f"#ADX-00{number}", text)
    with page.expect_navigation():
        page.click(".actions button[value=continuer]")
    stored = draft_of(served.towns, here).body.document["lieu"]["adresse"]
    assert (stored["voie"], stored["commune"]["nom"]) == ("12 rue du p", "Tilleray")
    assert FORM.slug in page.url
