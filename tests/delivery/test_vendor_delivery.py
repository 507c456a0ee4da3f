"""Connectors of others, installed as they would be: what may have arrived is never sent again blindly."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from connectors.contract import Accepted
from engine.delivery import replay
from engine.store import deliveries, documents
from tests.delivery import vendor
from tests.delivery.conftest import SURNAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.clock import FrozenClock
    from engine.delivery import Deliverer
    from engine.store import Store
    from engine.store.deliveries import Delivery

Use = "Callable[[str], Delivery]"


@pytest.fixture
def use(
    deposited: Callable[..., Delivery], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Delivery]:
    """Give a function that installs a vendor's connector, routes Tilleray to it, and deposits."""
    for calls in (vendor.CALLS, vendor.ANSWERS, vendor.FOUND):
        calls.clear()

    def install(name: str) -> Delivery:
        info = tmp_path / "site" / "vendor-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text("Metadata-Version: 2.1\nName: vendor\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(
            f"[formune.connectors]\n{name.lower()} = tests.delivery.vendor:{name}\n"
        )
        monkeypatch.syspath_prepend(tmp_path / "site")
        file = tmp_path / "cities" / "tilleray.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(
            text.replace('connector = "folder"', f'connector = "{name.lower()}"'), encoding="utf-8"
        )
        return deposited()

    return install


def row_of(store: Store, delivery: Delivery) -> Delivery:
    """Give a delivery as it is now."""
    with store.read() as conn:
        found = deliveries.get(conn, delivery.id)
    assert found is not None
    return found


def test_an_unknown_end_at_a_forgetful_target_waits_for_a_person_who_may_send_again(
    store: Store, deliverer: Deliverer, clock: FrozenClock, use: Callable[[str], Delivery]
) -> None:
    delivery = use("Forgetful")
    vendor.ANSWERS[:] = [vendor.LOST]
    deliverer(delivery.id)
    assert row_of(store, delivery).state == "parked"
    clock.advance(timedelta(days=3))
    deliverer(delivery.id)
    assert len(vendor.CALLS) == 1
    with store.begin() as conn:
        replay(conn, delivery.id, clock)
    deliverer(delivery.id)
    assert len(vendor.CALLS) == 2
    assert row_of(store, delivery).state == "accepted"


def test_an_attempt_killed_at_a_forgetful_target_waits_for_a_person(
    store: Store, deliverer: Deliverer, clock: FrozenClock, use: Callable[[str], Delivery]
) -> None:
    delivery = use("Forgetful")
    with store.begin() as conn:
        assert deliveries.claim(conn, delivery.id, clock.now()) is not None
    clock.advance(timedelta(minutes=6))
    deliverer(delivery.id)
    assert vendor.CALLS == []
    assert row_of(store, delivery).state == "parked"


@pytest.mark.parametrize(
    ("found", "calls"), [(Accepted("V-7"), ["find"]), (None, ["find", "deliver"])], ids=["there", "absent"]
)
def test_a_target_that_can_be_asked_is_asked_before_anything_is_sent_again(  # noqa: PLR0913, PLR0917 -- fixtures
    store: Store,
    deliverer: Deliverer,
    clock: FrozenClock,
    use: Callable[[str], Delivery],
    found: Accepted | None,
    calls: list[str],
) -> None:
    delivery = use("Finding")
    vendor.ANSWERS[:] = [vendor.LOST]
    vendor.FOUND[:] = [found]
    deliverer(delivery.id)
    clock.advance(timedelta(seconds=5))
    deliverer(delivery.id)
    assert [one.partition(" ")[0] for one in vendor.CALLS[1:]] == calls
    assert row_of(store, delivery).state == "accepted"


def test_an_exception_in_a_connector_is_an_unknown_end_logged_by_its_class(
    store: Store, deliverer: Deliverer, use: Callable[[str], Delivery], caplog: pytest.LogCaptureFixture
) -> None:
    delivery = use("Forgetful")
    vendor.ANSWERS[:] = [RuntimeError(f"could not send {SURNAME}")]
    deliverer(delivery.id)
    assert row_of(store, delivery).state == "parked"
    assert "RuntimeError" in caplog.text
    assert SURNAME not in caplog.text
    with store.read() as conn:
        assert [one.outcome for one in deliveries.attempts(conn, delivery.id)] == ["unknown"]


def test_a_connector_that_breaks_before_sending_is_a_bug_and_stops_its_delivery_alone(
    store: Store, deliverer: Deliverer, use: Callable[[str], Delivery], caplog: pytest.LogCaptureFixture
) -> None:
    delivery = use("Broken")
    deliverer(delivery.id)
    with store.read() as conn:
        (tried,) = deliveries.attempts(conn, delivery.id)
    assert (tried.outcome, tried.code, row_of(store, delivery).state) == ("permanent", "bug", "dead")
    assert SURNAME not in caplog.text


def test_what_a_connector_notes_lasts_from_one_attempt_to_the_next(
    store: Store, deliverer: Deliverer, clock: FrozenClock, use: Callable[[str], Delivery]
) -> None:
    delivery = use("Finding")
    vendor.ANSWERS[:] = [vendor.LOST]
    deliverer(delivery.id)
    clock.advance(timedelta(seconds=5))
    deliverer(delivery.id)
    assert vendor.CALLS == ["deliver []", "find", "deliver [('other', 'x'), ('step', '1')]"]
    with store.read() as conn:
        assert documents.exists(conn, delivery.submission_id, "receipt")
