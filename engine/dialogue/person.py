"""The person's word: the answer to a piece that was asked for, the withdrawal, the erasure.

What the service must know goes to it as a complement of the first delivery, in the same transaction.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection

from engine.dialogue.errors import Ended, NothingSaid, Undelivered
from engine.dialogue.service import ENDS, Desk, by_mail, must_go_on, told
from engine.documents.received import Clean
from engine.evidence.telling import digest_of, tell
from engine.store import deliveries, exchanges, pieces, submissions
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission

#: States in which a delivery needs nothing more from the portal: it arrived, or it goes nowhere.
_SETTLED: Final = frozenset({"accepted", "disabled"})


def awaited(said: Sequence[Exchange]) -> tuple[Exchange, ...]:
    """Give the requests that have no answer, the first to end first."""
    answered = {one.answers_id for one in said}
    open_ones = [one for one in said if one.kind == "request" and one.id not in answered]
    return tuple(sorted(open_ones, key=lambda one: (str(one.until), one.number)))


def answer(  # noqa: PLR0913, PLR0917 -- what an answer takes
    desk: Desk,
    conn: Connection,
    submission: Submission,
    request: Exchange,
    files: Sequence[Clean],
    text: str = "",
) -> Exchange:
    """Send the piece that was asked for, and acknowledge it by mail; raise NothingSaid without a file, TooLong, Ended.

    A second answer raises engine.store.exchanges.AlreadyAnswered: the first one stands, nothing is kept twice.
    """
    if not files:
        raise NothingSaid
    words = told(text)
    must_go_on(conn, submission)
    kept = [
        pieces.add(desk.store, conn, submission, request.code, one.name, one.type, one.data) for one in files
    ]
    said = exchanges.insert(
        conn,
        submission,
        "answer",
        desk.now,
        text=words,
        code=request.code,
        label=request.label,
        files=kept,
        answers=request.id,
    )
    facts = {"exchange": said.number, "request": request.number, "files": len(kept)}
    by_mail(desk, conn, submission, said)
    _hand_over(desk, conn, submission, said)
    tell(conn, submission, "piece_sent", said.at, facts, {"sha256": digest_of(said)})
    return said


def withdraw(desk: Desk, conn: Connection, submission: Submission, reason: str = "") -> Exchange:
    """Withdraw the submission; the reason is kept sealed, for the service. Raises Ended, TooLong."""
    words = told(reason)
    if not submissions.advance(conn, submission.id, "withdrawn", ENDS):
        now_is = submissions.get(conn, submission.id)
        raise Ended(submission.reference, now_is.status if now_is else "erased")
    said = exchanges.insert(conn, submission, "withdrawal", desk.now, text=words)
    _hand_over(desk, conn, submission, said)
    proof = {"sha256": digest_of(said)}
    tell(conn, submission, "withdrawn", said.at, {"exchange": said.number}, proof)
    return said


def can_erase(conn: Connection, submission: Submission) -> bool:
    """Say whether the portal's copy may go: the service holds everything, or nothing is expected of it any more."""
    rows = deliveries.of_submission(conn, submission.id)
    if any(row.kind == "first" and row.state == "accepted" for row in rows):
        return submission.status != "erased" and all(row.state in _SETTLED for row in rows)
    return submission.status in {"closed", "withdrawn"}


def erase(desk: Desk, conn: Connection, submission: Submission) -> None:
    """Erase the portal's copy at the person's wish (GDPR, article 17); raise Undelivered."""
    if not can_erase(conn, submission):
        raise Undelivered
    tell(conn, submission, "erased", desk.now, {"by": "person"})
    submissions.erase(conn, submission.id)


def _hand_over(desk: Desk, conn: Connection, submission: Submission, said: Exchange) -> None:
    """Queue what was said for the back office that took the submission; one on trial went nowhere."""
    rows = deliveries.of_submission(conn, submission.id)
    first = next((row for row in rows if row.kind == "first"), None)
    if first is None:
        return
    row = deliveries.insert(
        conn,
        submission.id,
        submission.city,
        first.route,
        due_at=said.at,
        kind="complement",
        exchange_id=said.id,
    )
    desk.enqueue(conn, "deliver", row.id, said.at)
