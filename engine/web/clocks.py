"""The legal clocks in plain words: what silence will mean, from which day, or why nobody knows yet."""

from collections.abc import Sequence

from engine.dialogue import Standing
from engine.journey.words import Words
from engine.procedure.clocks import Clock
from engine.web import faces
from engine.web.speech import Speech


def clock_notes(standings: Sequence[Standing], words: Words, ours: Speech) -> tuple[faces.Note, ...]:
    """Give one note for each clock that still tells something; none once the service has decided."""
    return tuple(
        _note(one.clock, words.get(f"part.{one.part}.label") if one.part else "", ours)
        for one in standings
        if one.clock.state != "decided"
    )


def next_day(standings: Sequence[Standing], ours: Speech) -> str:
    """Give the nearest day on which silence decides, in a sentence; empty when there is none to tell."""
    days = [one.clock.on for one in standings if one.clock.on and one.clock.state not in {"decided", "over"}]
    return ours.say("mine.next", day=ours.day(min(days))) if days else ""


def moved(standings: Sequence[Standing]) -> bool:
    """Say whether a day told at the deposit holds no more: a piece is, or was, awaited."""
    return any(one.clock.state in {"suspended", "waiting", "restarted"} for one in standings)


def _note(clock: Clock, part: str, ours: Speech) -> faces.Note:
    day = ours.day(clock.on) if clock.on else ""
    title = ours.say(f"clock.{clock.state}", day=day)
    began = clock.granted and clock.state == "restarted"
    more = "clock.complete.text" if began else f"clock.{clock.state}.text"
    lines = [ours.say(more, day=day, since=ours.day(clock.since))] if ours.has(more) else []
    if clock.on is not None:
        lines.append(_meaning(clock, ours))
    whole = ours.say("clock.part", part=part, title=title) if part else title
    return faces.Note(whole, tuple(lines), "wait")


def _meaning(clock: Clock, ours: Speech) -> str:
    outcome = ours.say(f"start.outcome.{'acceptance' if clock.granted else 'rejection'}")
    sure = "sure" if clock.verified else "unsure"
    if clock.state == "over":
        rights = ours.say(f"clock.over.{'acceptance' if clock.granted else 'rejection'}")
        return f"{ours.say(f'clock.over.{sure}', outcome=outcome)} {rights}"
    return ours.say(f"clock.{sure}", outcome=outcome)
