"""Every form, page, branch and example answers in every language, and the pages are sound."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from lxml import html

from engine.catalogue import Catalogue
from engine.catalogue.source import load_form
from engine.clock import SystemClock
from engine.documents.papers import Papers
from engine.language import LANGUAGES
from engine.resources import forms_root, schemas_root, themes_root
from engine.web.preview import create_preview
from engine.web.preview.desks import empty_ranks
from engine.web.preview.frame import NAMES
from tests.catalogue.conftest import Roots

if TYPE_CHECKING:
    from tests.services.checkers import Finding

CATALOGUE = Catalogue.from_source(forms_root(), schemas_root())
SLUGS = CATALOGUE.slugs()
TEMPLATES = Path(__file__).parents[3] / "engine" / "web" / "preview" / "templates"
#: A question with several answers repeats its name on purpose (docs/reference/form-format.md, inputs).
ALLOWED = {"form-dup-name"}
#: The element that holds a question's number, in an item or not.
NUMBERED = re.compile(r'id="([A-Z]{3}-[0-9]{3})(?:-r[0-9-]+)?-n"')


def fetch(client: FlaskClient, path: str) -> html.HtmlElement:
    """Give a page, which must answer 200."""
    reply = client.get(path)
    assert reply.status_code == 200, path
    assert "DÉMONSTRATION" in reply.get_data(as_text=True)
    return html.document_fromstring(reply.get_data())


def empties(language: str, slug: str) -> Iterator[str]:
    """Give the addresses of a form's empty pages."""
    for page in CATALOGUE.get(slug).pages:
        for ranks in empty_ranks(page):
            tail = f"/{'.'.join(str(rank + 1) for rank in ranks)}" if ranks else ""
            yield f"/{language}/{slug}/exemples/-/{page.slug}{tail}"


def walked(client: FlaskClient, overview: str) -> list[str]:
    """Give the addresses that an example's walk names."""
    found = fetch(client, overview).xpath('//ol[@class="walk"]//a/@href')
    assert found, overview
    return [str(one) for one in found]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_of_a_form_is_shown_empty_with_every_question(
    shipped: FlaskClient, slug: str, language: str
) -> None:
    met: set[str] = set()
    for path in empties(language, slug):
        page = fetch(shipped, path)
        assert not page.xpath('//*[@id="erreurs"]'), path
        met |= set(NUMBERED.findall(html.tostring(page, encoding="unicode")))
    asked = {code for page in CATALOGUE.get(slug).pages for code in page.every}
    assert asked - met == set()


@pytest.mark.slow
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_that_every_example_meets_answers(shipped: FlaskClient, slug: str) -> None:
    """Walk each example in one language, the languages in turn: all three on each are minutes, and show no more."""
    for rank, name in enumerate(load_form(slug, forms_root()).examples):
        language = LANGUAGES[rank % len(LANGUAGES)]
        for path in walked(shipped, f"/{language}/{slug}/exemples/{name}/"):
            fetch(shipped, path)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_what_is_about_a_whole_form_answers(shipped: FlaskClient, slug: str, language: str) -> None:
    for tail in ("", "textes", "depart"):
        fetch(shipped, f"/{language}/{slug}/{tail}")
    plan = fetch(shipped, f"/{language}/{slug}/")
    for way_out in plan.xpath('//*[starts-with(@id, "sortie-")]//h3/a/@href'):
        fetch(shipped, way_out)
    schema = shipped.get(f"/{language}/{slug}/schema.json").get_json()
    assert schema["$id"] == f"urn:formune:form:{slug}:{CATALOGUE.get(slug).version}"
    codes = {str(one) for one in plan.xpath('//*[contains(@class, "asked-line")]/@id')}
    assert codes >= {code for page in CATALOGUE.get(slug).pages for code in page.every}


@pytest.mark.parametrize("slug", SLUGS)
def test_an_example_tells_the_truth_and_shows_its_errors_where_they_are(
    shipped: FlaskClient, slug: str
) -> None:
    beside = 0
    for name, example in load_form(slug, forms_root()).examples.items():
        overview = fetch(shipped, f"/fr/{slug}/exemples/{name}/")
        assert "n’annonce pas" not in overview.text_content(), name
        marked = overview.xpath('//ol[@class="walk"]/li[.//span[contains(@class, "bad-mark")]]/a/@href')
        assert bool(marked) <= (not example["valid"]), name
        for path in marked:
            page = fetch(shipped, path)
            said = page.xpath('//*[@id="erreurs"]//a')
            assert said, path
            assert all(one.text_content().strip() for one in said)
            beside += len(page.xpath('//*[@class="err"]//*[starts-with(text(), "Erreur")]'))
    assert beside, "no example shows an error beside its question"


def test_the_index_names_each_form_its_languages_and_its_state(shipped: FlaskClient) -> None:
    rows = fetch(shipped, "/fr/").xpath("//tbody/tr")
    assert [row.xpath("string(.//*[@class='rule'])") for row in rows] == list(SLUGS)
    for row in rows:
        words = row.text_content()
        assert all(name in words for name in NAMES.values())
        assert all(name in words for name in ("Rien à corriger", "questions", "pages", "exemples"))


@pytest.mark.parametrize("kind", ["blank", "guide"])
def test_the_papers_are_drawn_by_a_process_of_their_own(kind: str) -> None:
    papers = Papers()
    try:
        app = create_preview(forms_root(), schemas_root(), SystemClock(), papers)
        client, path = app.test_client(), f"/fr/{SLUGS[0]}/{kind}.pdf"
        reply = client.get(path)
        assert (reply.status_code, reply.mimetype, reply.get_data()[:5]) == (200, "application/pdf", b"%PDF-")
        assert path in client.get(f"/fr/{SLUGS[0]}/").get_data(as_text=True)
    finally:
        papers.close()


@pytest.mark.parametrize(
    "path",
    [
        "/fr/rien/",
        "/fr/{slug}/exemples/rien/",
        "/fr/{slug}/exemples/-/rien",
        "/fr/{slug}/exemples/-/",
        "/theme/x.css",
    ],
)
def test_what_does_not_exist_is_said(shipped: FlaskClient, path: str) -> None:
    assert shipped.get(path.format(slug=SLUGS[0])).status_code == 404


def test_an_item_that_the_empty_form_does_not_have_is_said(shipped: FlaskClient) -> None:
    assert (
        shipped.get(f"/fr/{SLUGS[0]}/exemples/-/{CATALOGUE.get(SLUGS[0]).pages[0].slug}/7").status_code == 404
    )


def test_a_page_that_an_example_does_not_meet_says_so(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    reply = browse(roots.forms, roots.schemas).get("/fr/demande-badge/exemples/v1/parents")
    assert reply.status_code == 404
    assert "ne passe pas par cette page" in reply.get_data(as_text=True)


def test_a_page_speaks_the_language_of_its_address(shipped: FlaskClient) -> None:
    for language, button in (("fr", "Continuer"), ("en", "Continue")):
        page = fetch(shipped, next(empties(language, SLUGS[0])))
        assert page.xpath('//main//form//button[@value="continuer"]')[-1].text_content().strip() == button


def test_nothing_is_kept_and_no_cookie_is_set(shipped: FlaskClient) -> None:
    reply = shipped.get(f"/fr/{SLUGS[0]}/")
    assert "Set-Cookie" not in reply.headers
    assert reply.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]


def test_what_the_reviewer_types_is_judged_and_forgotten(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    client = browse(roots.forms, roots.schemas)
    path = "/fr/demande-badge/exemples/-/badge"
    wrong = client.post(path, data={"action": "continuer", "typeBadge": "parking"})
    assert wrong.status_code == 422
    assert "Choisissez une durée" in wrong.get_data(as_text=True)
    right = client.post(path, data={"action": "continuer", "typeBadge": "parking", "duree": "mois"})
    assert right.status_code == 200
    assert "Rien à corriger sur cette page" in right.get_data(as_text=True)
    assert not fetch(client, path).xpath("//input[@checked]")


def test_a_text_that_falls_back_to_french_is_marked(
    roots: Roots, browse: Callable[[Path, Path], FlaskClient]
) -> None:
    roots.edit("forms/demande-badge/texts/fr.json", lambda one: one.update({"BAD-001.hint": "Sur la vitre."}))
    page = fetch(browse(roots.forms, roots.schemas), "/fr/demande-badge/textes")
    (row,) = page.xpath('//tr[th="BAD-001.hint"]')
    assert [one.text_content().split()[0:2] for one in row.xpath("td")] == [
        ["Sur", "la"],
        ["en", "français"],
        ["en", "français"],
    ]


def test_html_validate_finds_nothing(
    shipped: FlaskClient, html_validate: Callable[[Mapping[str, str]], "list[Finding]"]
) -> None:
    pages = {path: shipped.get(path).get_data(as_text=True) for path in sample(shipped)}
    assert [one for one in html_validate(pages) if one.rule not in ALLOWED] == []


def sample(client: FlaskClient) -> Iterator[str]:
    """Give addresses of every kind of page, in turn in each language."""
    yield from ("/fr/", "/fr/rien/")
    languages = tuple(LANGUAGES)
    for rank, slug in enumerate(SLUGS):
        language = languages[rank % len(languages)]
        yield from (f"/{language}/{slug}/{tail}" for tail in ("", "textes", "depart"))
        yield from empties(language, slug)
        for name in ("v1", "i1"):
            overview = f"/{language}/{slug}/exemples/{name}/"
            yield overview
            yield from walked(client, overview)


def test_every_class_of_the_templates_is_styled() -> None:
    css = "".join((themes_root() / name).read_text(encoding="utf-8") for name in ("base.css", "preview.css"))
    used: set[str] = set()
    for file in TEMPLATES.rglob("*.html"):
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        used.update(name for value in re.findall(r'class="([^"]*)"', text) for name in value.split())
    assert "walk" in used
    assert sorted(name for name in used if not re.search(rf"\.{name}\b", css)) == []
