"""A town whose numbers are at an end says so to the resident, who loses nothing and sends once it has more."""

import json
import logging

import pytest

from engine.reference.meubles import LAST
from engine.resources import forms_root
from engine.store import drafts
from engine.store.series import Series, next_number
from engine.store.tables import series
from tests.towns import CATALOGUE, Towns
from tests.walking import Walker

SLUG = "meuble-tourisme-declaration"


def test_the_last_number_given_a_draft_is_kept_and_sent_once_there_are_more(
    both: Towns, caplog: pytest.LogCaptureFixture
) -> None:
    text = (forms_root() / SLUG / "examples" / "v4.json").read_text(encoding="utf-8")
    text = text.replace('"06088"', '"29998"').replace('"nom": "Nice"', '"nom": "Port-Lannec"')
    with both.store.begin() as conn:
        next_number(conn, Series("port-lannec", "meuble", "29998", LAST, LAST))
    walker = Walker(both.client(), city="port-lannec")
    summary = walker.fill(CATALOGUE.get(SLUG), json.loads(text)["answers"])
    with caplog.at_level(logging.ERROR):
        refused = walker.send(summary, {}, action="deposer")
    assert refused.status_code == 503
    assert "La mairie n’a plus de numéro à donner" in refused.get_data(as_text=True)
    assert caplog.messages == ["the series meuble of 29998 in port-lannec is used up"]
    with both.store.read() as conn:
        kept = drafts.load(conn, "port-lannec", summary.split("/d/")[1].split("/")[0])
    assert kept is not None
    assert kept.reference is None
    with both.store.begin() as conn:
        conn.execute(series.delete())
    walker.deposit(summary)
