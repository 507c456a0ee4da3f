"""Law: each rule that applies a text, or asks whether it was read, is broken, and found alone."""

from collections.abc import Callable
from datetime import date
from typing import Any

from engine.catalogue.lint import failed
from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import (
    ACCEPTED,
    FORM,
    JOURNEY,
    PROCEDURE,
    SCHEMA,
    Breakage,
    Damage,
    assert_found_alone,
    each,
    edit,
    findings,
    part,
    procedure,
    question,
    text,
)


def unread(*keys: str) -> Callable[[Roots], None]:
    def change(one: Any) -> None:  # noqa: ANN401 -- JSON
        for key in keys[:-1]:
            one = one[int(key)] if key.isdigit() else one[key]
        one[keys[-1]] = False

    return edit(PROCEDURE, change)


def fetched(roots: Roots) -> None:
    text("doc.PIE-001", "Extrait K-bis de l’entreprise")(roots)


def unidentified(roots: Roots) -> None:
    roots.edit(JOURNEY, lambda one: one["questions"]["BAD-010"].update(field="/contact"))
    roots.edit(SCHEMA, lambda one: one["properties"].update(contact=one["properties"].pop("courriel")))


BREAKAGES: list[Breakage] = [
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
    (
        "waiver-useless",
        lambda roots: roots.write(
            f"{FORM}/waivers.json",
            [{"rule": "fee-unverified", "reason": "essai", "until": "2027-12-31", "by": "rédaction"}],
        ),
    ),
]


@each(BREAKAGES)
def test_each_damage_is_found_under_its_rule_and_no_other(roots: Roots, rule: str, damage: Damage) -> None:
    assert_found_alone(roots, rule, damage)


def test_a_waived_rule_is_still_said_until_its_last_day(roots: Roots) -> None:
    unread("fee", "verified")(roots)
    waiver = {"rule": "fee-unverified", "reason": "lu sur une page", "until": "2027-12-31", "by": "rédaction"}
    roots.write(f"{FORM}/waivers.json", [waiver])
    on_time, late = (findings(roots, today=date(year, 1, 1)) for year in (2027, 2028))
    assert [(one.rule, one.severity) for one in on_time] == [("fee-unverified", "waived")]
    assert [(one.rule, one.severity) for one in late] == [("fee-unverified", "error")]
    assert not failed(on_time)


def test_the_law_is_named_where_it_forbids_a_document(roots: Roots) -> None:
    text("doc.PIE-001", "Copie certifiée conforme")(roots)
    assert "R113-10" in findings(roots)[0].message
    text("doc.PIE-001", "Une quittance de loyer")(roots)
    assert "R113-8" in findings(roots)[0].message


def test_a_proof_of_address_may_be_asked_where_the_code_says_so(roots: Roots) -> None:
    text("doc.PIE-001", "Un justificatif de domicile")(roots)
    basis = {
        "text": "code des relations entre le public et l’administration",
        "article": "R113-8",
        "verified": True,
    }
    roots.edit(PROCEDURE, lambda one: one["documents"][0].update(basis=[basis]))
    assert findings(roots) == []


def test_a_declaration_needs_no_rule_of_silence(roots: Roots) -> None:
    roots.edit(
        PROCEDURE, lambda one: (one.pop("silence"), one.pop("remedies"), one.update(mode="declaration"))
    )
    assert findings(roots) == []
