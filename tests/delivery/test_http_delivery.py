"""Delivery by HTTP to servers that fail in every way: nothing lost, nothing twice, and the delays they ask for."""

from __future__ import annotations

import base64
import json
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from engine.delivery import Deliverer, replay
from engine.demo.backoffice import create_backoffice
from engine.demo.backoffice.faults import Faults
from engine.demo.backoffice.inbox import Inbox
from engine.store import Secrets, deliveries, events, submissions
from tests.delivery.conftest import HTTP, Script, write_cities

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.cities import Cities
    from engine.clock import FrozenClock
    from engine.store import Store
    from engine.store.deliveries import Delivery

pytestmark = pytest.mark.server


@pytest.fixture
def script() -> Script:
    """Give a back office that accepts all until it is told otherwise."""
    return Script()


@pytest.fixture
def cities(tmp_path: Path, serve: Callable[[Any], int], script: Script) -> Cities:
    """Give the demo cities, the HTTP one in front of the script."""
    return write_cities(tmp_path, serve(script))


@pytest.fixture
def office(tmp_path: Path, serve: Callable[[Any], int], cities: Cities) -> Path:
    """Give the data folder of the real demo back office, in the script's place."""
    assert cities.all()
    secret = Secrets(tmp_path / "secrets").webhook(HTTP, "logiciel")
    keys = {HTTP: [base64.b64decode(secret.removeprefix("whsec_"))]}
    app = create_backoffice(tmp_path / "office", {}, keys, demo=True, slow=0)
    write_cities(tmp_path, serve(app))
    return tmp_path / "office"


class Run:
    """What the tests do and look at."""

    def __init__(self, store: Store, deliverer: Deliverer, clock: FrozenClock, delivery: Delivery) -> None:
        self.store, self.deliverer, self.clock, self.delivery = store, deliverer, clock, delivery

    def attempt(self) -> Delivery:
        """Move to when the delivery is due, attempt it, give it as it is then."""
        due = self.row().due_at
        assert due is not None
        if due > self.clock.now():
            self.clock.advance(due - self.clock.now())
        self.deliverer(self.delivery.id)
        return self.row()

    def row(self) -> Delivery:
        """Give the delivery as it is now."""
        with self.store.read() as conn:
            found = deliveries.get(conn, self.delivery.id)
        assert found is not None
        return found

    def outcomes(self) -> list[str]:
        """Give what each attempt gave."""
        with self.store.read() as conn:
            return [
                f"{one.outcome} {one.code}".strip() for one in deliveries.attempts(conn, self.delivery.id)
            ]

    def status(self) -> str:
        """Give the submission's status."""
        with self.store.read() as conn:
            found = submissions.get(conn, self.delivery.submission_id)
        assert found is not None
        return found.status


@pytest.fixture
def run(store: Store, deliverer: Deliverer, clock: FrozenClock, deposited: Callable[..., Delivery]) -> Run:
    """Give a delivery to the HTTP city, due now."""
    return Run(store, deliverer, clock, deposited(HTTP))


@pytest.mark.parametrize("way", ["503", "cut", "500", "stored-cut", "slow"])
def test_the_demo_back_office_holds_one_record_however_it_fails(office: Path, run: Run, way: str) -> None:
    Faults(office / "faults.json").give(way, 1)
    first = run.attempt()
    if first.state != "accepted":
        assert (first.due_at or run.clock.now()) - run.clock.now() == timedelta(seconds=5)
        assert run.attempt().state == "accepted"
    (entry,) = Inbox(office, {}).entries()
    assert len(entry.pieces) == 1
    assert entry.receipt is not None
    assert run.row().external_id == f"GEC-{entry.reference}"
    assert run.status() == "delivered"


def test_a_conflict_stops_that_delivery_alone(
    office: Path, run: Run, deposited: Callable[..., Delivery]
) -> None:
    Faults(office / "faults.json").give("409", 1)
    assert run.attempt().state == "dead"
    assert run.outcomes() == ["permanent conflict"]
    other = Run(run.store, run.deliverer, run.clock, deposited(HTTP))
    assert other.attempt().state == "accepted"


@pytest.mark.parametrize(
    ("asked", "given"),
    [("3600", timedelta(hours=1)), ("999999", timedelta(days=1)), ("1", timedelta(seconds=5))],
)
def test_a_delay_that_the_target_asks_for_is_honoured_within_bounds(
    script: Script, run: Run, asked: str, given: timedelta
) -> None:
    script.answers = [(503, {"Retry-After": asked}, {})]
    due = run.attempt().due_at
    assert due is not None
    assert due - run.clock.now() == given
    assert run.outcomes() == ["transient http-503"]
    assert run.attempt().state == "accepted"


def test_an_undecided_delivery_is_asked_about_until_it_is_decided(script: Script, run: Run) -> None:
    pending = {"state": "pending", "external_id": "GEC-9", "poll_after": 120}
    script.answers = [
        (202, {}, pending),
        (202, {}, pending),
        (503, {}, {}),
        (200, {}, {"external_id": "GEC-9"}),
    ]
    first = run.attempt()
    assert (first.state, first.external_id, first.attempts) == ("pending", "GEC-9", 0)
    assert first.due_at == run.clock.now() + timedelta(minutes=2)
    assert run.status() == "deposited"
    assert run.attempt().state == "pending"
    assert run.attempt().state == "queued"
    assert run.attempt().state == "accepted"
    assert [method for method, path in script.requests if "/" not in path][:3] == ["PUT", "GET", "GET"]
    assert run.status() == "delivered"


def test_an_undecided_delivery_is_left_to_a_person_after_a_month(script: Script, run: Run) -> None:
    script.answers = [(202, {}, {"state": "pending", "poll_after": 86400})] * 40
    states = set()
    while run.row().due_at is not None:
        states.add(run.attempt().state)
    assert states == {"pending", "parked"}


def test_a_refusal_is_never_tried_again_and_its_reasons_are_kept_sealed(script: Script, run: Run) -> None:
    reason = {"pointer": "/demandeur/nomNaissance", "code": "trop-long", "message": "Nom trop long"}
    script.answers = [(422, {}, {"outcome": "rejected", "errors": [reason]})]
    row = run.attempt()
    assert (row.state, row.due_at, run.status()) == ("rejected", None, "rejected")
    with run.store.begin() as conn:
        (tried,) = deliveries.attempts(conn, run.delivery.id)
        assert json.loads(tried.detail)[0]["message"] == "Nom trop long"
        (event,) = events.of(conn, run.delivery.submission_id)
        assert (event.kind, event.data) == ("rejected", {"route": "logiciel", "code": "rejected"})
        replay(conn, run.delivery.id, run.clock)
    assert run.attempt().state == "accepted"
    assert run.status() == "delivered"


def test_a_route_that_somebody_must_mend_keeps_the_others_back(
    script: Script, run: Run, deposited: Callable[..., Delivery]
) -> None:
    script.answers = [(401, {}, {})]
    assert run.attempt().state == "dead"
    others = [Run(run.store, run.deliverer, run.clock, deposited(HTTP)) for _ in range(2)]
    asked = len(script.requests)
    for other in others:
        kept = other.attempt()
        assert (kept.attempts, kept.state) == (0, "queued")
        assert kept.due_at == run.clock.now() + timedelta(minutes=5)
    assert len(script.requests) == asked
    with run.store.begin() as conn:
        replay(conn, run.delivery.id, run.clock)
    assert run.attempt().state == "accepted"
    assert [other.attempt().state for other in others] == ["accepted", "accepted"]


def test_a_changed_city_file_opens_its_route_at_once(
    script: Script, run: Run, deposited: Callable[..., Delivery], tmp_path: Path
) -> None:
    script.answers = [(404, {}, {})]
    assert run.attempt().state == "dead"
    file = tmp_path / "cities" / f"{HTTP}.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("fermé le mercredi", "fermé le jeudi"), encoding="utf-8")
    assert Run(run.store, run.deliverer, run.clock, deposited(HTTP)).attempt().state == "accepted"


def test_a_file_that_arrived_is_not_sent_again(script: Script, run: Run) -> None:
    script.answers = [(503, {}, {})]
    run.attempt()
    run.attempt()
    sent = [path.partition("/")[2] for _, path in script.requests]
    assert sent == ["files/1", "receipt", "", ""]


def test_a_killed_attempt_is_sent_again_under_the_same_key(script: Script, run: Run) -> None:
    with run.store.begin() as conn:
        assert deliveries.claim(conn, run.delivery.id, run.clock.now()) is not None
    run.deliverer(run.delivery.id)
    assert script.requests == []
    run.clock.advance(timedelta(minutes=5))
    assert run.attempt().state == "accepted"
    assert run.row().attempts == 2
    assert len(script.documents) == 1


def test_a_missing_key_is_noted_by_its_class(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "secrets" / HTTP / "webhook-logiciel.key").unlink()
    caplog.set_level(logging.INFO)
    assert run.attempt().state == "dead"
    assert run.outcomes() == ["permanent config"]
    assert "MissingSecret" in caplog.text
