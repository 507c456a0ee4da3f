"""What a mail says of a piece that came (CRPA, L112-11): what was asked, how many files, when, the clock.

The piece is named in the form's own words alone. What the service typed, and the names of files, may say an illness
or a debt: they stay on the page.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

from engine.cities import words_of
from engine.cities.city import City
from engine.documents.collect import moment
from engine.language import FRENCH, manner
from engine.model import Definition
from engine.procedure.clocks import Clock
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission

#: Gives the clocks of a submission at an instant (engine.dialogue.clocks_of).
ClocksOf = Callable[[Definition, City, Submission, Sequence[Exchange], datetime], Sequence[Clock]]

_WRITES: Final = manner(FRENCH)


def facts_of(
    city: City,
    definition: Definition | None,
    said: Sequence[Exchange],
    answer: Exchange,
    clocks: Sequence[Clock],
) -> tuple[str, ...]:
    """Give one sentence a fact; `definition` is None where no mail may tell what the form is."""
    return tuple(_facts(city, definition, said, answer, clocks))


def _facts(
    city: City,
    definition: Definition | None,
    said: Sequence[Exchange],
    answer: Exchange,
    clocks: Sequence[Clock],
) -> Iterator[str]:
    request = next((one for one in said if one.id == answer.answers_id), None)
    if request is not None:
        asked = _WRITES.long_date(request.at.astimezone(city.zone))
        yield f"Pièce demandée le {asked}{_named(city, definition, request)}."
    yield f"Fichiers reçus\u00a0: {len(answer.files)}."
    local = answer.at.astimezone(city.zone)
    yield f"Arrivée\u00a0: {moment(local, city.zone)}."
    yield from _clock(clocks)
    answered = {one.answers_id for one in said}
    if any(one.kind == "request" and one.id not in answered for one in said) and not _ended(said):
        yield "Le service attend encore une autre pièce\u00a0: la page de suivi dit laquelle."


def _named(city: City, definition: Definition | None, request: Exchange) -> str:
    """Give the piece in the form's own words; nothing where the service alone named it."""
    if definition is None or request.code not in definition.questions:
        return ""
    name = words_of(definition, city).find(f"doc.{request.code}", f"{request.code}.label")
    return f"\u00a0: {name.rstrip('.')}" if name else ""


def _clock(clocks: Sequence[Clock]) -> Iterator[str]:
    """Say that the delay runs again, as the page does; two delays that differ are left to the page."""
    again = [one for one in clocks if one.state == "restarted" and one.on is not None]
    if not again:
        return
    if len(clocks) > 1 or again[0].on is None:
        yield "Le délai de réponse court de nouveau\u00a0: la page de suivi donne les dates."
        return
    one, since = again[0], _WRITES.long_date(again[0].since)
    end = f"Il finit {'' if one.verified else 'en principe '}le {_WRITES.long_date(again[0].on)}."
    if one.granted:
        yield f"Le délai de réponse court depuis le {since}, jour où votre pièce est arrivée. {end}"
    else:
        yield f"Le délai de réponse était arrêté. Il court de nouveau depuis le {since}. {end}"


def _ended(said: Sequence[Exchange]) -> bool:
    return any(one.kind in {"decision", "withdrawal"} for one in said)
