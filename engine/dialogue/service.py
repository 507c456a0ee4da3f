"""The service's word: a message, a piece that is asked for, a decision. Each is sealed, noted, and told by mail.

Everything happens in the caller's transaction. The mail says that something is there, never what.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection

from engine.cities.city import City
from engine.dialogue.errors import BadCode, Ended, NothingSaid, TooEarlyLimit, TooLong
from engine.documents.letter import address_of
from engine.documents.mailing import NothingToSend
from engine.documents.received import Clean
from engine.evidence.telling import digest_of, tell
from engine.store import Store, exchanges, mails, pieces, submissions
from engine.store.attachments import Attachment
from engine.store.exchanges import Exchange
from engine.store.submissions import Status, Submission

#: Queues work in the caller's transaction: connection, kind, id, not before.
Enqueue = Callable[[Connection, str, str, datetime], None]

#: What a decision may be; `other` is one that neither grants nor refuses all.
OUTCOMES: Final = ("accepted", "refused", "other")
#: Statuses after which nothing changes a submission.
ENDS: Final[tuple[Status, ...]] = ("closed", "withdrawn", "erased")
#: Characters of one text.
MOST_TEXT: Final = 4000
_MOST_LABEL: Final = 200
_CODE: Final = re.compile(r"[A-Z]{3}-[0-9]{3}")
#: Code of what answers no question of the form.
_PIECE: Final = "PIECE"
_DECISION: Final = "DECISION"
_MESSAGE: Final = "MESSAGE"


@dataclass(frozen=True, slots=True)
class Desk:
    """Where something is said: a store, the submission's city, the queue."""

    store: Store
    city: City
    enqueue: Enqueue

    @property
    def now(self) -> datetime:
        """Give the present instant."""
        return self.store.keeper.clock.now()

    @property
    def today(self) -> date:
        """Give the present day in the city."""
        return self.now.astimezone(self.city.zone).date()


def say(
    desk: Desk, conn: Connection, submission: Submission, text: str, files: Sequence[Clean] = ()
) -> Exchange:
    """Write to the person, also after the end; raise NothingSaid, TooLong, or Ended once erased."""
    if submission.status == "erased":
        raise Ended(submission.reference, submission.status)
    words = told(text)
    if not (words or files):
        raise NothingSaid
    kept = _keep(desk, conn, submission, _MESSAGE, files)
    said = exchanges.insert(conn, submission, "message", desk.now, text=words, files=kept)
    return _tell(desk, conn, submission, said, "message", {"files": len(kept)})


def ask(  # noqa: PLR0913, PLR0917 -- what asking for a piece takes
    desk: Desk,
    conn: Connection,
    submission: Submission,
    label: str,
    text: str,
    until: date,
    code: str = "",
) -> Exchange:
    """Ask the person for a piece until the end of a local day (CRPA, L114-5).

    `label` names the piece, `text` says why, `code` is the question's when the form asks for it. Raises Ended,
    NothingSaid without a label, TooLong, TooEarlyLimit, BadCode.
    """
    named = " ".join(label.split())
    if not named:
        raise NothingSaid
    if len(named) > _MOST_LABEL:
        raise TooLong(len(named), _MOST_LABEL)
    if code and not _CODE.fullmatch(code):
        raise BadCode(code)
    if until <= desk.today:
        raise TooEarlyLimit(until)
    must_go_on(conn, submission)
    words = told(text)
    piece = code or _PIECE
    asked = exchanges.insert(
        conn, submission, "request", desk.now, text=words, code=piece, label=named, until=until
    )
    return _tell(desk, conn, submission, asked, "piece_asked", {"code": piece, "until": until.isoformat()})


def decide(  # noqa: PLR0913, PLR0917 -- what a decision takes
    desk: Desk,
    conn: Connection,
    submission: Submission,
    outcome: str,
    text: str,
    files: Sequence[Clean] = (),
) -> Exchange:
    """Give the decision, one of OUTCOMES, and close the submission; raise Ended, NothingSaid, TooLong."""
    words = told(text)
    if not (words or files) or outcome not in OUTCOMES:
        raise NothingSaid
    if not submissions.advance(conn, submission.id, "closed", ENDS):
        raise Ended(submission.reference, _status(conn, submission))
    kept = _keep(desk, conn, submission, _DECISION, files)
    said = exchanges.insert(conn, submission, "decision", desk.now, text=words, code=outcome, files=kept)
    return _tell(desk, conn, submission, said, "decided", {"outcome": outcome, "files": len(kept)})


def told(text: str) -> str:
    """Give a text as it is kept: lines, no control character, no blank end; raise TooLong."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    words = "".join(one for one in lines if one == "\n" or one.isprintable()).strip()
    if len(words) > MOST_TEXT:
        raise TooLong(len(words), MOST_TEXT)
    return words


def by_mail(desk: Desk, conn: Connection, submission: Submission, said: Exchange) -> None:
    """Queue the mail that tells of what was said, where there is an address that may be reached."""
    try:
        known = desk.city.smtp is not None and address_of(submission) != ""
        reachable = known and mails.reached(conn, submission.id)
    except NothingToSend:
        reachable = False
    if reachable:
        mail = mails.insert(conn, submission.id, said.kind, said.at, said.id)
        desk.enqueue(conn, "mail", mail.id, said.at)


def must_go_on(conn: Connection, submission: Submission) -> None:
    """Check, until the commit, that a submission has not ended; raise Ended."""
    exchanges.hold(conn, submission.id)
    status = _status(conn, submission)
    if status in ENDS:
        raise Ended(submission.reference, status)


def _status(conn: Connection, submission: Submission) -> str:
    """Give the status as it stands in this transaction: what was read before may be old."""
    found = submissions.get(conn, submission.id)
    return found.status if found else "erased"


def _keep(
    desk: Desk, conn: Connection, submission: Submission, code: str, files: Sequence[Clean]
) -> list[Attachment]:
    return [pieces.add(desk.store, conn, submission, code, one.name, one.type, one.data) for one in files]


def _tell(  # noqa: PLR0913, PLR0917 -- what is noted of a word
    desk: Desk,
    conn: Connection,
    submission: Submission,
    said: Exchange,
    event: str,
    facts: dict[str, str | int | bool | None],
) -> Exchange:
    """Note what was said, and queue the mail that says so where there is an address and a mail server."""
    by_mail(desk, conn, submission, said)
    proof = {"sha256": digest_of(said)}
    tell(conn, submission, event, said.at, {"exchange": said.number, **facts}, proof)
    return said
