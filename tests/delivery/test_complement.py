"""What was said after the deposit reaches the back office: after the first delivery, under a key of its own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from connectors import registry
from connectors.contract import Descriptor, delivery_key
from connectors.folder import FolderConnector
from engine.dialogue import Desk, answer, ask, withdraw
from engine.documents.received import Clean
from engine.resources import schemas_root
from engine.store import deliveries, events, submissions
from engine.store.tables import delivery as table
from tests.delivery.conftest import FOLDER, SURNAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.cities import Cities
    from engine.clock import FrozenClock
    from engine.delivery import Deliverer
    from engine.store import Store
    from engine.store.deliveries import Delivery
    from engine.store.submissions import Submission

BAIL = Clean("bail.pdf", "application/pdf", b"%PDF-1.7 bail")


@pytest.fixture
def desk(store: Store, cities: Cities) -> Desk:
    return Desk(store, cities.get(FOLDER), lambda _conn, _kind, _id, _at: None)


def submission_of(store: Store, row: Delivery) -> Submission:
    with store.read() as conn:
        found = submissions.get(conn, row.submission_id)
    assert found is not None
    return found


def complement_of(store: Store, row: Delivery) -> Delivery:
    with store.read() as conn:
        rows = deliveries.of_submission(conn, row.submission_id)
    (found,) = [one for one in rows if one.kind == "complement"]
    return found


def answered(desk: Desk, submission: Submission) -> None:
    with desk.store.begin() as conn:
        request = ask(desk, conn, submission, "Bail", "Illisible.", date(2100, 1, 1), "PIE-001")
        answer(desk, conn, submission, request, [BAIL], "Le voici.")


def test_the_piece_arrives_beside_the_submission_that_it_completes(
    store: Store,
    desk: Desk,
    deliverer: Deliverer,
    deposited: Callable[..., Delivery],
    tmp_path: Path,
) -> None:
    first = deposited()
    deliverer(first.id)
    submission = submission_of(store, first)
    answered(desk, submission)
    row = complement_of(store, first)
    deliverer(row.id)
    assert complement_of(store, first).state == "accepted"
    home = tmp_path / "drop" / FOLDER / f"{submission.reference}-3"
    document = json.loads((home / "delivery.json").read_text(encoding="utf-8"))
    Draft202012Validator(json.loads((schemas_root() / "delivery/1.json").read_text("utf-8"))).validate(
        document
    )
    assert document["complement"] == {
        "kind": "piece",
        "of": delivery_key(FOLDER, submission.id, "mairie"),
        "reference": submission.reference,
        "at": document["complement"]["at"],
        "code": "PIE-001",
        "text": "Le voici.",
    }
    assert (document["answers"], len(document["files"])) == ({}, 1)
    assert SURNAME not in json.dumps(document, ensure_ascii=False)
    assert (home / "files" / "PIE-001-1.pdf").read_bytes() == BAIL.data
    with store.read() as conn:
        assert events.of(conn, first.submission_id)[-1].kind == "complement_delivered"
    assert submission_of(store, first).status == "delivered"


def test_a_complement_waits_for_the_first_delivery(
    store: Store,
    desk: Desk,
    deliverer: Deliverer,
    deposited: Callable[..., Delivery],
    clock: FrozenClock,
) -> None:
    first = deposited()
    with store.begin() as conn:
        withdraw(desk, conn, submission_of(store, first), "Je déménage.")
    row = complement_of(store, first)
    deliverer(row.id)
    waiting = complement_of(store, first)
    assert (waiting.state, waiting.attempts) == ("queued", 0)
    assert waiting.due_at == clock.now() + timedelta(seconds=3)
    deliverer(first.id)
    clock.advance(timedelta(seconds=3))
    deliverer(row.id)
    assert complement_of(store, first).state == "accepted"
    assert submission_of(store, first).status == "withdrawn", "a delivery never undoes a withdrawal"


def test_a_complement_of_what_was_given_up_is_kept_until_a_person_acts(
    store: Store,
    desk: Desk,
    deliverer: Deliverer,
    deposited: Callable[..., Delivery],
    clock: FrozenClock,
) -> None:
    first = deposited()
    with store.begin() as conn:
        conn.execute(table.update().values(state="dead", due_at=None))
    answered(desk, submission_of(store, first))
    row = complement_of(store, first)
    for _day in range(40):
        clock.advance(timedelta(days=1))
        deliverer(row.id)
    kept = complement_of(store, first)
    assert (kept.state, kept.attempts) == ("queued", 0)


def test_an_erased_submission_sends_no_complement(
    store: Store, desk: Desk, deliverer: Deliverer, deposited: Callable[..., Delivery]
) -> None:
    first = deposited()
    deliverer(first.id)
    answered(desk, submission_of(store, first))
    with store.begin() as conn:
        submissions.erase(conn, first.submission_id)
    deliverer(complement_of(store, first).id)
    assert complement_of(store, first).state == "disabled"


def test_a_connector_that_takes_no_complement_stops_it_for_a_person_and_not_the_route(
    store: Store,
    desk: Desk,
    deliverer: Deliverer,
    deposited: Callable[..., Delivery],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Older(FolderConnector):
        def describe(self) -> Descriptor:
            own = super().describe()
            return Descriptor(
                own.id, own.version, own.title, own.capabilities - {"complement"}, own.config_schema
            )

    first = deposited()
    deliverer(first.id)
    answered(desk, submission_of(store, first))
    # A vendor's connector of before: a real one, less one capability, in the place that the registry would load.
    monkeypatch.setattr(registry, "load", lambda *_args: Older())
    deliverer(complement_of(store, first).id)
    assert complement_of(store, first).state == "dead"
    monkeypatch.undo()
    second = deposited()
    deliverer(second.id)
    with store.read() as conn:
        row = deliveries.get(conn, second.id)
    assert row is not None
    assert row.state == "accepted"
