"""Whatever is posted to any kind of question: a page that names the question, never a crash, nothing cut in silence."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from engine.journey.bind import asked
from engine.journey.compiled import program
from engine.journey.flow import stops
from engine.journey.names import page_key
from engine.model import Definition
from engine.resources import forms_root, read_json, schemas_root
from engine.store import drafts
from engine.store.drafts import DraftBody
from engine.web.limits import TEXT_BYTES
from tests.towns import CATALOGUE, Towns, settle_in, towns
from tests.walking import Walker
from tests.web.journey.answering import draft_of, errors, parsed, token
from tests.web.journey.test_walks import at_home, tell_position

#: An example of each form: its pages, once filled, are attacked.
EXAMPLES = {
    "acte-etat-civil": "v8",
    "attestation-accueil": "v1",
    "debit-boissons-temporaire": "v12",
    "inscription-scolaire-periscolaire": "v6",
    "meuble-tourisme-declaration": "v2",
    "occupation-domaine-public": "v10",
    "operation-tranquillite-vacances": "v4",
    "recensement-citoyen": "v3",
    "reservation-salle": "v1",
    "signalement": "v3",
    "subvention-association": "v2",
    "vente-au-deballage": "v12",
}
#: What a page, or the whole request, may be answered: gone on, shown again, unreadable, too large.
ANSWERS = {303, 422, 400, 413}
ODD = [
    "",
    " ",
    "\x00",
    "Mar\x00tin",
    "\u202enitraM\u202c",
    "\u200b",
    "😀👨‍👩‍👧",
    "<script>alert(1)</script>",
    "{{7*7}}${7*7}%s%n",
    "' OR '1'='1",
    "../../etc/passwd",
    "a\r\nBcc: x@y.example",
    "-1",
    "1e309",
    "NaN",
    "٣٤",
    "１２",
    "9" * 400,
    "A" * 5000,
    "2026-02-30",
    "31/02/2026",
    "true",
    "[]",
    "{}",
    "null",
]
VALUES = st.one_of(st.sampled_from(ODD), st.text(max_size=60))


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """A form filled to its summary by one resident, whose pages can all be opened."""

    towns: Towns
    walker: Walker
    definition: Definition
    pages: tuple[str, ...]
    body: DraftBody

    def restore(self) -> None:
        """Put the draft back as it was filled: what one post left is no part of the next."""
        with self.towns.store.begin() as conn:
            drafts.save(conn, replace(draft_of(self.towns, self.pages[0]), body=deepcopy(self.body)))


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Fill one form, in the towns and on the day of its example."""
    slug, folder = request.param, tmp_path_factory.mktemp("hostile")
    path = forms_root() / slug / "examples" / f"{EXAMPLES[slug]}.json"
    example = json.loads(path.read_text(encoding="utf-8"))
    communes = {one["code"]: one["nom"] for one in example["facts"]["communes"]}
    definition = CATALOGUE.get(slug)
    with towns(folder, now=datetime.fromisoformat(example["now"])) as made:
        facts = at_home(example["facts"], communes)
        settle_in(made.cities, folder / "cities" / "tilleray.toml", slug, facts)
        walker = Walker(made.client())
        first = walker.begin(slug)
        if example["facts"].get("positionAvailable"):
            tell_position(made.store, first)
        walker.fill(definition, at_home(example["answers"], communes), first)
        pages = tuple(dict.fromkeys(walker.met))
        yield Filled(made, walker, definition, pages, deepcopy(draft_of(made, pages[0]).body))


def test_every_kind_of_question_is_attacked() -> None:
    kinds = read_json(schemas_root() / "meta" / "question.json")["$defs"]["own"]["properties"]["widget"]
    met = set()
    for slug, name in EXAMPLES.items():
        answers = read_json(forms_root() / slug / "examples" / f"{name}.json")["answers"]
        compiled = program(CATALOGUE.get(slug))
        for stop in stops(compiled, answers):
            met |= {one.widget for one, _place in asked(compiled, stop.page, stop.ranks, answers)}
    # No national form asks a period in one question; the forms of tests/kinds do.
    assert met == set(kinds["enum"]) - {"none", "period"}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    place=st.integers(0, 999),
    values=st.lists(st.tuples(st.integers(0, 999), VALUES), min_size=1, max_size=8),
    action=st.sampled_from(["continuer", "enregistrer", "calculer", "etapes", "\x00"]),
)
def test_a_hostile_post_is_answered_by_its_page_and_loses_nothing(
    filled: Filled, place: int, values: list[tuple[int, str]], action: str
) -> None:
    filled.restore()
    here = filled.pages[place % len(filled.pages)]
    page = filled.walker.page(here)
    names = [*sorted({*page.xpath('//form[@id="reponses"]//@name')} - {"_csrf", "action"}), "inconnue"]
    typed = {names[rank % len(names)]: value for rank, value in values}
    body = {**typed, "_csrf": token(page), "action": action}
    reply = filled.walker.client.post(here, data=body)
    assert reply.status_code in ANSWERS
    said_at_a_question(reply)
    if reply.status_code in {303, 422}:
        kept_as_typed(filled, here, typed)
    assert filled.walker.client.get(here).status_code in {200, 303}


def said_at_a_question(reply: TestResponse) -> None:
    """Assert that a page shown again says « Erreur » first, and leads from each error to what is on it."""
    if reply.status_code != 422:
        return
    page = parsed(reply)
    assert re.match(r"(Erreur|À confirmer)", page.findtext(".//title") or ""), page.findtext(".//title")
    listed = errors(page)
    assert listed
    for href, words in listed:
        assert words
        assert page.xpath(f'//*[@id="{href[1:]}"]'), href


def kept_as_typed(filled: Filled, here: str, typed: Mapping[str, str]) -> None:
    """Assert that the draft holds, sign for sign, what was typed in the inputs that the page has."""
    slug, ranks = address_of(here)
    raw = draft_of(filled.towns, here).body.raw.get(page_key(slug, ranks), {})
    for name, value in typed.items():
        if name in raw:
            assert raw[name] == [value], name


def address_of(here: str) -> tuple[str, tuple[int, ...]]:
    """Give the page and the ranks, from 0, of an address."""
    slug, _, ranks = here.split("?", maxsplit=1)[0].split("/d/")[1].partition("/")[2].partition("/")
    return slug, tuple(int(one) - 1 for one in ranks.split(".") if one)


@pytest.mark.parametrize("rank", ["900000", "-1", "²", "1.1", "99999999999999999999", ""])
def test_an_item_that_is_not_there_is_not_made(filled: Filled, rank: str) -> None:
    here = filled.pages[0]
    page = filled.walker.page(here)
    before = draft_of(filled.towns, here).body.document
    body: dict[str, Any] = {"_csrf": token(page), "action": "enregistrer", f"enfants.{rank}.prenoms": "Nul"}
    for name in page.xpath('//form[@id="reponses"]//@name'):
        if re.search(r"\.[0-9]+\.", name):
            body[re.sub(r"\.[0-9]+\.", f".{rank}.", name)] = "Nul"
    assert filled.walker.client.post(here, data=body).status_code in ANSWERS
    after = json.dumps(draft_of(filled.towns, here).body.document)
    assert "Nul" not in after
    assert len(after) <= len(json.dumps(before))


def test_a_text_of_a_megabyte_is_refused_whole(filled: Filled) -> None:
    here = filled.pages[0]
    page = filled.walker.page(here)
    before = draft_of(filled.towns, here).body
    for name in page.xpath('//form[@id="reponses"]//@name')[:3]:
        body = {"_csrf": token(page), "action": "continuer", name: "é" * TEXT_BYTES}
        assert filled.walker.client.post(here, data=body).status_code == 413
    assert draft_of(filled.towns, here).body == before
