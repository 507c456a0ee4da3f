"""A submission as its receipt reads: on the confirmation, on the follow-up, and (through documents) on paper."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from flask import url_for
from sqlalchemy import Connection

from engine.cities import contact_line, service_in_charge, words_of
from engine.cities.city import City
from engine.french import long_date
from engine.journey.names import uncounted
from engine.journey.view import SummaryLine, SummarySection
from engine.model import Definition
from engine.procedure.mentions import Receipt, mentions
from engine.procedure.silence import Silence
from engine.store import documents, events
from engine.store.submissions import Submission
from engine.web import faces
from engine.web.services import Services

_TITLES: Final = {
    "demande": "Votre demande est arrivée",
    "declaration": "Votre déclaration est arrivée",
    "pre-demande": "Votre pré-demande est arrivée",
    "signalement": "Votre signalement est arrivé",
}
_EVENTS: Final = {
    "deposited": ("Envoyé", "Vos réponses et vos pièces sont arrivées."),
    "delivered": ("Remis au service", "Le service a reçu votre dossier."),
    "rejected": ("Le service ne peut pas le lire", "La mairie est prévenue. Vous n’avez rien à faire."),
    "mail_sent": ("Récépissé envoyé par courriel", ""),
    "mail_refused": (
        "Le courriel n’est pas arrivé",
        "Votre récépissé reste ici : vous pouvez le télécharger.",
    ),
    "mail_dead": ("Le courriel n’est pas arrivé", "Votre récépissé reste ici : vous pouvez le télécharger."),
}


def receipt_face(  # noqa: PLR0913, PLR0917 -- what a receipt is made from
    services: Services,
    conn: Connection,
    city: City,
    definition: Definition,
    submission: Submission,
    second_code: str | None,
) -> faces.Receipt:
    """Give everything the receipt's page shows."""
    words = words_of(definition, city)
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
    mode = str(definition.procedure.get("mode", "demande"))
    made = documents.exists(conn, submission.id, "receipt")
    silence = legal.silence if legal.says_silence else None
    email = submission.payload.get("answers", {}).get("demandeur", {}).get("coordonnees", {}).get("courriel")
    return faces.Receipt(
        reference=submission.reference,
        form=words.get("form.title"),
        title=_TITLES.get(mode, _TITLES["demande"]),
        received_at=submission.deposited_at,
        service=contact.service,
        mentions=mentions(legal),
        sections=sections_of(submission.payload.get("labels", ())),
        follow_url=url_for("followup.show", reference=submission.reference),
        pdf_url=url_for("followup.receipt", reference=submission.reference) if made else None,
        second_code=second_code,
        mail=email if city.smtp is not None else None,
        silence=_silence_note(silence) if silence else None,
        moments=_moments(conn, submission),
        proof=(
            faces.Fact(
                "Formulaire", f"{submission.form} {submission.version}, empreinte {submission.digest}"
            ),
            faces.Fact("Cachet de la ville", _seal_line(services, city)),
        ),
        contact=contact,
    )


def sections_of(labels: Sequence[Any]) -> tuple[SummarySection, ...]:
    """Give the answers in words, page by page, from a submission's labels."""
    return tuple(
        SummarySection(
            title,
            tuple(
                SummaryLine(
                    one["code"],
                    uncounted(one.get("rank", "")),
                    one["label"],
                    tuple(one["value"].split("\n")),
                )
                for one in lines
            ),
        )
        for title, lines in groupby(labels, key=lambda one: str(one.get("section", "")))
    )


def _silence_note(silence: Silence) -> faces.Note:
    day = long_date(silence.on)
    sense = "acceptée" if silence.granted else "refusée"
    if not silence.verified:
        line = f"À cette date, elle est en principe considérée comme {sense}. Le récépissé ci-dessous l’explique."
    else:
        line = (
            f"À cette date, elle est considérée comme {sense}. Le récépissé ci-dessous explique vos droits."
        )
    return faces.Note(f"Si vous n’avez pas de réponse le {day}", (line,), "wait")


def _moments(conn: Connection, submission: Submission) -> tuple[faces.Moment, ...]:
    past = [
        faces.Moment(_EVENTS[event.kind][0], "past", event.at, _EVENTS[event.kind][1])
        for event in events.of(conn, submission.id)
        if event.kind in _EVENTS
    ]
    done = submission.status in {"delivered", "closed"}
    ahead = (
        []
        if done
        else [faces.Moment("Remise au service", "next", text="Le portail remet votre dossier au service.")]
    )
    ahead.append(
        faces.Moment(
            "Réponse", "next", text="Le service vous répond. S’il manque quelque chose, il vous écrit."
        )
    )
    return (*past, *ahead)


def _seal_line(services: Services, city: City) -> str:
    certificate = services.store.keeper.secrets.seal(city.code).chain[0]
    return certificate.subject.rfc4514_string()
