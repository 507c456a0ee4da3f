"""Routes that failed for a reason that somebody must mend: what waits behind them is kept back for a while.

Each worker learns for itself and forgets when it ends: a route that is mended is at worst tried a few minutes
late, and its city's file changed opens it at once.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

#: How long after a failure the next delivery on the route is the one that tries it.
PAUSE: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Breaker:
    """The stopped routes, by city, route and digest of the city's file."""

    _stopped: dict[tuple[str, str, str], datetime] = field(default_factory=dict)

    def stop(self, city: str, route: str, digest: str, now: datetime) -> None:
        """Keep back what goes by this route, for PAUSE."""
        self._stopped[city, route, digest] = now + PAUSE

    def resume(self, city: str, route: str, digest: str) -> None:
        """Let everything go: the route answered."""
        self._stopped.pop((city, route, digest), None)

    def wait(self, city: str, route: str, digest: str, now: datetime) -> timedelta | None:
        """Give how long to keep a delivery back; None to let it go.

        The first after the pause goes alone: the others wait until it is known how it fared.
        """
        until = self._stopped.get((city, route, digest))
        if until is None:
            return None
        if until > now:
            return until - now
        self.stop(city, route, digest, now)
        return None
