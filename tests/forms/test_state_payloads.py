"""A payload of the State becomes answers, goes through the pages, and every value is found again at the back office.

Invented persons always run. The State's own files are read where they lie (`samples_root`) and never copied.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.clock import PARIS
from engine.journey.compiled import program
from engine.journey.facts import CityFacts, Facts, Town
from engine.journey.problems import problems
from engine.journey.settle import settle
from tests.forms.conftest import PAYLOADS, Carry, Case
from tests.forms.flow import Difference, Flow, UnnamedElementError
from tests.forms.mairie import mairie
from tests.forms.writing import written
from tests.towns import CATALOGUE
from tests.walking import LostError

ACTE = Case("acte-etat-civil", "flux-etat-civil.json", "etat-civil.xml", frozenset({"D1"}))
RECENSEMENT = Case(
    "recensement-citoyen",
    "flux-recensement.json",
    "recensement-citoyen.xml",
    frozenset({"D1", "D2", "D3"}),
)
#: Nothing is empty that the flow can carry: two parents, another residence, a ward of the nation.
PARENTS = Case(
    "recensement-citoyen",
    "flux-recensement.json",
    "recensement-parents.xml",
    frozenset({"D1"}),
    {"/filiation": "deuxParents", "/autreResidence": True, "/jeune/residence/pays": "FR"},
)
VACANCES = Case(
    "operation-tranquillite-vacances",
    "flux-otv.json",
    "operation-tranquillite-vacances.json",
    frozenset(),
)
#: What the State's file leaves empty: a boat, an alarm, a name in use, a birth abroad, no hour, two contacts.
BATEAU = Case(
    "operation-tranquillite-vacances",
    "flux-otv.json",
    "operation-tranquillite-bateau.json",
    frozenset(),
    {"/logement/adresse/lieuDit": "Vieille darse"},
    {"/nombreContacts": 2, "/nombreDigicodes": 0},
)
INVENTED = pytest.mark.parametrize(
    "case", [ACTE, RECENSEMENT, PARENTS, VACANCES, BATEAU], ids=lambda case: case.payload
)
LIKE_THE_STATES = pytest.mark.parametrize(
    "case", [ACTE, RECENSEMENT, VACANCES], ids=lambda case: case.payload
)


@INVENTED
def test_a_payload_of_invented_persons_reaches_the_back_office_whole(case: Case, carry: Carry) -> None:
    whole(case, carry, case.path)


@LIKE_THE_STATES
def test_the_payload_of_the_state_reaches_the_back_office_whole(
    case: Case, carry: Carry, samples_root: Path
) -> None:
    whole(case, carry, samples_root / "hubee-samples" / case.payload)


@LIKE_THE_STATES
def test_the_invented_payload_has_the_shape_of_the_states(case: Case, samples_root: Path) -> None:
    flow = case.flow
    theirs = flow.elements(samples_root / "hubee-samples" / case.payload)
    assert list(flow.elements(case.path)) == list(theirs)


def whole(case: Case, carry: Carry, payload: Path) -> None:
    """Expect every element back, but for the named differences, and the values that the engine calculates."""
    carried = carry(case, payload)
    found = carried.flow.differences(carried.values, carried.received)
    assert [one.element for one in found if one.name is None] == []
    assert sorted(one.name or "" for one in found) == sorted(case.stay)
    assert carried.flow.calculated_otherwise(carried.received, case.calculated) == []


def test_a_difference_that_stays_is_what_the_table_says(carry: Carry) -> None:
    acte = carry(ACTE, ACTE.path)
    titulaire = "EnveloppeMetierType/DemandeActe/Titulaire"
    assert acte.flow.write(acte.received)[f"{titulaire}/DepartementDeNaissance"] == "Alpes-Maritimes"
    census = carry(RECENSEMENT, RECENSEMENT.path)
    texts = census.flow.write(census.received)
    assert texts["RecensementCitoyen/Formalite/Identifiant"] == census.received["reference"]
    assert texts["RecensementCitoyen/Personne/Prenom"] == "ALAIN"
    assert texts["RecensementCitoyen/Personne/Nationalite"] == "FRA"


def test_a_named_difference_is_none_where_the_payload_agrees(carry: Carry) -> None:
    acte = carry(ACTE, ACTE.path)
    element = "EnveloppeMetierType/DemandeActe/Titulaire/DepartementDeNaissance"
    assert acte.flow.differences({**acte.values, element: "Alpes-Maritimes"}, acte.received) == []


def test_a_named_difference_covers_an_empty_element_only(carry: Carry) -> None:
    census = carry(RECENSEMENT, RECENSEMENT.path)
    element = "RecensementCitoyen/Personne/Prenom"
    found = census.flow.differences({**census.values, element: "Basile"}, census.received)
    assert Difference(element, None) in found


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("<Courriel>", "<Fax>x</Fax><Courriel>", "Demandeur/Fax"),
        ("<Courriel>", "<Fax/><Courriel>", "Demandeur/Fax"),
        ('canal_utilise="0"', 'canal_utilise="0" urgence="1"', "EnveloppeMetierType/@urgence"),
        ("<Demandeur>", "<Demandeur>x", "DemandeActe/Demandeur"),
        ("<Courriel>", "<Courriel>x</Courriel><Courriel>", "Demandeur/Courriel[1]"),
    ],
)
def test_an_element_that_the_table_does_not_name_is_refused_by_its_name(
    tmp_path: Path, before: str, after: str, named: str
) -> None:
    text = ACTE.path.read_text(encoding="utf-8")
    assert before in text
    changed = tmp_path / "changed.xml"
    changed.write_text(text.replace(before, after, 1), encoding="utf-8")
    flow = ACTE.flow
    with pytest.raises(UnnamedElementError) as caught:
        flow.read(flow.elements(changed))
    assert str(caught.value).endswith(named)


def test_a_key_of_a_json_file_that_the_table_does_not_name_is_refused_by_its_name(tmp_path: Path) -> None:
    text = VACANCES.path.read_text(encoding="utf-8")
    changed = tmp_path / "changed.json"
    flow = VACANCES.flow
    for before, after, named in (
        ('"HALL"', '"CAVE": "", "HALL"', "ADRESSE_FORM/CAVE"),
        ('"HAS_KEY"', '"AGE": 30, "HAS_KEY"', "CONTACT_FORM/CONTACTS[1]/AGE"),
    ):
        assert before in text
        changed.write_text(text.replace(before, after, 1), encoding="utf-8")
        with pytest.raises(UnnamedElementError) as caught:
            flow.read(flow.elements(changed))
        assert str(caught.value) == named


@INVENTED
def test_without_any_one_row_of_its_table_a_payload_is_refused(case: Case) -> None:
    flow = case.flow
    for element, text in flow.elements(case.path).items():
        with pytest.raises(UnnamedElementError) as caught:
            flow.without(element=element).read(flow.elements(case.path), case.said)
        assert flow.named(str(caught.value)) == flow.named(element)
        assert not text or text not in str(caught.value)


@INVENTED
def test_every_value_that_arrives_otherwise_or_not_at_all_is_seen(case: Case, carry: Carry) -> None:
    carried = carry(case, case.path)
    flow, values = carried.flow, carried.values
    before = flow.write(carried.received)
    touched: set[str] = set()
    for changed in mutants(carried.received):
        after = flow.write(changed)
        moved = {
            element for element in before if before[element] != after.get(element) and values.get(element)
        }
        seen = {one.element for one in flow.differences(values, changed) if one.name is None}
        assert {one for one in moved if flow.row(one)["class"] != "notKept"} <= seen
        touched |= moved
    held = {element for element, text in values.items() if text and told(flow, element, carried.received)}
    assert held <= touched, "no change of what arrived reaches these elements"


def told(flow: Flow, element: str, received: dict[str, Any]) -> bool:
    """Say whether an element tells an answer: neither a constant, nor what stands for no answer."""
    row = {key: value for key, value in flow.row(element).items() if key != "absent"}
    return row["class"] != "constant" and bool(written(row | {"regions": {"83": "93"}}, received))


def test_a_calculated_value_that_arrives_otherwise_is_seen(carry: Carry) -> None:
    carried = carry(RECENSEMENT, RECENSEMENT.path)
    changed = deepcopy(carried.received)
    changed["answers"]["tranche"] = 4
    assert carried.flow.calculated_otherwise(changed) == ["/tranche"]


@LIKE_THE_STATES
def test_every_default_is_needed(case: Case) -> None:
    """Without any one of them the answers are not complete, so none stands for an element."""
    flow = case.flow
    values = flow.elements(case.path)
    assert errors(case, flow.read(values)) == []
    for pointer in flow.table["defaults"]:
        assert errors(case, flow.without(default=pointer).read(values)) != [], pointer


@pytest.mark.parametrize(
    ("case", "default"),
    [(ACTE, "/modeRemise"), (RECENSEMENT, "/situationScolaire"), (VACANCES, "/logement/titre")],
    ids=["acte", "census", "holidays"],
)
def test_without_a_default_the_pages_stop(case: Case, default: str, tmp_path: Path) -> None:
    flow = case.flow.without(default=default)
    with mairie(tmp_path, flow) as town, pytest.raises(LostError):
        town.receive(case.form, flow.read(flow.elements(case.path)))


@pytest.mark.parametrize(
    ("ci", "status", "line"),
    [("", 0, "samples"), ("1", 1, "CI needs the State's samples")],
)
def test_without_the_states_files_a_line_says_so_and_ci_fails(
    ci: str, status: int, line: str, tmp_path: Path, checkout: Path
) -> None:
    env = {**os.environ, "FORMUNE_SAMPLES": str(tmp_path / "none"), "CI": ci, "PYTEST_ADDOPTS": ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "of_the_state", __file__]
    ran = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)
    assert ran.returncode == status, ran.stdout
    assert line in ran.stdout


@LIKE_THE_STATES
def test_every_row_says_its_class_and_what_that_class_needs(case: Case) -> None:
    needs = {"answer": "path", "constant": "value", "calculated": "rule", "notKept": "reason"}
    rows = case.flow.table["elements"]
    assert [row["element"] for row in rows if needs[row["class"]] not in row] == []
    assert len(case.flow.rows) == len(rows), "an element has two rows"
    named = {row["difference"] for row in rows if "difference" in row}
    assert named == case.flow.table["differences"].keys()


def errors(case: Case, answers: dict[str, Any]) -> list[str]:
    """Give the codes of the errors that the engine finds in answers, at the flow's frozen moment."""
    flow: Flow = case.flow
    form = program(CATALOGUE.get(case.form))
    towns = tuple(Town(one["code"], one["nom"]) for one in flow.table["city"]["communes"])
    facts = Facts(
        now=datetime.fromisoformat(flow.table["frozenClock"]).astimezone(PARIS),
        city=CityFacts("Nice", towns),
        origin=flow.table["facts"]["origin"],
    )
    found = problems(form, settle(form, answers, facts), facts)
    return [one.code for one in found if one.severity == "error"]


def mutants(received: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the delivery's document with one value changed, then with one value gone, for every value in turn."""
    text = json.dumps(received)
    for path, value in leaves(received["answers"], ("answers",)):
        for change in (changing(value), dropping):
            document = json.loads(text)
            parent = document
            for step in path[:-1]:
                parent = parent[step]
            change(parent, path[-1])
            yield document
    yield received | {"depositedAt": "2021-08-05T09:42:48Z"}
    yield received | {"reference": "AUTRE"}


def leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:  # noqa: ANN401 -- JSON
    """Give the path and value of every leaf."""
    if isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(one, (*path, key))
    else:
        yield path, value


def changing(value: Any) -> Callable[[Any, Any], None]:  # noqa: ANN401 -- JSON
    """Give what puts another value of the same kind in the place of `value`."""
    other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}X"

    def change(parent: Any, key: Any) -> None:  # noqa: ANN401 -- JSON
        parent[key] = other

    return change


def dropping(parent: Any, key: Any) -> None:  # noqa: ANN401 -- JSON
    """Take a value away."""
    del parent[key]


def test_the_committed_payloads_are_the_ones_that_run() -> None:
    assert {one.name for one in PAYLOADS.iterdir()} == {
        one.payload for one in (ACTE, RECENSEMENT, PARENTS, VACANCES, BATEAU)
    }
