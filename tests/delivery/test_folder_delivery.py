"""A delivery into a drop folder, on both databases: with its papers, again after failures, once at most."""

from __future__ import annotations

import json
import logging
import shutil
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from engine.delivery import Deliverer, NotReplayable, UnknownDelivery, replay, stopped
from engine.delivery.schedule import STEPS
from engine.store import deliveries, documents, events, submissions
from tests.delivery.conftest import PDF, PIECE, SURNAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.cities import Cities
    from engine.clock import FrozenClock
    from engine.store import Store
    from engine.store.deliveries import Delivery


def row_of(store: Store, delivery: Delivery) -> Delivery:
    """Give a delivery as it is now."""
    with store.read() as conn:
        found = deliveries.get(conn, delivery.id)
    assert found is not None
    return found


def told(store: Store, delivery: Delivery) -> tuple[str, list[str]]:
    """Give a submission's status and its events' kinds."""
    with store.read() as conn:
        found = submissions.get(conn, delivery.submission_id)
        assert found is not None
        return found.status, [one.kind for one in events.of(conn, delivery.submission_id)]


def break_route(tmp_path: Path) -> None:
    """Make Tilleray's route name a connector that is not installed."""
    file = tmp_path / "cities" / "tilleray.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('connector = "folder"', 'connector = "pigeon"'), encoding="utf-8")


def test_a_delivery_arrives_whole_and_is_noted(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deposited()
    deliverer(delivery.id)
    (home,) = (tmp_path / "drop" / "tilleray").glob("[!.]*")
    document = json.loads((home / "delivery.json").read_bytes())
    assert document["answers"] == {"demandeur": {"nomNaissance": SURNAME}}
    assert document["files"][0]["code"] == "PIE-001"
    assert document["form"]["title"] == "Copie d’un acte d’état civil"
    assert (home / "files" / "PIE-001-1.pdf").read_bytes() == PIECE
    assert (home / "receipt.pdf").read_bytes() == PDF
    assert row_of(store, delivery).state == "accepted"
    assert told(store, delivery) == ("delivered", ["delivered"])
    deliverer(delivery.id)
    with store.read() as conn:
        assert [one.outcome for one in deliveries.attempts(conn, delivery.id)] == ["accepted"]
        assert len(deliveries.of_submission(conn, delivery.submission_id)) == 1


def test_a_delivery_waits_for_its_pdf_without_counting_an_attempt(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock, tmp_path: Path
) -> None:
    delivery = deposited(receipt=False)
    deliverer(delivery.id)
    waiting = row_of(store, delivery)
    assert (waiting.attempts, waiting.state) == (0, "queued")
    assert waiting.due_at == clock.now() + timedelta(seconds=3)
    with store.begin() as conn:
        documents.put(store, conn, delivery.submission_id, "receipt", PDF)
    clock.advance(timedelta(seconds=3))
    deliverer(delivery.id)
    (home,) = (tmp_path / "drop" / "tilleray").glob("[!.]*")
    assert (home / "receipt.pdf").read_bytes() == PDF
    assert row_of(store, delivery).attempts == 1


def test_a_pdf_that_is_late_follows_as_an_addition(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock, tmp_path: Path
) -> None:
    delivery = deposited(receipt=False)
    clock.advance(timedelta(minutes=3))
    deliverer(delivery.id)
    (home,) = (tmp_path / "drop" / "tilleray").glob("[!.]*")
    assert not (home / "receipt.pdf").exists()
    with store.read() as conn:
        _, later = deliveries.of_submission(conn, delivery.submission_id)
    assert (later.kind, later.state) == ("addition", "queued")
    clock.advance(timedelta(minutes=1))
    deliverer(later.id)
    assert row_of(store, later).attempts == 0
    with store.begin() as conn:
        documents.put(store, conn, delivery.submission_id, "receipt", PDF)
    clock.advance(timedelta(minutes=2))
    deliverer(later.id)
    assert (home / "receipt.pdf").read_bytes() == PDF
    assert row_of(store, later).state == "accepted"
    assert told(store, delivery) == ("delivered", ["delivered", "receipt_delivered"])


def test_an_addition_whose_receipt_never_comes_is_left_to_a_person(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock
) -> None:
    delivery = deposited(receipt=False)
    clock.advance(timedelta(minutes=3))
    deliverer(delivery.id)
    with store.read() as conn:
        _, later = deliveries.of_submission(conn, delivery.submission_id)
    clock.advance(timedelta(days=7))
    deliverer(later.id)
    with store.read() as conn:
        assert [one.id for one in stopped(conn, "tilleray")] == [later.id]
    assert told(store, delivery)[0] == "delivered"


def test_a_failing_target_is_tried_at_growing_delays_then_left_to_a_person(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock, tmp_path: Path
) -> None:
    shutil.rmtree(tmp_path / "drop" / "tilleray")
    delivery = deposited()
    waited = []
    while (due := row_of(store, delivery).due_at) is not None:
        clock.advance(due - clock.now())
        deliverer(delivery.id)
        after = row_of(store, delivery).due_at
        if after is not None:
            waited.append(after - clock.now())
            clock.advance(after - clock.now() - timedelta(seconds=1))
            deliverer(delivery.id)
            assert row_of(store, delivery).due_at == after
    assert tuple(waited) == STEPS
    assert row_of(store, delivery).state == "dead"
    assert told(store, delivery) == ("deposited", ["delivery_dead"])


def test_a_person_replays_what_stopped_and_nothing_else(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock, tmp_path: Path
) -> None:
    (tmp_path / "drop" / "tilleray").rmdir()
    delivery = deposited()
    for _ in range(len(STEPS) + 1):
        deliverer(delivery.id)
        clock.advance(timedelta(days=1))
    (tmp_path / "drop" / "tilleray").mkdir()
    with store.begin() as conn:
        assert [one.id for one in stopped(conn)] == [delivery.id]
        assert stopped(conn, "port-lannec") == ()
        replay(conn, delivery.id, clock)
    deliverer(delivery.id)
    assert row_of(store, delivery).state == "accepted"
    assert told(store, delivery) == ("delivered", ["delivery_dead", "delivery_replayed", "delivered"])
    with store.begin() as conn:
        with pytest.raises(NotReplayable) as refused:
            replay(conn, delivery.id, clock)
        with pytest.raises(UnknownDelivery):
            replay(conn, "none", clock)
    assert refused.value.state == "accepted"


def test_two_workers_never_deliver_one_delivery_at_once(
    store: Store, cities: Cities, deposited: Callable[..., Delivery], clock: FrozenClock
) -> None:
    delivery = deposited()
    workers = [Deliverer(store, cities, clock) for _ in range(6)]
    threads = [threading.Thread(target=worker, args=(delivery.id,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        assert [one.outcome for one in deliveries.attempts(conn, delivery.id)] == ["accepted"]
    assert row_of(store, delivery).attempts == 1


def test_a_form_on_trial_is_delivered_nowhere(
    store: Store, cities: Cities, deliverer: Deliverer, deposited: Callable[..., Delivery], tmp_path: Path
) -> None:
    file = tmp_path / "cities" / "tilleray.toml"
    words = "[demarches.acte-etat-civil]\n"
    text = file.read_text(encoding="utf-8")
    if words in text:
        text = text.replace(words, f'{words}statut = "essai"\n', 1)
    else:
        text += f'\n{words}statut = "essai"\n'
    file.write_text(text, encoding="utf-8")
    assert cities.get("tilleray").demarches["acte-etat-civil"].statut == "essai"
    delivery = deposited()
    deliverer(delivery.id)
    assert list((tmp_path / "drop" / "tilleray").iterdir()) == []
    assert row_of(store, delivery).state == "disabled"
    assert told(store, delivery) == ("deposited", ["delivery_disabled"])


def test_an_erased_submission_is_delivered_nowhere(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], clock: FrozenClock, tmp_path: Path
) -> None:
    delivery = deposited()
    with store.begin() as conn:
        submissions.erase(conn, delivery.submission_id)
    clock.advance(timedelta(hours=1))
    deliverer(delivery.id)
    assert list((tmp_path / "drop" / "tilleray").iterdir()) == []
    assert row_of(store, delivery).state == "disabled"
    assert told(store, delivery)[0] == "erased"


def test_a_route_that_cannot_be_opened_leaves_the_delivery_to_a_person(
    store: Store, deliverer: Deliverer, deposited: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deposited()
    break_route(tmp_path)
    deliverer(delivery.id)
    with store.read() as conn:
        (tried,) = deliveries.attempts(conn, delivery.id)
    assert (tried.outcome, tried.code) == ("permanent", "config")
    assert row_of(store, delivery).state == "dead"


def test_nothing_personal_is_logged(
    deliverer: Deliverer, deposited: Callable[..., Delivery], caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    deliverer(deposited().id)
    break_route(tmp_path)
    failing = deposited()
    deliverer(failing.id)
    assert failing.id in caplog.text
    assert SURNAME not in caplog.text
    assert "pièce.pdf" not in caplog.text
