"""From submission to back office, and the status back: one attempt at a time, nothing lost, nothing sent twice.

It knows connectors by their contract, registry and transport only; it knows no page.
"""

from engine.delivery.attempt import Deliverer
from engine.delivery.desk import NotReplayable, UnknownDelivery, replay, stopped

__all__ = ["Deliverer", "NotReplayable", "UnknownDelivery", "replay", "stopped"]
