"""The deposit itself: in the caller's one transaction, everything happens or nothing does (DESIGN section 3)."""

import hashlib
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection

from engine.cities.city import City
from engine.deposit.frozen import Frozen, email_of, freeze, identity_evidence
from engine.deposit.numbering import give_numbers
from engine.errors import FormuneError
from engine.evidence.seal import seal
from engine.evidence.statement import FormIdentity, make_statement
from engine.evidence.telling import tell
from engine.journey.certify import Given
from engine.journey.compiled import Program
from engine.journey.duplicates import keys_of
from engine.journey.facts import Facts
from engine.journey.problems import problems
from engine.journey.settle import settle
from engine.journey.words import Words
from engine.store import Store, codes, deliveries, jobs, mails, persons, reports, submissions
from engine.store.drafts import Draft
from engine.store.references import free_reference
from engine.store.submissions import Submission

#: Queues work in the caller's transaction: connection, kind, id, not before.
Enqueue = Callable[[Connection, str, str, datetime], None]


#: Levels that only an identity provider gives, weakest first (regulation (EU) 910/2014, article 8).
_LEVELS: Final = ("eidas1", "eidas2", "eidas3")


class Refused(FormuneError):
    """The answers still have problems, or changed since they were settled: nothing was deposited."""


@dataclass(frozen=True, slots=True)
class Deposited:
    """A submission, its second code (shown to the person, stored hashed), and what it may duplicate later."""

    submission: Submission
    second_code: str
    keys: tuple[tuple[str, str], ...]


def deposit(  # noqa: PLR0913 -- a deposit rests on all of these
    store: Store,
    conn: Connection,
    *,
    city: City,
    program: Program,
    draft: Draft,
    facts: Facts,
    words: Words,
    shown: Words | None = None,
    given: Given,
    enqueue: Enqueue,
) -> Deposited:
    """Deposit a draft whose document was settled today; nothing is committed by itself.

    `words` are the French ones, of the seal and the staff; `shown` those that the person read and agreed to.
    Raises Refused when the answers do not stand, and what engine.store.submissions.insert raises on a double
    click, a draft saved meanwhile or a reference taken meanwhile.
    """
    now = store.keeper.clock.now()
    body = draft.body
    document = settle(program, body.document, facts, given.locked)
    wrong = [one for one in problems(program, document, facts, body.confirmed) if one.severity != "notice"]
    if wrong or document != body.document:
        raise Refused(", ".join(sorted({f"{one.code} {one.keyword}" for one in wrong})))
    _check_level(program, body.identity)
    numbers = give_numbers(conn, city.code, program, document)
    if numbers:
        document = settle(program, document, replace(facts, given=numbers), given.locked)
    frozen = freeze(program, document, words, body.confirmed, shown)
    reference = free_reference(conn, city.code)
    statement = _statement(city, program, draft, facts, frozen, reference, now)
    second_code = codes.new_code()
    submission = submissions.insert(
        conn,
        draft,
        submission_id=str(uuid.uuid4()),
        reference=reference,
        deposited_at=now,
        channel=facts.origin,
        receipt_channel=frozen.receipt_channel,
        seal=seal(statement, store.keeper.secrets.seal(city.code), now),
        payload=_payload(frozen, body.identity, statement, words, given.marks(program, document)),
        second_code=second_code,
        person=persons.digest_of(store.keeper.secrets, city.code, body.identity),
    )
    _queue(conn, city, submission, frozen, now, enqueue)
    keys = keys_of(program, document)
    if "dejaSignale" in keys:
        reports.add(conn, city.code, program.definition.slug, keys["dejaSignale"], facts.today)
    sealed = hashlib.sha256(submission.seal.encode("ascii")).hexdigest()
    told = tell(conn, submission, "deposited", now, {}, {"seal": sealed})
    submissions.place(conn, submission.id, told.seq)
    own = tuple((check, key) for check, key in keys.items() if check != "dejaSignale")
    return Deposited(submission, second_code, own)


def _check_level(program: Program, identity: Mapping[str, Any] | None) -> None:
    """Check again, at the deposit itself, that the person is known as well as the procedure asks."""
    wanted = str(program.definition.procedure.get("identification", "declared"))
    if wanted not in _LEVELS:
        return
    reached = str((identity or {}).get("level", ""))
    if reached not in _LEVELS or _LEVELS.index(reached) < _LEVELS.index(wanted):
        raise Refused(f"identification {wanted}")


def _statement(  # noqa: PLR0913, PLR0917 -- a statement rests on all of these
    city: City,
    program: Program,
    draft: Draft,
    facts: Facts,
    frozen: Frozen,
    reference: str,
    now: datetime,
) -> dict[str, Any]:
    definition = program.definition
    return make_statement(
        city=city.code,
        reference=reference,
        form=FormIdentity(
            definition.slug,
            definition.version,
            definition.digest,
            definition.profile_digest or definition.digest,
        ),
        deposited_at=now,
        channel=facts.origin,
        receipt_channel=frozen.receipt_channel,
        answers=frozen.answers,
        labels=frozen.labels,
        attachments=frozen.attachments,
        identity=identity_evidence(city.code, draft.body.identity, frozen.answers),
        consents=frozen.consents,
        terms=frozen.terms,
        warnings=frozen.warnings,
    )


def _payload(
    frozen: Frozen,
    identity: Mapping[str, Any] | None,
    statement: Mapping[str, Any],
    words: Words,
    given: Mapping[str, Any],
) -> dict[str, Any]:
    known = statement["identity"]
    return {
        "answers": frozen.answers,
        "labels": frozen.labels,
        "warnings": frozen.warnings,
        "files": frozen.files,
        "identity": {**(known or {}), "provider": identity["label"]} if identity and known else known,
        "helper": None,
        "title": words.get("form.title"),
        "consents": frozen.consents,
        "given": given,
    }


def _queue(  # noqa: PLR0913, PLR0917 -- what follows a deposit
    conn: Connection,
    city: City,
    submission: Submission,
    frozen: Frozen,
    now: datetime,
    enqueue: Enqueue,
) -> None:
    """Queue the papers, the mail and the delivery; a form on trial is delivered nowhere."""
    receipt = jobs.insert(conn, "receipt", submission.id, now)
    enqueue(conn, "receipt", receipt.id, now)
    if city.smtp is not None and email_of(frozen.answers):
        mail = mails.insert(conn, submission.id, "receipt", now)
        enqueue(conn, "mail", mail.id, now)
    profile = city.profile(submission.form)
    route = city.route_for(submission.form)
    if route is not None and (profile is None or profile.statut != "essai"):
        delivery = deliveries.insert(conn, submission.id, city.code, route.id, due_at=now)
        enqueue(conn, "deliver", delivery.id, now)
