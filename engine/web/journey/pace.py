"""How often one thing may be asked in a while; each process counts for itself, and forgets when it ends."""

from collections import defaultdict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from engine.web.errors import TooMany

#: Keys that are remembered; beyond, those that are quiet again are forgotten.
_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Pace:
    """At most `most` times in `period` for one key."""

    most: int
    period: timedelta
    _seen: dict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque), repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def heed(self, key: str, now: datetime) -> None:
        """Count one more; raise TooMany when it is one too many."""
        with self._lock:
            seen = self._seen[key]
            while seen and now - seen[0] >= self.period:
                seen.popleft()
            if len(seen) >= self.most:
                raise TooMany(max(1, int((self.period - (now - seen[0])).total_seconds())))
            seen.append(now)
            if len(self._seen) > _KEYS:
                self._forget(now)

    def _forget(self, now: datetime) -> None:
        for key in [one for one, seen in self._seen.items() if not seen or now - seen[-1] >= self.period]:
            del self._seen[key]
