"""The mails that say that something new is on the follow-up page: a message, a piece asked for or sent, a decision.

They never say what: neither the words of the service or of the person, nor whether the answer is yes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage
from functools import lru_cache
from typing import Final

from jinja2 import Environment

from engine.catalogue.catalogue import Catalogue
from engine.cities.folder import Cities
from engine.documents.acknowledgement import ClocksOf, facts_of
from engine.documents.collect import definition_of, receipt_paper
from engine.documents.envelope import Content, Envelope, message
from engine.documents.letter import address_of
from engine.documents.mailing import Letter, SubjectGone, Writer
from engine.documents.paper import ReceiptPaper
from engine.documents.rendering import environment
from engine.language import FRENCH, manner
from engine.store import Store, exchanges, submissions
from engine.store.exchanges import Exchange
from engine.store.mails import Mail

_DEMONSTRATION: Final = "[DÉMONSTRATION] "


@dataclass(frozen=True, slots=True)
class News:
    """What a mail of one kind says; `what` in it stands for « votre demande »."""

    subject: str
    title: str
    line: str
    go: str


#: By kind of mail, which is the kind of what was said (engine.store.exchanges).
NEWS: Final[Mapping[str, News]] = {
    "message": News(
        "Message du service",
        "Le service vous a écrit",
        "Le service a laissé un message au sujet de {what}.",
        "Lire le message",
    ),
    "request": News(
        "Une pièce est demandée",
        "Il manque une pièce",
        "Le service a besoin d’une pièce pour examiner {what}.",
        "Voir ce qui est demandé et l’envoyer",
    ),
    "decision": News(
        "Réponse du service",
        "Le service vous a répondu",
        "Le service a répondu au sujet de {what}.",
        "Lire la réponse",
    ),
    "answer": News(
        "Votre pièce est arrivée",
        "Votre pièce est arrivée",
        "Nous avons reçu la pièce que vous avez envoyée pour compléter {what}.",
        "Suivre votre dossier",
    ),
}


def news_writers(
    store: Store, cities: Cities, catalogue: Catalogue, clocks_of: ClocksOf
) -> dict[str, Writer]:
    """Give the writer of each kind of news; it raises SubjectGone when there is nothing left to tell."""
    return dict.fromkeys(NEWS, _writer(store, cities, catalogue, clocks_of))


def _writer(
    store: Store, cities: Cities, catalogue: Catalogue, clocks_of: ClocksOf
) -> Callable[[Mail], Letter]:
    def prepare(mail: Mail) -> Letter:
        with store.read() as conn:
            submission = submissions.get(conn, mail.submission_id or "")
            said = exchanges.of_submission(conn, mail.submission_id or "")
        if submission is None or submission.status == "erased":
            raise SubjectGone
        if mail.kind == "request" and submission.status in {"closed", "withdrawn"}:
            raise SubjectGone
        until = _limit(said) if mail.kind == "request" else None
        city = cities.get(submission.city)
        paper = receipt_paper(city, catalogue, submission)
        answer = next((one for one in said if one.id == mail.exchange_id and one.kind == "answer"), None)
        facts: tuple[str, ...] = ()
        if answer is not None:
            definition, now = definition_of(catalogue, submission), store.keeper.clock.now()
            named = None if paper.discreet is not None else definition
            clocks = clocks_of(definition, city, submission, said, now)
            facts = facts_of(city, named, said, answer, clocks)
        return Letter(
            city, address_of(submission), lambda envelope: write(paper, envelope, mail.kind, until, facts)
        )

    return prepare


def write(
    paper: ReceiptPaper,
    envelope: Envelope,
    kind: str,
    until: date | None = None,
    facts: Sequence[str] = (),
) -> EmailMessage:
    """Give the message of one kind, with the last day to send a piece, or the facts of one that came.

    Raises BadAddress.
    """
    news = NEWS[kind]
    line = news.line.format(what=paper.what)
    limit = f"Vous pouvez l’envoyer jusqu’au {manner(FRENCH).long_date(until)} inclus." if until else ""
    text, html = (
        _pages().get_template(name).render(paper=paper, news=news, line=line, limit=limit, facts=facts)
        for name in ("news.txt", "news.html")
    )
    mark = _DEMONSTRATION if paper.mark.startswith("DÉMONSTRATION") else ""
    subject = f"{mark}{news.subject}, référence {paper.reference}"
    return message(envelope, paper.head, Content(kind, subject, text, html))


def _limit(said: tuple[Exchange, ...]) -> date:
    """Give the nearest limit among the pieces still awaited; raise SubjectGone when all came."""
    answered = {one.answers_id for one in said}
    limits = [one.until for one in said if one.kind == "request" and one.until and one.id not in answered]
    if not limits:
        raise SubjectGone
    return min(limits)


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return environment()
