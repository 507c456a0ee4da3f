"""How the demo back office is told to fail: which way, and for how many deliveries to come."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: Each way to fail, in the words of the page.
WAYS: Mapping[str, str] = {
    "503": "Répondre «\N{NO-BREAK SPACE}503, revenez plus tard\N{NO-BREAK SPACE}», sans rien enregistrer",
    "500": "Enregistrer, puis répondre «\N{NO-BREAK SPACE}500, erreur interne\N{NO-BREAK SPACE}»",
    "409": "Répondre «\N{NO-BREAK SPACE}409, contenu différent\N{NO-BREAK SPACE}»",
    "slow": "Enregistrer, puis répondre trop tard",
    "cut": "Couper la connexion, sans rien enregistrer",
    "stored-cut": "Enregistrer, puis couper la connexion",
}

#: The most deliveries that one order may cover.
MOST = 99


@dataclass(frozen=True, slots=True)
class Order:
    """A standing order: a name of WAYS and how many deliveries it still covers."""

    way: str
    left: int


@dataclass(frozen=True, slots=True)
class Faults:
    """The standing order, kept in a file so that a restart does not forget it."""

    path: Path
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def standing(self) -> Order | None:
        """Give the order in force, None when all is normal."""
        try:
            kept = json.loads(self.path.read_text(encoding="utf-8"))
            order = Order(str(kept["way"]), int(kept["left"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return order if order.way in WAYS and order.left > 0 else None

    def give(self, way: str, count: int) -> None:
        """Order the next `count` deliveries to fail in this way; an unknown way means back to normal."""
        with self._lock:
            self._keep(Order(way, max(0, min(count, MOST))))

    def take(self) -> str | None:
        """Give the way in which this delivery has to fail, and count it."""
        with self._lock:
            order = self.standing()
            if order is None:
                return None
            self._keep(Order(order.way, order.left - 1))
            return order.way

    def _keep(self, order: Order) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(json.dumps({"way": order.way, "left": order.left}), encoding="utf-8")
