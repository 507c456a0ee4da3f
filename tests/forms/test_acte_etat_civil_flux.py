"""The State's `EtatCivil` flow and this form: every element has its place, no value is lost on the way.

The table is `forms/acte-etat-civil/flux-etat-civil.json`; its README says how it is read.
"""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue.assemble import assemble, bundle_digest
from engine.clock import PARIS
from engine.journey.compiled import Program, program
from engine.journey.conditions import compile_tree
from engine.journey.facts import CityFacts, Facts, Town
from engine.journey.pointers import get, put
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.model import Definition
from engine.reference import communes
from engine.resources import forms_root, read_json, schemas_root

SLUG = "acte-etat-civil"
INVENTED = Path(__file__).parent / "payloads" / "etat-civil.xml"
CLASSES = {"answer", "constant", "calculated", "notKept"}

Row = Mapping[str, Any]


class UnnamedElementError(AssertionError):
    """The payload holds an element that the table does not name."""


@dataclass(frozen=True)
class Flow:
    """The table, the form that it speaks of, and the facts of its frozen moment."""

    table: Mapping[str, Any]
    program: Program
    facts: Facts

    @property
    def rows(self) -> Mapping[str, Row]:
        """Give the table's rows by element."""
        return {row["element"]: row for row in self.table["elements"]}


@pytest.fixture(scope="module")
def flow() -> Flow:
    table = read_json(forms_root() / SLUG / "flux-etat-civil.json")
    bundle = assemble(SLUG, forms_root(), schemas_root())
    towns = tuple(Town(own["code"], own["nom"]) for own in table["city"]["communes"])
    facts = Facts(
        now=datetime.fromisoformat(table["frozenClock"]).astimezone(PARIS),
        city=CityFacts("Nice", towns, comedec=frozenset(table["city"]["comedec"])),
        identity_verified=table["facts"]["identityVerified"],
        origin=table["facts"]["origin"],
    )
    return Flow(table, program(Definition.from_bundle(bundle, bundle_digest(bundle))), facts)


def test_every_row_of_the_table_says_its_class_and_what_that_class_needs(flow: Flow) -> None:
    for element, row in flow.rows.items():
        assert row["class"] in CLASSES, element
        needs = {"answer": "path", "constant": "value", "calculated": "rule", "notKept": "reason"}
        assert needs[row["class"]] in row, element
    assert len(flow.rows) == len(flow.table["elements"])


def test_an_invented_payload_becomes_answers_and_every_element_is_found_again(flow: Flow) -> None:
    carried(flow, INVENTED)


def test_the_payload_of_the_state_becomes_answers_and_every_element_is_found_again(
    flow: Flow, samples_root: Path
) -> None:
    carried(flow, samples_root / "hubee-samples" / "etat-civil.xml")


def test_an_element_that_the_table_does_not_name_is_refused(flow: Flow, tmp_path: Path) -> None:
    changed = tmp_path / "changed.xml"
    text = INVENTED.read_text(encoding="utf-8")
    changed.write_text(text.replace("<Courriel>", "<Fax>x</Fax><Courriel>"), encoding="utf-8")
    with pytest.raises(UnnamedElementError, match="Fax"):
        carried(flow, changed)


def test_a_value_that_the_answers_do_not_hold_is_seen(flow: Flow) -> None:
    values = elements(INVENTED)
    document = settle(flow.program, answers(flow, values), flow.facts)
    document["titulaire"]["prenoms"] = "Odile"
    assert differences(flow, values, document) == ["EnveloppeMetierType/DemandeActe/Titulaire/Prenoms"]


def carried(flow: Flow, payload: Path) -> None:
    values = elements(payload)
    document = settle(flow.program, answers(flow, values), flow.facts)
    faults = [one for one in problems(flow.program, document, flow.facts) if one.severity != "notice"]
    assert faults == []
    assert differences(flow, values, document) == []
    for pointer, value in flow.table["expected"].items():
        assert get(document, steps(pointer)) == value, pointer


def elements(payload: Path) -> dict[str, str]:
    """Give the text of every leaf element and attribute by path."""
    return dict(_leaves(ET.parse(payload).getroot(), ""))  # noqa: S314 -- our own test files


def _leaves(element: ET.Element, above: str) -> Iterator[tuple[str, str]]:
    path = f"{above}/{element.tag}".lstrip("/")
    for name, value in element.attrib.items():
        yield f"{path}/@{name}", value
    if len(element) == 0:
        yield path, (element.text or "").strip()
    for child in element:
        yield from _leaves(child, path)


def answers(flow: Flow, values: Mapping[str, str]) -> dict[str, Any]:
    """Turn a payload into answers: the defaults, then every row's `read`."""
    document: dict[str, Any] = {}
    for pointer, value in flow.table["defaults"].items():
        put(document, steps(pointer), value)
    for element, text in values.items():
        row = flow.rows.get(element)
        if row is None:
            raise UnnamedElementError(element)
        if row["class"] != "answer" or not text:
            continue
        for read in row.get("read", [{"path": row["path"]}]):
            if "if" in read and not compile_tree(read["if"])(document, None):
                continue
            other = values.get(read.get("unlessEqual", ""), "")
            if text.casefold() != other.casefold():
                put(document, steps(read["path"]), typed(row, read, text, values))
    return document


def typed(row: Row, read: Row, text: str, values: Mapping[str, str]) -> Any:  # noqa: ANN401 -- an answer
    if read.get("as") == "integer":
        return int(text)
    if read.get("as") == "commune":
        found = communes.by_code(values[read["code"]]) if "code" in read else None
        one = found or communes.resolve(f"{text} {values[read['postcode']]}")[0]
        return {"code": one.code, "nom": one.nom}
    return row["list"][text] if "list" in row else text


def differences(flow: Flow, values: Mapping[str, str], document: Mapping[str, Any]) -> list[str]:
    """Give the elements that the answers do not give back, after the row's normalisations."""
    written = {element: RULES[row["class"]](row, document) for element, row in flow.rows.items()}
    return [
        element
        for element, text in values.items()
        if flow.rows[element]["class"] != "notKept"
        and normalised(flow.rows[element], written[element]) != normalised(flow.rows[element], text)
    ]


def normalised(row: Row, text: str) -> str:
    return text.casefold() if "N-MAJ" in row.get("normalisation", ()) else text


def answer(row: Row, document: Mapping[str, Any]) -> str:
    paths = [row["path"]] if isinstance(row["path"], str) else row["path"]
    joined = row.get("joined")
    if joined:
        parts = [get(document, steps(path)) for path in joined["paths"]]
        return str(joined["with"].join(part for part in parts if part))
    value = next((found for path in paths if (found := get(document, steps(path))) is not None), None)
    if value is None:
        return str(row.get("absent", ""))
    if "list" in row:
        return next(str(code) for code, ours in row["list"].items() if ours == value)
    return str(value)


def calculated(row: Row, document: Mapping[str, Any]) -> str:
    if "if" in row and not compile_tree(row["if"])(document, None):
        return ""
    value = get(document, steps(row["of"]))
    return CALCULATED[row["rule"]](row, value) if value is not None else ""


def steps(pointer: str) -> tuple[str, ...]:
    return tuple(pointer.strip("/").split("/"))


WHOLE_DATE = 10
CALCULATED: Mapping[str, Callable[[Row, Any], str]] = {
    "label": lambda row, value: str(row["labels"].get(value, "")),
    "wholeDate": lambda _row, value: str(value) if len(value) == WHOLE_DATE else "",
    "firstPostcode": lambda _row, value: communes.first_postal_code(value["code"]),
}
RULES: Mapping[str, Callable[[Row, Mapping[str, Any]], str]] = {
    "answer": answer,
    "constant": lambda row, _document: str(row["value"]),
    "calculated": calculated,
    "notKept": lambda _row, _document: "",
}
