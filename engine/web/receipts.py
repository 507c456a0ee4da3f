"""A submission as its receipt reads: on the confirmation, on the follow-up, and (through documents) on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, Final

from flask import url_for
from sqlalchemy import Connection

from engine.cities import contact_line, service_in_charge, words_of
from engine.cities.city import City
from engine.journey.compiled import program
from engine.journey.names import uncounted
from engine.journey.summary import summary
from engine.journey.view import SummaryLine, SummarySection
from engine.journey.words import Words
from engine.language import FRENCH
from engine.model import Definition, Document
from engine.procedure.mentions import Receipt, mentions
from engine.procedure.silence import Silence
from engine.store import documents
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.moments import moments
from engine.web.services import Services
from engine.web.speech import Speech
from engine.web.tongue import spoken

#: What a log-in gave, where there was none.
_NONE: Final[Mapping[str, Any]] = {}


def receipt_face(  # noqa: PLR0913, PLR0917 -- what a receipt is made from
    services: Services,
    conn: Connection,
    city: City,
    definition: Definition,
    submission: Submission,
    second_code: str | None,
) -> faces.Receipt:
    """Give everything the receipt's page shows."""
    ours = spoken()
    words = words_of(definition, city, ours.language)
    local = submission.deposited_at.astimezone(city.zone)
    answers = dict(submission.payload.get("answers", {}))
    contact = service_in_charge(city, definition, answers)
    legal = Receipt(
        definition,
        answers,
        words,
        submission.reference,
        local.date(),
        contact_line(contact),
    )
    titled = f"receipt.title.{definition.procedure.get('mode', 'demande')}"
    made = documents.exists(conn, submission.id, "receipt")
    silence = legal.silence if legal.says_silence else None
    email = submission.payload.get("answers", {}).get("demandeur", {}).get("coordonnees", {}).get("courriel")
    return faces.Receipt(
        reference=submission.reference,
        form=words.get("form.title"),
        title=ours.say(titled if ours.has(titled) else "receipt.title.demande"),
        received_at=submission.deposited_at,
        service=contact.service,
        mentions=mentions(legal),
        sections=_sections(definition, answers, submission.payload, words),
        follow_url=url_for("followup.show", reference=submission.reference),
        pdf_url=url_for("followup.receipt", reference=submission.reference) if made else None,
        second_code=second_code,
        mail=email if city.smtp is not None else None,
        silence=_silence_note(silence, ours) if silence else None,
        moments=moments(conn, submission, ours),
        proof=(
            faces.Fact(
                ours.say("receipt.evidence.form"),
                ours.say(
                    "receipt.evidence.form.text",
                    form=submission.form,
                    version=submission.version,
                    digest=submission.digest,
                ),
            ),
            faces.Fact(ours.say("receipt.evidence.seal"), _seal_line(services, city)),
        ),
        contact=contact,
    )


def sections_of(labels: Sequence[Any], marks: Mapping[str, Any] = _NONE) -> tuple[SummarySection, ...]:
    """Give the answers in words, page by page, from a submission's labels; `marks` say what a log-in gave."""
    return tuple(
        SummarySection(
            title,
            tuple(
                SummaryLine(
                    one["code"],
                    uncounted(one.get("rank", "")),
                    one["label"],
                    tuple(one["value"].split("\n")),
                    certified=one["code"] in marks.get("certified", ()),
                    source=_source(marks, one["code"]),
                )
                for one in lines
            ),
        )
        for title, lines in groupby(labels, key=lambda one: str(one.get("section", "")))
    )


def _sections(
    definition: Definition, answers: Document, payload: Mapping[str, Any], words: Words
) -> tuple[SummarySection, ...]:
    """Give the answers as sealed, in French; in another language, the same answers in its words."""
    labels, marks = payload.get("labels", ()), payload.get("given", _NONE)
    if words.language == FRENCH or not labels:
        return sections_of(labels, marks)
    told, sealed = summary(program(definition), answers, words), {one["code"] for one in labels}
    said = (
        replace(
            one, lines=tuple(_marked(line, marks) for line in one.lines if line.code in sealed and line.value)
        )
        for one in told
    )
    return tuple(one for one in said if one.lines)


def _marked(line: SummaryLine, marks: Mapping[str, Any]) -> SummaryLine:
    return replace(line, certified=line.code in marks.get("certified", ()), source=_source(marks, line.code))


def _source(marks: Mapping[str, Any], code: str) -> str | None:
    """Give who gave an answer, from what a deposit keeps of it; None for what the person wrote."""
    given = (*marks.get("certified", ()), *marks.get("offered", ()))
    return str(marks["by"]) if code in given else None


def _silence_note(silence: Silence, ours: Speech) -> faces.Note:
    outcome = ours.say(f"start.outcome.{'acceptance' if silence.granted else 'rejection'}")
    line = ours.say(f"receipt.silence.{'sure' if silence.verified else 'unsure'}", outcome=outcome)
    title = ours.say("receipt.silence", day=ours.day(silence.on))
    return faces.Note(title, (line,), "wait")


def _seal_line(services: Services, city: City) -> str:
    certificate = services.store.keeper.secrets.seal(city.code).chain[0]
    return certificate.subject.rfc4514_string()
