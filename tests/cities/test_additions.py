"""A town asks a question and a document of its own, apart; whatever else it would change is refused by name."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from engine.catalogue.source import load_form
from engine.cities import errors
from engine.cities.city import City, Profile
from engine.cities.covered import uncovered
from engine.cities.profile import effective, refusals
from engine.cities.reader import check_city, read_city
from engine.model import Definition
from engine.resources import forms_root
from tests.towns import CATALOGUE, Towns, towns
from tests.walking import Walker
from tests.web.journey.test_walks import at_home

SLUG = "debit-boissons-temporaire"
NATIONAL = CATALOGUE.get(SLUG)
QUESTION = {
    "question": "Qui tient la caisse ?",
    "genre": "texte",
    "exemple": "le trésorier",
    "obligatoire": True,
}
CHOICE = {
    "question": "Où est le frigo ?",
    "genre": "choix",
    "reponses": {"salle": "Dans la salle", "camion": "Dans un camion"},
}
PIECE = {"nom": "Le plan de la salle", "fondement": {"texte": "délibération du 12 mars 2026", "article": "4"}}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Towns]:
    with towns(tmp_path_factory.mktemp("additions")) as here:
        yield here


@pytest.fixture
def city(both: Towns) -> City:
    return both.cities.get("tilleray")


def offered(city: City, **changes: Any) -> Definition:  # noqa: ANN401 -- as Profile takes them
    """Give the form as a town offers it."""
    return effective(NATIONAL, replace(city, demarches={SLUG: Profile(SLUG, **changes)}))


def refused(city: City, slug: str = SLUG, **changes: Any) -> list[type[errors.ProfileRefused]]:  # noqa: ANN401 -- same
    """Give the kinds of refusal of a profile."""
    return [type(one) for one in refusals(CATALOGUE.get(slug), city.code, Profile(slug, **changes))]


def test_a_town_s_question_stands_apart_before_the_statements(city: City) -> None:
    form = offered(city, complements={"LOC-001": QUESTION, "LOC-002": CHOICE})
    slugs = [page.slug for page in form.pages]
    statements = next(rank for rank, page in enumerate(form.pages) if "DEC-001" in page.questions)
    assert slugs[statements - 1] == "complements"
    assert form.questions["LOC-001"].pointer == "/complements/loc001"
    assert form.texts["fr"]["LOC-001.label"] == "Qui tient la caisse ?"


def test_the_national_contract_takes_what_a_town_asks_and_nothing_else() -> None:
    answers = dict(load_form(SLUG, forms_root()).examples["v1"]["answers"])
    national = jsonschema_rs.Draft202012Validator(dict(NATIONAL.schema))
    assert national.is_valid({**answers, "complements": {"loc001": "le trésorier", "loc002": "salle"}})
    assert not national.is_valid({**answers, "complements": {"couleur": "bleu"}})
    assert not national.is_valid({**answers, "complements": {"loc001": {"a": 1}}})
    assert "complements" not in CATALOGUE.get("meuble-tourisme-declaration").base["properties"]


def test_a_form_that_admits_no_question_refuses_them(city: City) -> None:
    assert refused(city, "recensement-citoyen", complements={"LOC-001": QUESTION}) == [errors.NotRestrictable]
    assert refused(city, "recensement-citoyen", piece=PIECE) == [errors.NotRestrictable]
    assert refused(city, "recensement-citoyen", openings=((date(2027, 1, 1), date(2027, 2, 1)),)) == [
        errors.NotRestrictable
    ]


@pytest.mark.parametrize(
    "words",
    ["Copie certifiée conforme", "Justificatif de domicile", "Acte de naissance de moins de trois mois"],
)
def test_a_document_that_the_code_forbids_is_refused(city: City, words: str) -> None:
    (found,) = refusals(NATIONAL, city.code, Profile(SLUG, piece={**PIECE, "nom": words}))
    assert isinstance(found, errors.ForbiddenDocument)
    assert found.mend.startswith("Ce document ne peut pas être demandé (CRPA, article R113-")


def test_a_town_s_document_names_its_text(city: City) -> None:
    form = offered(city, piece=PIECE)
    assert form.questions["PIE-099"].pointer == "/pieces/locale"
    assert form.procedure["documents"][-1]["basis"][0]["text"] == "délibération du 12 mars 2026"


def changed(form: Definition, code: str, **words: Any) -> Definition:  # noqa: ANN401 -- as Question takes them
    """Change a question of a form."""
    return replace(form, questions={**form.questions, code: replace(form.questions[code], **words)})


WIDER: dict[str, tuple[Callable[[Definition], Definition], str]] = {
    "a question dropped": (
        lambda form: replace(
            form, questions={code: one for code, one in form.questions.items() if code != "BUV-011"}
        ),
        "BUV-011",
    ),
    "a question added among the national ones": (
        lambda form: replace(
            form,
            questions={
                **form.questions,
                "BUV-099": replace(form.questions["BUV-011"], code="BUV-099", pointer="/couleur"),
            },
        ),
        "BUV-099",
    ),
    "a question moved": (lambda form: changed(form, "BUV-011", pointer="/couleur"), "BUV-011"),
    "a needed question made optional": (lambda form: changed(form, "IDE-002", required=False), "IDE-002"),
    "a longer text": (
        lambda form: changed(form, "IDE-002", schema={**form.questions["IDE-002"].schema, "maxLength": 999}),
        "IDE-002",
    ),
    "a question renamed": (
        lambda form: replace(
            form, texts={**form.texts, "fr": {**form.texts["fr"], "IDE-002.label": "Patronyme"}}
        ),
        "IDE-002",
    ),
    "pages in another order": (lambda form: replace(form, pages=form.pages[::-1]), ""),
}


#: Everything that city staff may read of it, in French.
MENDS = (
    "la question a disparu.",
    "la question n’est pas nationale.",
    "cette question n’est pas nationale.",
    "la commune admettrait plus de réponses que le formulaire national.",
    "la question serait posée dans plus de cas que dans le formulaire national.",
    "la réponse serait facultative là où le formulaire national l’exige.",
    "ses mots ont changé.",
    "L’ordre des questions est national.",
)


@pytest.mark.parametrize("name", WIDER)
def test_what_widens_renames_drops_or_reorders_is_refused_with_the_question(city: City, name: str) -> None:
    change, code = WIDER[name]
    found = list(uncovered(NATIONAL, change(offered(city)), city.code))
    assert found
    assert any(code in one.mend for one in found)
    assert all(one.mend.endswith(MENDS) for one in found)


def test_what_a_town_may_do_is_covered(city: City) -> None:
    form = offered(city, complements={"LOC-001": QUESTION}, piece=PIECE, options={"BUV-011": _some()})
    assert list(uncovered(NATIONAL, form, city.code)) == []


def _some() -> tuple[str, ...]:
    return tuple(option.value for option in NATIONAL.questions["BUV-011"].options)[:2]


def test_the_file_of_a_town_says_it_all(both: Towns, city: City) -> None:
    path = city.theme.logo.parent / f"{city.code}.toml"
    text = path.read_text(encoding="utf-8")
    added = f"""
[demarches.{SLUG}.complements.LOC-001]
question = "Qui tient la caisse ?"
genre = "texte"
exemple = "le trésorier"
"""
    try:
        path.write_text(text + added, encoding="utf-8")
        assert check_city(path, [NATIONAL]) == []
        assert read_city(path).demarches[SLUG].complements["LOC-001"]["genre"] == "texte"
        path.write_text(text + added.replace('"texte"', '"choix"'), encoding="utf-8")
        (finding,) = check_city(path, [NATIONAL])
        assert "reponses" in finding.problem
        walked(both, path, text + added)
    finally:
        path.write_text(text, encoding="utf-8")


def walked(both: Towns, path: Any, text: str) -> None:  # noqa: ANN401 -- a path
    """Walk to the town's page, miss its answer, give it, and find it on the summary."""
    path.write_text(
        text.replace('exemple = "le trésorier"', 'exemple = "le trésorier"\nobligatoire = true'),
        encoding="utf-8",
    )
    both.cities.get("tilleray")
    walker = Walker(client=both.client())
    form = both.services.forms.get(NATIONAL, both.cities.get("tilleray"))
    assert "LOC-001" in form.questions
    answers = at_home(dict(load_form(SLUG, forms_root()).examples["v1"]["answers"]), {"06088": "Nice"})
    summary = walker.fill(form, {**answers, "complements": {"loc001": "la trésorière"}})
    assert any(page.endswith("/complements") for page in walker.met)
    assert "la trésorière" in walker.client.get(summary).text


def test_a_form_opens_and_closes_by_its_dates(both: Towns, city: City) -> None:
    profile = Profile(SLUG, openings=((date(2027, 1, 4), date(2027, 3, 31)),))
    days = (date(2027, 1, 3), date(2027, 1, 4), date(2027, 3, 31), date(2027, 4, 1))
    assert [profile.is_open(day) for day in days] == [False, True, True, False]
    assert (profile.opens_on(date(2026, 12, 1)), profile.opens_on(date(2027, 4, 1))) == (
        date(2027, 1, 4),
        None,
    )
    path = city.theme.logo.parent / f"{city.code}.toml"
    text = path.read_text(encoding="utf-8")
    try:
        dated = f"[demarches.{SLUG}]\nouvertures = [{{ du = 2027-01-04, au = 2027-03-31 }}]\n"
        dated += f"[demarches.{SLUG}.parametres]\n"
        path.write_text(text.replace(f"[demarches.{SLUG}.parametres]\n", dated), encoding="utf-8")
        client = both.client()
        page = client.get(f"/v/tilleray/demarches/{SLUG}/").text
        assert "Elle ouvre le 4 janvier 2027" in page.replace("\xa0", " ")
        assert client.post(f"/v/tilleray/demarches/{SLUG}/").status_code == 404
    finally:
        path.write_text(text, encoding="utf-8")
