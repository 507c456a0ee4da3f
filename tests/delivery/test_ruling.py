"""What each outcome makes the engine do, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from connectors.contract import Accepted, Pending, Permanent, Reason, Rejected, Transient, Unknown
from engine.delivery.breaker import PAUSE, Breaker
from engine.delivery.ruling import Circumstances, rule
from engine.delivery.schedule import LONGEST, STEPS, delay_after
from engine.store.deliveries import Delivery

if TYPE_CHECKING:
    from connectors.contract import Outcome

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
AGAIN = frozenset({"idempotent_key"})


def row(attempts: int) -> Delivery:
    """Give a delivery whose attempt of that number was just made."""
    return Delivery("d", "s", "tilleray", "mairie", "k", "first", "queued", attempts, NOW, None)


def ruled(
    outcome: Outcome, attempts: int = 1, capabilities: frozenset[str] = AGAIN, jitter: float = 0
) -> tuple[str, str, timedelta | None]:
    """Give the state, the code and the delay that follow."""
    found = rule(row(attempts), outcome, Circumstances(NOW, NOW, capabilities, lambda: jitter))
    return found.state, found.code, None if found.due_at is None else found.due_at - NOW


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Accepted("GEC-1"), ("accepted", "", None)),
        (Pending("GEC-1", timedelta(minutes=7)), ("pending", "", timedelta(minutes=7))),
        (Pending(None, timedelta(days=90)), ("pending", "", LONGEST)),
        (Rejected((Reason("/a", "b", "c"),)), ("rejected", "", None)),
        (Transient("http 503"), ("queued", "http-503", STEPS[0])),
        (Transient("smtp 451 at rcpt", timedelta(minutes=2)), ("queued", "smtp-451", timedelta(minutes=2))),
        (Permanent("auth", "http 401"), ("dead", "auth", None)),
        (Permanent("conflict", "http 409"), ("dead", "conflict", None)),
        (Permanent("gone", "http 410"), ("disabled", "gone", None)),
        (Unknown("http 500"), ("queued", "http-500", STEPS[0])),
    ],
)
def test_each_outcome_has_its_consequence(
    outcome: Outcome, expected: tuple[str, str, timedelta | None]
) -> None:
    assert ruled(outcome) == expected


def test_an_unknown_end_is_tried_again_only_where_it_can_do_no_harm() -> None:
    assert ruled(Unknown("lost"), capabilities=frozenset())[0] == "parked"
    assert ruled(Unknown("lost"), capabilities=frozenset({"find_by_key"}))[0] == "queued"


def test_the_tenth_failure_is_the_last() -> None:
    assert [ruled(Transient("x"), n)[0] for n in (1, 9, 10, 11)] == ["queued", "queued", "dead", "dead"]
    assert ruled(Transient("x", timedelta(hours=1)), 10)[0] == "dead"


def test_jitter_adds_a_tenth_at_most() -> None:
    assert ruled(Transient("x"), 2, jitter=1)[2] == STEPS[1] * 1.1
    assert delay_after(2, None, 0.5) == STEPS[1] * 1.05


def test_what_a_vendor_says_is_kept_within_its_column() -> None:
    found = rule(row(1), Accepted("9" * 900), Circumstances(NOW, NOW, AGAIN, lambda: 0))
    assert found.external_id == "9" * 200


def test_the_first_after_a_pause_goes_alone() -> None:
    breaker = Breaker()
    place = ("tilleray", "mairie", "digest")
    assert breaker.wait(*place, NOW) is None
    breaker.stop(*place, NOW)
    assert breaker.wait(*place, NOW + timedelta(minutes=1)) == PAUSE - timedelta(minutes=1)
    assert breaker.wait("tilleray", "mairie", "changed", NOW) is None
    assert breaker.wait(*place, NOW + PAUSE) is None
    assert breaker.wait(*place, NOW + PAUSE) == PAUSE
    breaker.resume(*place)
    assert breaker.wait(*place, NOW + PAUSE) is None
