"""What a deposit freezes of an item in an item: its ranks, its page, its words and its totals."""

from engine.deposit.frozen import freeze
from engine.journey.settle import settle
from engine.journey.words import Words
from tests.catalogue.test_nested import AID, FORM
from tests.journey.small import FACTS


def test_a_label_says_both_ranks_and_the_pointer() -> None:
    document = settle(AID, FORM.examples["v2"]["answers"], FACTS)
    labels = freeze(AID, document, Words(AID.definition), {}).labels
    found = {(one["code"], one["rank"]): one for one in labels}
    inner = found["AID-022", "1.1"]
    assert (inner["value"], inner["pointer"]) == ("Région", "/projets/0/aides/0/nom")
    assert inner["section"] == "Projet 1 · Aide 1"
    assert found["AID-012", "1"]["label"] == "Y a-t-il une aide pour Fête ?"
    assert (found["AID-011", "2"]["value"], found["AID-001", ""]["value"]) == ("Chorale", "Projet")
    assert found["AID-900", "1"]["value"] == "7"
    assert not [one for one in labels if one["code"] in {"AID-010", "AID-020"}]
