"""The clock of one request: when silence decides, while the service asks for pieces and the person sends them.

Two clocks (CRPA, L114-5; the same words in decree 2001-492, article 2, which it took over):

- acceptance: the delay runs from the day the missing pieces arrive, whole again;
- rejection: the delay is suspended for the time given to send them; sending them before its end ends the
  suspension, and so does that end itself.

A request for a piece made after the delay has run changes nothing. A delay that ends on a Sunday or a holiday ends
there: no text was found that moves the birth of a tacit decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from engine.procedure.silence import Silence, after, silence_of

#: running: never stopped; restarted: it was stopped and runs again; suspended: stopped, it will end on a known day;
#: waiting: it starts when the pieces come; over: silence has decided; decided: the service answered, or nothing
#: is asked any more.
State = Literal["running", "restarted", "suspended", "waiting", "over", "decided"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A piece that the service asked for: the local days of asking, of the limit, and of the answer."""

    on: date
    until: date
    answered: date | None = None

    @property
    def stop(self) -> date:
        """Give the day on which a suspension for this piece ends."""
        return min(self.answered, self.until) if self.answered else self.until


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the delay stands; `on` is the day silence decides, None while nobody knows; `since` that of the state."""

    state: State
    granted: bool
    verified: bool
    on: date | None
    since: date


def clock_of(
    procedure: Mapping[str, Any],
    deposited: date,
    asked: Sequence[Asked],
    today: date,
    ended: date | None = None,
) -> Clock | None:
    """Give the clock of a request; None where silence decides nothing or no day is known (see `silence_of`).

    `procedure` holds the rule under `silence`, a form's or one of its parts'; `ended` is the day the service decided
    or the person withdrew.
    """
    silence = silence_of(procedure, deposited)
    if silence is None:
        return None
    delay = str(procedure["silence"]["delay"])
    fresh = silence.granted or silence.if_complete
    ordered = sorted(asked, key=lambda one: (one.on, one.until, one.answered or date.max))
    state, on, since = (_from_complete if fresh else _suspended)(silence, delay, deposited, ordered, today)
    if on is not None and today > on and (ended is None or ended > on):
        state, since = "over", on
    elif ended is not None:
        state, since = "decided", ended
    return Clock(state, silence.granted, silence.verified, on, since)


_Standing = tuple[State, date | None, date]


def _from_complete(
    silence: Silence, delay: str, deposited: date, asked: Sequence[Asked], _today: date
) -> _Standing:
    """Give where a delay stands that begins again, whole, when the last missing piece arrives."""
    start, end = deposited, silence.on
    for one in asked:
        if one.on > end:
            break
        if one.answered is None:
            return "waiting", None, one.on
        start = max(start, one.answered)
        end = after(start, delay)
    return ("restarted" if start > deposited else "running"), end, start


def _suspended(
    silence: Silence, _delay: str, deposited: date, asked: Sequence[Asked], today: date
) -> _Standing:
    """Give where a delay stands that stops while pieces are awaited; two requests at once stop it once."""
    end, counted, heard = silence.on, deposited, list[Asked]()
    for one in asked:
        if one.on > end:
            break
        heard.append(one)
        end += timedelta(days=max(0, (one.stop - max(one.on, counted)).days))
        counted = max(counted, one.stop)
    awaited = [one.on for one in heard if one.answered is None and today < one.until]
    if awaited:
        return "suspended", end, awaited[0]
    return ("restarted", end, counted) if heard else ("running", end, deposited)
