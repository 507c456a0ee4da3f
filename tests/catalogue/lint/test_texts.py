"""Words: each rule on what people read is broken, and found alone."""

from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import (
    EVERY_TEXTS,
    TEXTS,
    Breakage,
    Damage,
    assert_found_alone,
    each,
    edit,
    journey_check,
    part,
    question,
    text,
)

BREAKAGES: list[Breakage] = [
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
    ("text-placeholder", journey_check(values={"zzz": {"const": 1}})),
    ("text-missing", part(id="sansNom")),
]


@each(BREAKAGES)
def test_each_damage_is_found_under_its_rule_and_no_other(roots: Roots, rule: str, damage: Damage) -> None:
    assert_found_alone(roots, rule, damage)
