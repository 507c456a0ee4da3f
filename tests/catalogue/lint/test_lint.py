"""A sound form passes; each rule is broken once, and found alone."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

import jsonschema_rs
import pytest

from engine.catalogue import assemble
from engine.catalogue.errors import UnknownForm
from engine.catalogue.lint import RULES, Finding, as_json, failed, lint, render_text
from engine.catalogue.lint.waivers import WAIVABLE

FORM = "forms/demande-badge"
JOURNEY, SCHEMA, PROCEDURE, TEXTS = (
    f"{FORM}/{name}" for name in ("journey.json", "schema.json", "procedure.json", "texts/fr.json")
)
EVERY_TEXTS = tuple(f"{FORM}/texts/{language}.json" for language in ("fr", "en", "fr-falc"))
VALUES = "schemas/valeurs/schema.json"
EXAMPLE = f"{FORM}/examples/v1.json"


class RootsLike(Protocol):
    """What a breakage needs of the folders."""

    forms: Any
    schemas: Any
    folder: Any

    def read(self, file: str) -> Any:  # noqa: ANN401 -- JSON
        """Read a file."""

    def write(self, file: str, value: Any) -> None:  # noqa: ANN401 -- JSON
        """Write a file."""

    def edit(self, file: str, change: Callable[[Any], Any]) -> None:
        """Change a file."""


def oracle(schema: Any) -> Callable[[Any], bool]:  # noqa: ANN401 -- JSON
    return jsonschema_rs.Draft202012Validator(schema).is_valid


def findings(roots: RootsLike, slug: str | None = None, **options: Any) -> list[Finding]:  # noqa: ANN401 -- passed on
    return lint(slug, roots.forms, roots.schemas, oracles=[oracle], **options)


def edit(file: str, change: Callable[[Any], Any]) -> Callable[[RootsLike], None]:
    return lambda roots: roots.edit(file, change)


def question(code: str, **words: Any) -> Callable[[RootsLike], None]:  # noqa: ANN401 -- JSON
    return edit(JOURNEY, lambda journey: journey["questions"][code].update(words))


def pages(journey: Any) -> dict[str, Any]:  # noqa: ANN401 -- JSON
    return {page["slug"]: page for section in journey["sections"] for page in section["pages"]}


def procedure(**words: Any) -> Callable[[RootsLike], None]:  # noqa: ANN401 -- JSON
    return edit(PROCEDURE, lambda one: one.update(words))


def journey_check(**words: Any) -> Callable[[RootsLike], None]:  # noqa: ANN401 -- JSON
    """Give the form one check that compares, with these arguments."""
    compared = {"kind": "comparer", "on": "BAD-004", "left": {"const": 1}, "is": "le", "right": {"const": 2}}
    return edit(JOURNEY, lambda one: one["checks"].update(dateTard={**compared, **words}))


def with_list(expression: Any) -> Callable[[RootsLike], None]:  # noqa: ANN401 -- JSON
    """Declare a list without columns, and compare with what the expression gives."""

    def change(roots: RootsLike) -> None:
        procedure(lists={"zones": {}})(roots)
        journey_check(right=expression)(roots)

    return change


def text(key: str, words: Any) -> Callable[[RootsLike], None]:  # noqa: ANN401 -- JSON
    return edit(TEXTS, lambda texts: texts.update({key: words}))


def new_leaf(journey: Any, code: str, field: str, **words: Any) -> None:  # noqa: ANN401 -- JSON
    journey["questions"][code] = {"field": field, "widget": "none", **words}


def second_form(roots: RootsLike) -> None:
    """Copy the form under another slug, where BAD-002 is another answer."""
    for path in sorted((roots.folder / FORM).rglob("*.json")):
        name = path.relative_to(roots.folder / FORM).as_posix()
        words = (
            path.read_text(encoding="utf-8").replace("demande-badge", "autre-badge").replace("duree", "temps")
        )
        roots.write(f"forms/autre-badge/{name}", json.loads(words))


def twin_with_other_columns(roots: RootsLike) -> None:
    """Copy the form under another slug; both read one list of the city, of which one knows a column."""
    for path in sorted((roots.folder / FORM).rglob("*.json")):
        name = path.relative_to(roots.folder / FORM).as_posix()
        words = path.read_text(encoding="utf-8").replace("demande-badge", "autre-badge")
        roots.write(f"forms/autre-badge/{name}", json.loads(words))
    procedure(lists={"zones": {"columns": {"prix": {"type": "integer"}}}})(roots)
    roots.edit("forms/autre-badge/procedure.json", lambda one: one.update(lists={"zones": {}}))


def circle(roots: RootsLike) -> None:
    def schema(one: Any) -> None:  # noqa: ANN401 -- JSON
        one["properties"] |= {"un": {"type": "boolean"}, "deux": {"type": "boolean"}}

    def journey(one: Any) -> None:  # noqa: ANN401 -- JSON
        new_leaf(one, "BAD-901", "/un", calculate={"value": {"copy": "/deux"}})
        new_leaf(one, "BAD-902", "/deux", calculate={"value": {"copy": "/un"}})

    roots.edit(SCHEMA, schema)
    roots.edit(JOURNEY, journey)


def renamed(old: str, new: str) -> Callable[[RootsLike], None]:
    """Give a question another code, everywhere."""

    def change(roots: RootsLike) -> None:
        for file in (JOURNEY, *EVERY_TEXTS):
            words = json.dumps(roots.read(file), ensure_ascii=False).replace(old, new)
            roots.write(file, json.loads(words))

    return change


def same_page(roots: RootsLike) -> None:
    roots.edit(JOURNEY, lambda one: pages(one)["fin"].update(slug="identite"))
    for file in EVERY_TEXTS:
        roots.edit(file, lambda one: one.pop("page.fin.title"))


def unknown_option(roots: RootsLike) -> None:
    for file in EVERY_TEXTS:
        roots.edit(file, lambda one: one.update({"BAD-002.option.siecle": "Un siècle"}))
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-002"]["options"].append({"value": "siecle"}))


def leaving_option(roots: RootsLike, value: str = "siecle") -> None:
    """Offer a duration that leads out by S1."""
    for file in EVERY_TEXTS:
        edit(file, lambda one: one.update({f"BAD-002.option.{value}": "Un siècle"}))(roots)
    leads = {"any": [{"field": "/pourSoi", "is": False}, {"field": "/duree", "in": [value]}]}

    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        options = [option for option in one["questions"]["BAD-002"]["options"] if option["value"] != value]
        one["questions"]["BAD-002"]["options"] = [*options, {"value": value, "exit": True}]
        one["exits"]["S1"]["if"] = leads

    roots.edit(JOURNEY, change)


def leads_nowhere(roots: RootsLike) -> None:
    for file in EVERY_TEXTS:
        edit(file, lambda one: one.update({"BAD-002.option.siecle": "Un siècle"}))(roots)
    option = {"value": "siecle", "exit": True}
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-002"]["options"].append(option))


def read_by_a_question(roots: RootsLike) -> None:
    leaving_option(roots)
    question("BAD-005", **{"if": {"field": "/duree", "is": "siecle"}})(roots)


def unread(*keys: str) -> Callable[[RootsLike], None]:
    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        for key in keys[:-1]:
            one = one[int(key)] if key.isdigit() else one[key]
        one[keys[-1]] = False

    return edit(PROCEDURE, change)


def fetched(roots: RootsLike) -> None:
    text("doc.PIE-001", "Extrait K-bis de l’entreprise")(roots)


def unidentified(roots: RootsLike) -> None:
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-010"].update(field="/contact"))
    roots.edit(SCHEMA, lambda one: one["properties"].update(contact=one["properties"].pop("courriel")))


#: A rule of silence that was read.
ACCEPTED = {
    "outcome": "rejection",
    "delay": "P2M",
    "startsAt": "deposit",
    "source": "CRPA L231-4",
    "verified": True,
}


def part(**changes: Any) -> Callable[[RootsLike], object]:  # noqa: ANN401 -- JSON
    """Give the damage of a request among several that is not sound."""

    def change(roots: RootsLike) -> None:
        one = {"id": "cantine", "suffix": "C", "service": "cantine", "silence": ACCEPTED, **changes}
        procedure(parts=[one])(roots)
        for language in ("fr", "en", "fr-falc"):
            file = f"{FORM}/texts/{language}.json"
            roots.edit(file, lambda words: words.update({"part.cantine.label": "Cantine"}))

    return change


BREAKAGES: list[tuple[str, Callable[[RootsLike], object]]] = [
    ("unreadable", lambda roots: (roots.folder / JOURNEY).write_text('{"slug":\n oops}', encoding="utf-8")),
    ("unreadable", lambda roots: (roots.folder / PROCEDURE).unlink()),
    ("structure", question("BAD-001", wigdet="radios")),
    ("structure", question("BAD-001", widget="slider")),
    ("structure", question("BAD-003", **{"if": {"field": "/duree", "equals": "jour"}})),
    ("structure", edit(JOURNEY, lambda one: pages(one)["fin"].update(slug="recapitulatif"))),
    ("structure", edit(JOURNEY, lambda one: one.update(version="1.0"))),
    ("structure", edit(JOURNEY, lambda one: one.update(slug="autre"))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["parents"].pop("maxItems"))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["demandeur"].pop("unevaluatedProperties"))),
    ("structure", edit(SCHEMA, lambda one: one.update({"if": True}))),
    ("structure", edit(SCHEMA, lambda one: one["properties"]["nombreParents"].update(format="date"))),
    ("structure", edit(EXAMPLE, lambda one: one.update(expected=[["BAD-001", "enum"]]))),
    ("structure", edit("schemas/identite/questions.json", lambda one: one["questions"]["002"].pop("field"))),
    ("reference", edit(JOURNEY, lambda one: one["mounts"][0]["take"].append("099"))),
    ("reference", edit(JOURNEY, lambda one: one["mounts"][0].update(block="absent"))),
    ("reference", edit(JOURNEY, lambda one: pages(one)["fin"]["questions"].append("BAD-099"))),
    ("reference", question("BAD-001", field="/absent")),
    (
        "reference",
        edit(SCHEMA, lambda one: one["properties"].update(duree={"$ref": "schemas/valeurs#/$defs/absent"})),
    ),
    (
        "regex",
        edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern=r"^\w{2}$")),
    ),
    (
        "regex",
        edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern="^(([A-Z]+))*$")),
    ),
    ("regex", edit(VALUES, lambda one: one["$defs"]["pays"].update(pattern="[A-Z]{2}"))),
    ("code-taken", renamed("BAD-005", "PCO-003")),
    ("code-meaning", second_form),
    ("leaf-without-question", edit(SCHEMA, lambda one: one["properties"].update(seul={"type": "boolean"}))),
    (
        "leaf-shared",
        edit(JOURNEY, lambda one: new_leaf(one, "BAD-901", "/horaires", calculate={"value": {"const": "x"}})),
    ),
    ("required", edit(SCHEMA, lambda one: one["required"].remove("typeBadge"))),
    ("required", edit(SCHEMA, lambda one: one["required"].append("horaires"))),
    ("page-twice", same_page),
    ("unasked", edit(JOURNEY, lambda one: pages(one)["badge"]["questions"].remove("BAD-005"))),
    ("unasked", question("BAD-005", widget="none")),
    ("structure", question("BAD-005", sent=False)),
    ("asked-twice", edit(JOURNEY, lambda one: pages(one)["fin"]["questions"].append("BAD-005"))),
    ("calculated-asked", edit(JOURNEY, lambda one: pages(one)["badge"]["questions"].append("BAD-900"))),
    (
        "group-item",
        edit(
            JOURNEY,
            lambda one: (
                pages(one)["parents"]["item"].remove("BAD-006"),
                pages(one)["parents"]["questions"].append("BAD-006"),
            ),
        ),
    ),
    ("option-unknown", unknown_option),
    ("option-exit", leads_nowhere),
    ("option-exit", lambda roots: leaving_option(roots, "mois")),
    ("condition-type", read_by_a_question),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(unlessOffered=["BAD-002", "siecle"]))),
    ("size-outside", question("PAR-000", sizes=[{"min": 1, "max": 3}])),
    ("condition", question("BAD-005", **{"if": {"field": "./duree", "is": "jour"}})),
    (
        "condition",
        edit(
            JOURNEY,
            lambda one: one["exits"]["S1"].update(
                {"if": {"some": "/parents", "where": {"field": "/duree", "is": "jour"}}}
            ),
        ),
    ),
    ("condition-field", question("BAD-005", **{"if": {"field": "/absent", "is": "jour"}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "is": "siecle"}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "lt": 3}})),
    ("condition-type", question("BAD-005", **{"if": {"field": "/duree", "contains": "jour"}})),
    ("condition-type", question("BAD-003", prefillIf={"count": "/duree", "ge": 1})),
    ("condition-order", question("BAD-005", **{"if": {"field": "/pourSoi", "is": True}})),
    ("calculation-field", question("BAD-900", calculate={"value": {"copy": "/absent"}})),
    ("calculation-circle", circle),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(after="absente"))),
    ("target", edit(JOURNEY, lambda one: one["exits"]["S1"].update(change="BAD-099"))),
    ("target", edit(JOURNEY, lambda one: one["duplicate"].update(questions=["BAD-099"]))),
    ("target", edit(JOURNEY, lambda one: one["checks"]["dateTard"].update(other="IDE-099"))),
    ("target", edit(f"{FORM}/examples/i1.json", lambda one: one.update(expected=[["BAD-099", "enum"]]))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("BAD-001.label"))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("BAD-001.option.parking"))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("page.fin.title"))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("exit.S1"))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("doc.PIE-001"))),
    ("text-missing", edit(TEXTS, lambda one: one.pop("check.dateTard"))),
    ("text-missing", edit("schemas/commun/texts/fr.json", lambda one: one.pop("mention.remedes"))),
    ("text-unknown", text("BAD-099.label", "Rien")),
    ("text-unknown", text("BAD-001.lable", "Quel badge ?")),
    ("text-unknown", text("page.absente.title", "Rien")),
    ("text-unknown", edit("schemas/identite/texts/fr.json", lambda one: one.update({"099.label": "Rien"}))),
    ("text-example", text("BAD-001.error", "Choisissez un badge.")),
    ("text-example", edit(EVERY_TEXTS[1], lambda one: one.update({"BAD-001.error": "Choose a badge."}))),
    ("text-example", edit(EVERY_TEXTS[2], lambda one: one.update({"BAD-001.error": "Choisissez un badge."}))),
    ("text-html", text("BAD-001.hint", "Un <b>badge</b>")),
    ("text-long", text("BAD-001.label", "a" * 121)),
    ("text-placeholder", text("BAD-001.hint", "Bonjour {inconnu}")),
    ("autocomplete-unknown", question("BAD-010", autocomplete="courriel")),
    ("autocomplete-other", question("BAD-007", autocomplete="name")),
    ("legend-missing", edit(TEXTS, lambda one: one.pop("PAR-000.item"))),
    ("label-twice", text("BAD-011.label", "Votre adresse électronique")),
    ("option-twice", text("BAD-002.option.jour", "Un mois")),
    ("structure", question("BAD-004", widget="amount")),
    ("structure", question("BAD-004", list="zones")),
    ("structure", question("BAD-001", suffix="€")),
    ("structure", question("BAD-001", listFirst=["a"])),
    ("structure", journey_check(right={"sum": [{"const": 1}], "odd": 1})),
    ("structure", journey_check(right={"weekdays": [{"today": True}, {"today": True}], "among": ["monday"]})),
    ("structure", journey_check(odd=1)),
    ("structure", procedure(parameters={"n": {"type": "choice"}})),
    ("parameter-unknown", journey_check(right={"parameter": "absent"})),
    ("parameter-default", procedure(parameters={"n": {"type": "integer", "maximum": 5, "default": 6}})),
    ("list-unknown", journey_check(right={"number": "list:absente"})),
    ("list-unknown", with_list({"row": "zones", "give": "prix"})),
    ("list-meaning", twin_with_other_columns),
    ("calculation-field", journey_check(right={"sum": [{"copy": "/absent"}]})),
    ("calculation-field", journey_check(right={"number": "/typeBadge"})),
    ("condition", journey_check(right={"tree": {"field": "./x", "present": True}})),
    (
        "condition-field",
        journey_check(right={"number": "/parents", "where": {"field": "./absent", "present": True}}),
    ),
    ("text-placeholder", journey_check(values={"zzz": {"const": 1}})),
    ("silence-missing", edit(PROCEDURE, lambda one: one.pop("silence"))),
    ("silence-misplaced", procedure(mode="declaration")),
    ("attestation-missing", edit(PROCEDURE, lambda one: one["silence"].update(outcome="acceptance"))),
    ("person-unidentified", unidentified),
    ("identification-basis", procedure(identification="eidas2")),
    ("fee-source", procedure(fee={"centimes": 500, "verified": True})),
    ("document-fetched", fetched),
    ("cerfa-number", text("BAD-001.hint", "Comme sur le Cerfa n° 12345*01")),
    ("retention-long", edit(PROCEDURE, lambda one: one["retention"].update(portal="P4M"))),
    ("retention-long", edit(PROCEDURE, lambda one: one["retention"].update(draft="P100D"))),
    ("rights", edit(PROCEDURE, lambda one: one["rgpd"]["rights"].remove("complaint"))),
    ("rights", edit(PROCEDURE, lambda one: one["rgpd"].update(ground="a"))),
    ("rights", edit(PROCEDURE, lambda one: one["rgpd"]["rights"].append("portability"))),
    ("sensitive", procedure(sensitive=["/absent"])),
    ("consent-ticked", question("DEC-001", default="oui")),
    ("remedies-missing", procedure(remedies=[])),
    ("service-missing", edit(PROCEDURE, lambda one: one.pop("service"))),
    ("document-basis", procedure(documents=[])),
    ("document-forbidden", text("PIE-001.label", "Copie certifiée conforme de la carte grise")),
    ("document-forbidden", text("PIE-001.label", "Justificatif de domicile de moins de trois mois")),
    ("legal-basis-unverified", unread("legalBasis", "0", "verified")),
    ("fee-unverified", unread("fee", "verified")),
    ("delay-unverified", unread("usualDelay", "verified")),
    ("silence-unverified", unread("silence", "verified")),
    ("remedies-unverified", unread("remedies", "0", "verified")),
    ("document-basis-unverified", unread("documents", "0", "basis", "0", "verified")),
    ("retention-unverified", unread("retention", "file", "verified")),
    ("parts-unverified", part(silence={**ACCEPTED, "verified": False})),
    ("condition-field", part(**{"if": {"field": "/absent", "is": "jour"}})),
    ("text-missing", part(id="sansNom")),
    (
        "waiver-useless",
        lambda roots: roots.write(
            f"{FORM}/waivers.json",
            [{"rule": "fee-unverified", "reason": "essai", "until": "2027-12-31", "by": "rédaction"}],
        ),
    ),
    ("example-verdict", edit(EXAMPLE, lambda one: one["answers"].update(duree="siecle"))),
    ("example-verdict", edit(f"{FORM}/examples/i1.json", lambda one: one["answers"].update(duree="jour"))),
    ("example-missing", lambda roots: shutil.rmtree(roots.folder / FORM / "examples")),
]


def test_a_sound_form_has_nothing_to_mend(roots: RootsLike) -> None:
    assert findings(roots) == []
    assert findings(roots, "demande-badge") == []


def test_an_option_that_leads_out_is_offered_and_is_in_no_schema(roots: RootsLike) -> None:
    leaving_option(roots)
    assert findings(roots) == []
    bundle = assemble("demande-badge", roots.forms, roots.schemas)
    assert "siecle" in [option["value"] for option in bundle["questions"]["BAD-002"]["options"]]
    assert "siecle" not in json.dumps([bundle["schema"], bundle["base"]])


def test_an_option_that_leads_out_may_be_an_answer_in_some_cases(roots: RootsLike) -> None:
    parking = {"field": "/typeBadge", "is": "parking"}
    option = {"value": "annee", "if": parking, "exit": True}

    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        one["questions"]["BAD-002"]["options"][2] = option
        one["exits"]["S1"]["if"] = {"all": [{"not": parking}, {"field": "/duree", "is": "annee"}]}

    before = assemble("demande-badge", roots.forms, roots.schemas)["schema"]
    roots.edit(JOURNEY, change)
    assert findings(roots) == []
    assert assemble("demande-badge", roots.forms, roots.schemas)["schema"] == before


def test_a_value_that_is_only_sent_needs_no_page(roots: RootsLike) -> None:
    roots.edit(SCHEMA, lambda one: one["properties"].update(rang={"type": "integer"}))
    roots.edit(JOURNEY, lambda one: new_leaf(one, "BAD-903", "/rang", sent=True))
    assert findings(roots) == []


@pytest.mark.parametrize(
    ("rule", "damage"), BREAKAGES, ids=[f"{rank}-{rule}" for rank, (rule, _) in enumerate(BREAKAGES)]
)
def test_each_damage_is_found_under_its_rule_and_no_other(
    roots: RootsLike, rule: str, damage: Callable[[RootsLike], object]
) -> None:
    damage(roots)
    found = findings(roots)
    assert {one.rule for one in found} == {rule}, render_text(found)
    assert failed(found)
    assert all(one.line >= 1 or not (roots.folder / one.file).is_file() for one in found)


def test_a_validator_that_disagrees_on_an_example_is_found(roots: RootsLike) -> None:
    found = lint(None, roots.forms, roots.schemas, oracles=[oracle, lambda _: lambda _: False])
    assert [(one.rule, one.file) for one in found] == [
        ("example-disagreement", f"{FORM}/examples/{name}.json") for name in ("i3", "v1", "v2")
    ]


def test_every_rule_is_broken_by_a_test() -> None:
    assert {rule for rule, _ in BREAKAGES} | {"example-disagreement"} == set(RULES)
    assert set(WAIVABLE) <= set(RULES)


def test_a_finding_names_the_file_the_line_and_the_code(roots: RootsLike) -> None:
    question("BAD-005", **{"if": {"field": "/absent", "is": "jour"}})(roots)
    found = findings(roots)[0]
    lines = (roots.folder / JOURNEY).read_text(encoding="utf-8").splitlines()
    assert (found.file, found.code) == (JOURNEY, "BAD-005")
    assert '"BAD-005": {' in lines[found.line - 1]
    assert f"{JOURNEY}:{found.line} condition-field BAD-005" in render_text([found])
    assert as_json([found])[0]["mend"] == found.mend


def test_a_waived_rule_is_still_said_until_its_last_day(roots: RootsLike) -> None:
    unread("fee", "verified")(roots)
    waiver = {"rule": "fee-unverified", "reason": "lu sur une page", "until": "2027-12-31", "by": "rédaction"}
    roots.write(f"{FORM}/waivers.json", [waiver])
    on_time, late = (findings(roots, today=date(year, 1, 1)) for year in (2027, 2028))
    assert [(one.rule, one.severity) for one in on_time] == [("fee-unverified", "waived")]
    assert [(one.rule, one.severity) for one in late] == [("fee-unverified", "error")]
    assert not failed(on_time)


def test_the_law_is_named_where_it_forbids_a_document(roots: RootsLike) -> None:
    text("doc.PIE-001", "Copie certifiée conforme")(roots)
    assert "R113-10" in findings(roots)[0].message
    text("doc.PIE-001", "Une quittance de loyer")(roots)
    assert "R113-8" in findings(roots)[0].message


def test_a_proof_of_address_may_be_asked_where_the_code_says_so(roots: RootsLike) -> None:
    text("doc.PIE-001", "Un justificatif de domicile")(roots)
    basis = {
        "text": "code des relations entre le public et l’administration",
        "article": "R113-8",
        "verified": True,
    }
    roots.edit(PROCEDURE, lambda one: one["documents"][0].update(basis=[basis]))
    assert findings(roots) == []


def test_a_declaration_needs_no_rule_of_silence(roots: RootsLike) -> None:
    roots.edit(
        PROCEDURE, lambda one: (one.pop("silence"), one.pop("remedies"), one.update(mode="declaration"))
    )
    assert findings(roots) == []


def test_one_question_may_stand_on_two_pages_that_exclude_each_other(roots: RootsLike) -> None:
    def change(journey: Any) -> None:  # noqa: ANN401 -- JSON
        place = pages(journey)
        place["parents"]["questions"].append("BAD-005")
        place["badge"]["questions"].remove("BAD-005")
        place["fin"]["questions"].append("BAD-005")
        place["fin"]["if"] = {"field": "/typeBadge", "is": "parking"}
        place["identite"]["questions"].append("DEC-001")
        place["fin"]["questions"].remove("DEC-001")

    roots.edit(JOURNEY, change)
    roots.edit(f"{FORM}/examples/v2.json", lambda one: one["answers"].pop("horaires"))
    assert findings(roots) == []


def test_what_a_form_declares_of_its_town_may_be_read(roots: RootsLike) -> None:
    procedure(
        parameters={
            "jours": {
                "type": "integer",
                "minimum": 0,
                "default": {"jour": 2, "defaut": 5},
                "by": {"question": "BAD-002"},
            }
        },
        lists={"zones": {"columns": {"prix": {"type": "integer"}}}},
    )(roots)
    row = {"row": "zones", "match": {"prix": {"ge": {"copy": "/nombreParents"}}}, "give": "prix"}
    cars = {"number": "/parents", "where": {"field": "./vehicule", "is": True}}
    days = {"parameter": "jours", "for": {"copy": "/duree"}}
    journey_check(left={"sum": [row, cars]}, right=days, values={"max": days, "n": cars})(roots)
    assert findings(roots) == []


def test_an_unknown_form_is_said_so(roots: RootsLike) -> None:
    with pytest.raises(UnknownForm):
        findings(roots, "absente")
    with pytest.raises(UnknownForm):
        findings(roots, "../schemas")
