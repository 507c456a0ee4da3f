"""The number of a tourist let: given in the deposit's own transaction, one after the other, and none lost."""

import json
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from engine.cities import City, contact_line, effective, words_of
from engine.demo.cities import DemoPorts, write_demo_cities
from engine.deposit import Deposited, deposit
from engine.evidence.seal import verify
from engine.journey.certify import Given
from engine.journey.compiled import Program, program
from engine.journey.facts import Facts
from engine.journey.settle import settle
from engine.model import Json
from engine.procedure.mentions import Receipt, mentions
from engine.resources import forms_root
from engine.store import Store, drafts, submissions
from engine.store.drafts import Draft, DraftBody
from tests.towns import CATALOGUE

SLUG = "meuble-tourisme-declaration"


@lru_cache(maxsize=1)
def city() -> City:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        made = write_demo_cities(root / "cities", root / "secrets", DemoPorts(1, 2, 3), root / "drop")
        return made.get("port-lannec")


@lru_cache(maxsize=1)
def form() -> Program:
    return program(effective(CATALOGUE.get(SLUG), city()))


@pytest.fixture(autouse=True)
def _keys(store: Store) -> None:
    store.keeper.secrets.create_city("port-lannec", "Ville de Port-Lannec")


def facts(store: Store) -> Facts:
    return Facts(store.keeper.clock.now().astimezone(city().zone), city().facts())


def prepare(store: Store, example: str = "v4", **changes: Json) -> Draft:
    text = (forms_root() / SLUG / "examples" / f"{example}.json").read_text(encoding="utf-8")
    text = text.replace('"06088"', '"29998"').replace('"nom": "Nice"', '"nom": "Port-Lannec"')
    told = {**json.loads(text)["answers"], **changes}
    definition = form().definition
    with store.begin() as conn:
        draft = drafts.create(
            conn, "port-lannec", SLUG, definition.version, definition.digest, "b" * 64, DraftBody()
        )
        document = settle(form(), told, facts(store))
        return drafts.save(conn, replace(draft, body=DraftBody(document=document)))


def send(store: Store, draft: Draft, *, fails: bool = False) -> Deposited:
    with store.begin() as conn:
        done = deposit(
            store,
            conn,
            city=city(),
            program=form(),
            draft=draft,
            facts=facts(store),
            words=words_of(form().definition, city()),
            given=Given(),
            enqueue=lambda *_queued: None,
        )
        if fails:
            conn.rollback()
        return done


def number_of(store: Store, done: Deposited) -> str | None:
    with store.read() as conn:
        found = submissions.get(conn, done.submission.id)
    assert found is not None
    trusted = [store.keeper.secrets.seal("port-lannec").chain[-1]]
    statement = verify(None, found.seal, trusted).statement
    assert statement is not None
    assert statement["answers"] == found.payload["answers"], "the number is under the seal"
    number: str | None = found.payload["answers"].get("numeroDeclaration")
    return number


def test_a_draft_has_no_number_and_its_deposit_gives_the_next_of_the_town(store: Store) -> None:
    first, second = prepare(store), prepare(store)
    assert "numeroDeclaration" not in first.body.document
    # The town gave 122 numbers before: its file says where the series begins.
    assert number_of(store, send(store, first)) == "2999800012332"
    assert number_of(store, send(store, second)) == "2999800012429"


def test_a_number_that_somebody_sends_is_not_believed(store: Store) -> None:
    draft = prepare(store, numeroDeclaration="2999899999995")
    assert number_of(store, send(store, draft)) == "2999800012332"


def test_a_deposit_that_fails_gives_its_number_back(store: Store) -> None:
    draft = prepare(store)
    send(store, draft, fails=True)
    assert number_of(store, send(store, draft)) == "2999800012332"


def test_a_change_and_an_end_keep_their_number_and_take_none(store: Store) -> None:
    old = {"nature": "modification", "numeroPrecedent": "2999800012332", "dateEffet": _today(store)}
    changed = prepare(store, "v6", declaration=old)
    assert number_of(store, send(store, changed)) is None
    assert number_of(store, send(store, prepare(store))) == "2999800012332"


def test_guest_rooms_take_no_number(store: Store) -> None:
    assert number_of(store, send(store, prepare(store, "v1"))) is None


def test_deposits_at_the_same_time_have_numbers_that_follow(store: Store) -> None:
    waiting = [prepare(store) for _ in range(6)]
    with ThreadPoolExecutor(2) as people:
        done = list(people.map(lambda draft: send(store, draft), waiting))
    given = sorted(str(number_of(store, one)) for one in done)
    assert [int(number[5:11]) for number in given] == list(range(123, 129))


def test_the_receipt_shows_the_number_in_three_groups_and_the_towns_nights(store: Store) -> None:
    done = send(store, prepare(store))
    said = mentions(
        Receipt(
            form().definition,
            done.submission.payload["answers"],
            words_of(form().definition, city()),
            done.submission.reference,
            date(2026, 11, 24),
            contact_line(city().contact_for(SLUG)),
        )
    )
    assert any("29998\u00a0000123\u00a032" in one and "L324-2" in one for one in said), said
    assert any(one.endswith("90 nuits de location au plus par année civile.") for one in said), said
    assert not any("ne donne pas de numéro" in one for one in said)
    assert any("https://port-lannec.example/taxe-de-sejour" in one for one in said)


def _today(store: Store) -> str:
    return facts(store).today.isoformat()
