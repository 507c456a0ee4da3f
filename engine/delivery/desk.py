"""What people do about deliveries that stopped: see them, and send them again."""

from sqlalchemy import Connection

from engine.clock import Clock
from engine.errors import FormuneError
from engine.store import deliveries, events
from engine.store.deliveries import Delivery, State

#: States in which nothing goes on by itself.
STOPPED: tuple[State, ...] = ("dead", "parked", "rejected", "disabled")
_MOST = 1000


class UnknownDelivery(FormuneError):
    """There is no delivery of that id."""

    def __init__(self, delivery_id: str) -> None:
        super().__init__(f"no delivery {delivery_id[:80]}")
        self.delivery_id = delivery_id


class NotReplayable(FormuneError):
    """The delivery goes on by itself, or arrived: there is nothing to send again."""

    def __init__(self, delivery_id: str, state: str) -> None:
        super().__init__(f"delivery {delivery_id} is {state}: nothing to replay")
        self.delivery_id = delivery_id
        self.state = state


def stopped(conn: Connection, city: str | None = None) -> tuple[Delivery, ...]:
    """Give the deliveries that wait for a person, of one city or of all; a thousand at most."""
    return deliveries.of_city(conn, city, STOPPED, _MOST)


def replay(conn: Connection, delivery_id: str, clock: Clock) -> Delivery:
    """Queue a stopped delivery again under its own key, its attempts counted afresh; give it as it was.

    A parked one may already be at the target: look there first. Raises UnknownDelivery or NotReplayable.
    """
    row = deliveries.get(conn, delivery_id)
    if row is None:
        raise UnknownDelivery(delivery_id)
    now = clock.now()
    if not deliveries.revive(conn, delivery_id, now):
        raise NotReplayable(delivery_id, row.state)
    events.add(conn, row.submission_id, "delivery_replayed", now, {"route": row.route, "was": row.state})
    return row
