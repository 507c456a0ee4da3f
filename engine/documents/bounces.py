"""A notice that a mail did not arrive: the address is written to no more, and the follow-up page says so.

What the notice quotes of the person is neither kept nor logged: the mail's id, the status and the days are enough.
"""

from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection

from engine.cities.folder import Cities
from engine.documents.notice import Notice
from engine.documents.return_path import mail_of
from engine.store import Store, events, mails, submissions
from engine.store.context import keeper
from engine.store.mails import Mail

#: marked: the address is written to no more; known: it was marked before; soft: nothing changes; unknown: no mail of
#: ours has this token; other: the message is no notice.
Outcome = Literal["marked", "known", "soft", "unknown", "other"]


def heed(store: Store, cities: Cities, notice: Notice, recipient: str = "") -> Outcome:
    """Do what a notice asks for; `recipient` is to whom it was handed over, when the mail server says so.

    A token is signed: wherever the one of a mail of ours stands, it was made here.
    """
    if notice.verdict == "other":
        return "other"
    keys = store.keeper.secrets.session_keys()
    mail_id = _mail_id(keys, (recipient, *notice.recipients))
    if mail_id is None:
        return "unknown"
    with store.begin() as conn:
        mail = mails.get(conn, mail_id)
        if mail is None:
            return "unknown"
        if notice.verdict == "soft":
            return "soft"
        back = mails.came_back(conn, mail.id)
        if back is None:
            return "known"
        _note(conn, cities, back, notice.status)
    return "marked"


def _mail_id(keys: Sequence[bytes], recipients: Sequence[str]) -> str | None:
    return next((found for one in recipients if (found := mail_of(keys, one))), None)


def _note(conn: Connection, cities: Cities, mail: Mail, status: str) -> None:
    """Write it in the history of the submission, with the day on which the mail left."""
    submission = submissions.get(conn, mail.submission_id) if mail.submission_id else None
    if submission is None or submission.status == "erased":
        return
    day = mail.left_at.astimezone(cities.get(submission.city).zone).date()
    facts = {"mail": mail.kind, "code": status, "left": day.isoformat()}
    events.add(conn, submission.id, "mail_bounced", keeper(conn).clock.now(), facts)
