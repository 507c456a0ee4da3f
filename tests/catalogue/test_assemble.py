"""A form's source becomes one bundle in which nothing is left to look up."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import BadSource, Catalogue, UnknownForm, assemble, bundle_digest
from engine.model import Definition
from engine.resources import BadJsonFile

FIXTURES = Path(__file__).parent / "fixtures"
SLUG = "demande-badge"
JOURNEY = f"forms/{SLUG}/journey.json"


@pytest.fixture(scope="module")
def bundle() -> dict[str, Any]:
    return assemble(SLUG, FIXTURES / "forms", FIXTURES / "schemas")


def test_a_mounted_question_takes_the_blocks_rules_at_its_own_place(bundle: dict[str, Any]) -> None:
    question = bundle["questions"]["IDE-009"]
    assert question["field"] == "/demandeur/communeNaissance"
    assert question["if"] == {"field": "/demandeur/paysNaissance", "is": "FR"}
    assert (question["required"], question["former"], question["role"]) == (True, True, "demandeur")
    assert question["schema"]["properties"]["code"]["pattern"].endswith("$")
    assert "$ref" not in json.dumps(bundle["questions"])


def test_only_the_person_who_types_is_filled_by_the_browser(bundle: dict[str, Any]) -> None:
    assert bundle["questions"]["IDE-002"]["autocomplete"] == "family-name"
    assert not {"autocomplete", "prefill"} & bundle["questions"]["PCO-002"].keys()


def test_a_mount_may_say_when_the_typist_is_meant(roots: Any) -> None:  # noqa: ANN401 -- the folder's own fixture
    when = {"field": "/pourSoi", "is": True}
    roots.edit(JOURNEY, lambda one: one["mounts"][1].update(autocompleteIf=when))
    question = assemble(SLUG, roots.forms, roots.schemas)["questions"]["PCO-002"]
    assert (question["autocomplete"], question["autocompleteIf"]) == ("family-name", when)
    assert "prefill" not in question


def test_a_copied_mount_computes_each_question_from_its_twin(bundle: dict[str, Any]) -> None:
    assert bundle["questions"]["PCO-004"]["calculate"] == {
        "value": {"copy": "/demandeur/prenoms"},
        "if": {"field": "/pourSoi", "is": True},
    }


def test_an_answer_stays_while_its_page_is_shown_or_its_calculation_holds(bundle: dict[str, Any]) -> None:
    assert "if" not in bundle["questions"]["PCO-002"]  # asked when not computed: always there
    assert bundle["questions"]["BAD-004"]["if"] == {"field": "/typeBadge", "is": "piscine"}


def test_a_group_holds_its_items_and_an_item_reads_its_own_fields(bundle: dict[str, Any]) -> None:
    question = bundle["questions"]["BAD-007"]
    assert (question["group"], question["field"]) == ("PAR-000", "/parents/*/plaque")
    assert {"field": "./vehicule", "is": True} in question["if"]["all"]
    assert bundle["questions"]["PAR-000"]["sizes"][0]["max"] == 2
    assert bundle["questions"]["BAD-005"]["sizes"] == [{"min": 1, "max": 3}]
    assert bundle["questions"]["BAD-001"]["options"] == [{"value": "parking"}, {"value": "piscine"}]


def test_checks_are_gathered_on_the_question_that_they_are_about(bundle: dict[str, Any]) -> None:
    checks = bundle["questions"]["IDE-007"]["checks"]
    assert [check["name"] for check in checks] == ["dateExiste", "datePassee", "apresLe", "dateTard"]
    assert checks[3] == {
        "name": "dateTard", "kind": "pasAvant", "on": "IDE-007", "other": "IDE-007", "severity": "error"
    }  # fmt: skip


def test_a_check_of_a_block_names_its_neighbour_by_number(roots: Any) -> None:  # noqa: ANN401 -- same
    check = {"name": "plusAge", "other": "002"}
    roots.edit("schemas/identite/questions.json", lambda one: one["questions"]["007"].update(checks=[check]))
    checks = assemble(SLUG, roots.forms, roots.schemas)["questions"]["IDE-007"]["checks"]
    assert {"other": "IDE-002", "severity": "confirm"}.items() <= checks[1].items()


def test_a_block_computes_with_its_own_answers_wherever_it_is_mounted(roots: Any) -> None:  # noqa: ANN401 -- same
    def write(block: Any) -> None:  # noqa: ANN401 -- JSON
        number, question = next(iter(block["questions"].items()))
        compared = {"left": {"sum": [{"copy": "~/a"}, {"number": "~/b"}]}, "is": "le", "right": {"const": 1}}
        question["checks"] = [
            {"name": "trop", "kind": "comparer", **compared, "values": {"n": {"copy": "~/a"}}},
            {"name": "pareils", "kind": "distincts", "of": [number, "004"]},
        ]

    roots.edit("schemas/identite/questions.json", write)
    questions = assemble(SLUG, roots.forms, roots.schemas)["questions"]
    checks = {one["name"]: (code, one) for code, question in questions.items() for one in question["checks"]}
    _code, compared = checks["trop"]
    assert compared["left"]["sum"] in (
        [{"copy": f"{at}/a"}, {"number": f"{at}/b"}] for at in ("/demandeur", "/titulaire", ".")
    )
    assert compared["values"] == {"n": compared["left"]["sum"][0]}
    code, twins = checks["pareils"]
    assert twins["of"] == [code, f"{code[:3]}-004"]


def test_words_are_the_forms_else_the_roles_else_the_blocks(bundle: dict[str, Any]) -> None:
    words = bundle["texts"]["fr"]
    assert words["PCO-002.label"] == "Nom de naissance de la personne"
    assert words["PAR-002.label"] == "Nom de naissance du parent"
    assert words["IDE-002.label"] == "Nom de naissance"
    assert words["PAR-002.hint"] == words["IDE-002.hint"]
    assert words["check.dateExiste"]
    assert not any(key[0].isdigit() for key in words)


def test_variants_of_a_blocks_words_read_the_answers_of_the_mount(bundle: dict[str, Any]) -> None:
    words = bundle["texts"]["fr"]
    assert words["PCO-004.label"][0]["if"]["field"] == "/beneficiaire/nomNaissance"
    assert words["PAR-004.label"][0]["if"]["field"] == "./nomNaissance"


def test_an_override_replaces_adds_or_takes_away(roots: Any) -> None:  # noqa: ANN401 -- same
    extra = {"field": "/typeBadge", "is": "parking"}

    def change(journey: Any) -> None:  # noqa: ANN401 -- JSON
        journey["questions"] |= {
            "IDE-009": {"ifAlso": extra, "prefill": None},
            "IDE-012": {"if": {"field": "~/communeNaissance", "present": True}},
            "IDE-004": {"requiredIf": extra},
        }

    roots.edit(JOURNEY, change)
    questions = assemble(SLUG, roots.forms, roots.schemas)["questions"]
    assert questions["IDE-009"]["if"] == {"all": [{"field": "/demandeur/paysNaissance", "is": "FR"}, extra]}
    assert "prefill" not in questions["IDE-009"]
    assert questions["IDE-012"]["if"] == {"field": "/demandeur/communeNaissance", "present": True}
    assert "required" not in questions["IDE-004"]


def test_a_question_on_two_pages_is_shown_with_either(roots: Any) -> None:  # noqa: ANN401 -- same
    def change(journey: Any) -> None:  # noqa: ANN401 -- JSON
        pages = journey["sections"][1]["pages"]
        pages[3]["if"] = {"field": "/typeBadge", "is": "parking"}
        pages[2]["questions"].append("DEC-001")

    roots.edit(JOURNEY, change)
    question = assemble(SLUG, roots.forms, roots.schemas)["questions"]["DEC-001"]
    assert question["if"] == {
        "any": [{"field": "/typeBadge", "is": "piscine"}, {"field": "/typeBadge", "is": "parking"}]
    }


def test_the_same_source_has_the_same_digest_and_a_word_changes_it(
    bundle: dict[str, Any],
    roots: Any,  # noqa: ANN401 -- same
) -> None:
    again = assemble(SLUG, roots.forms, roots.schemas)
    assert bundle_digest(again) == bundle_digest(bundle) == bundle_digest(json.loads(json.dumps(bundle)))
    roots.edit(f"forms/{SLUG}/texts/fr.json", lambda one: one.update({"form.title": "Autre"}))
    assert bundle_digest(assemble(SLUG, roots.forms, roots.schemas)) != bundle_digest(bundle)


def test_a_bundle_makes_a_definition(bundle: dict[str, Any]) -> None:
    definition = Definition.from_bundle(bundle, bundle_digest(bundle))
    assert definition.sections == ("badge", "personnes")
    assert definition.exits[0].after == ("pour-qui",)
    assert definition.questions["IDE-012"].always_calculated
    assert set(definition.questions) == set(bundle["questions"])


def test_the_catalogue_reads_each_form_once_and_knows_its_versions() -> None:
    catalogue = Catalogue.from_source(FIXTURES / "forms", FIXTURES / "schemas")
    assert catalogue.slugs() == (SLUG,)
    assert catalogue.get(SLUG) is catalogue.get(SLUG, "1.0.0")
    assert catalogue.schema(SLUG)["$id"] == "urn:formune:form:demande-badge:1.0.0"
    for slug, version in (("absente", None), (SLUG, "2.0.0"), ("../schemas", None)):
        with pytest.raises(UnknownForm):
            catalogue.get(slug, version)


def test_a_reference_that_leads_nowhere_says_where_it_stands(roots: Any) -> None:  # noqa: ANN401 -- same
    roots.edit(
        "schemas/identite/schema.json",
        lambda one: one["$defs"].update(prenoms={"$ref": "schemas/valeurs#/$defs/absent"}),
    )
    with pytest.raises(BadSource) as caught:
        assemble(SLUG, roots.forms, roots.schemas)
    assert caught.value.file == "schemas/identite/schema.json"
    assert caught.value.where == "schemas/valeurs#/$defs/absent"


def test_references_in_a_circle_are_refused(roots: Any) -> None:  # noqa: ANN401 -- same
    roots.edit(
        "schemas/identite/schema.json",
        lambda one: one["$defs"].update(
            prenoms={"$ref": "#/$defs/nomUsage"}, nomUsage={"$ref": "#/$defs/prenoms"}
        ),
    )
    with pytest.raises(BadSource, match="circle"):
        assemble(SLUG, roots.forms, roots.schemas)


def test_one_prefix_mounted_twice_with_one_number_is_refused(roots: Any) -> None:  # noqa: ANN401 -- same
    roots.edit(JOURNEY, lambda one: one["mounts"].append(one["mounts"][0]))
    with pytest.raises(BadSource, match="twice"):
        assemble(SLUG, roots.forms, roots.schemas)


def test_a_missing_file_is_named(roots: Any) -> None:  # noqa: ANN401 -- same
    (roots.forms / SLUG / "procedure.json").unlink()
    with pytest.raises(BadJsonFile) as caught:
        assemble(SLUG, roots.forms, roots.schemas)
    assert caught.value.path.name == "procedure.json"


def test_a_bundle_names_the_languages_that_nobody_read_yet(roots: Any) -> None:  # noqa: ANN401 -- conftest.Roots
    def unread() -> Any:  # noqa: ANN401 -- JSON
        return assemble("demande-badge", roots.forms, roots.schemas)["unreviewed"]

    assert unread() == ["en", "fr-falc"]
    for folder in ("forms/demande-badge", "schemas/identite", "schemas/commun"):
        assert "en" in unread()
        roots.edit(f"{folder}/texts/en.json", lambda texts: texts.update(reviewed=True))
    assert unread() == ["fr-falc"]
