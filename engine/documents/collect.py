"""From a submission to its receipt: what was sealed, and the law's mentions, in words."""

import base64
import hashlib
import json
import mimetypes
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.x509.oid import NameOID

from engine.catalogue.catalogue import Catalogue
from engine.catalogue.errors import UnknownForm
from engine.cities import contact_line, service_in_charge, shown_phone, words_of
from engine.cities.city import City, Contact
from engine.clock import PARIS
from engine.documents.paper import Answer, Fact, Letterhead, Piece, ReceiptPaper, Section, grouped
from engine.evidence.jose import decode
from engine.evidence.statement import instant
from engine.journey.words import Words
from engine.language import FRENCH, manner
from engine.model import Definition
from engine.procedure.mentions import Receipt, discreet_mentions, mentions
from engine.store.submissions import Submission

#: A paper is in French, for the staff and the judge.
_WRITES: Final = manner(FRENCH)
_NOUNS: Final = {
    "demande": "demande",
    "declaration": "déclaration",
    "pre-demande": "pré-demande",
    "signalement": "signalement",
}
_DEMONSTRATION: Final = "DÉMONSTRATION. Ville imaginaire\u00a0: rien ici n’a de valeur."
_TRIAL: Final = "ESSAI. Démarche non ouverte\u00a0: rien n’est remis à la mairie."
_LEVELS: Final = {
    "declared": "Identité déclarée par vous, sans vérification.",
    "email": "Identité déclarée par vous\u00a0; adresse électronique vérifiée.",
    "eidas1": "Identité certifiée par {provider}, niveau de garantie faible.",
    "eidas2": "Identité certifiée par {provider}, niveau de garantie substantiel.",
    "eidas3": "Identité certifiée par {provider}, niveau de garantie élevé.",
}
_ANONYMOUS: Final = "Sans identité\u00a0: ce formulaire peut être envoyé sans se nommer."
#: Colours of a city that sets none (themes/base.css).
_COLOURS: Final = {
    "accent": "#3c4658",
    "accent-strong": "#2a3240",
    "accent-soft": "#eceef2",
    "on-accent": "#ffffff",
}


def receipt_paper(city: City, catalogue: Catalogue, submission: Submission) -> ReceiptPaper:
    """Give the receipt of a submission; raise UnknownForm when its form is not served any more."""
    payload = submission.payload
    definition = definition_of(catalogue, submission)
    words = words_of(definition, city)
    contact = service_in_charge(city, definition, dict(payload.get("answers", {})))
    labels = payload.get("labels", ())
    stated = {one["code"]: one["text"] for one in payload.get("consents", ())}
    joined = [one["code"] for one in payload.get("files", ())]
    legal = _legal(city, definition, words, contact, submission)
    noun = _NOUNS.get(str(definition.procedure.get("mode")), "demande")
    return ReceiptPaper(
        head=letterhead(city, contact),
        title=f"Récépissé de votre {noun}",
        what=f"votre {noun}",
        form=str(payload.get("title") or words.get("form.title")),
        reference=submission.reference,
        received=moment(submission.deposited_at.astimezone(city.zone), city.zone),
        received_iso=submission.deposited_at.astimezone(city.zone).isoformat(timespec="seconds"),
        mentions=mentions(legal),
        discreet=discreet_mentions(legal),
        sections=_sections(labels, {*stated, *joined}, payload.get("given", {})),
        pieces=_pieces(labels, payload.get("files", ())),
        statements=tuple(Answer(code, text, ("Oui",)) for code, text in stated.items()),
        warnings=tuple(one["text"] for one in payload.get("warnings", ())),
        identity=_identity(payload.get("identity")),
        proof=_proof(submission),
        follow_url=city.link(f"suivi/{submission.reference}"),
        data_contact=f"{city.dpo.name}, {city.dpo.email}",
        mark=_mark(city, submission.form),
        seal=submission.seal,
    )


def definition_of(catalogue: Catalogue, submission: Submission) -> Definition:
    """Give the form as it was, or as it is now when that version is gone: the answers' words are sealed anyway."""
    try:
        return catalogue.get(submission.form, submission.version)
    except UnknownForm:
        return catalogue.get(submission.form)


def _legal(
    city: City, definition: Definition, words: Words, contact: Contact, submission: Submission
) -> Receipt:
    return Receipt(
        definition=definition,
        document=dict(submission.payload.get("answers", {})),
        words=words,
        reference=submission.reference,
        deposited=submission.deposited_at.astimezone(city.zone).date(),
        service=contact_line(contact),
    )


def letterhead(city: City, contact: Contact) -> Letterhead:
    """Give whom a paper or a mail comes from."""
    colours = {**_COLOURS, **city.theme.light}
    return Letterhead(
        city=city.label,
        service=contact.service,
        address=tuple(contact.address),
        email=contact.email,
        phone=shown_phone(contact),
        hours=contact.hours,
        logo=_logo(city.theme.logo),
        accent=colours["accent"],
        accent_strong=colours["accent-strong"],
        accent_soft=colours["accent-soft"],
        on_accent=colours["on-accent"],
    )


def _logo(path: Path) -> str:
    """Give a logo as a data URI; empty when its file is gone, for a receipt does not wait for a picture."""
    kind = mimetypes.types_map.get(path.suffix.lower(), "")
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}" if kind.startswith("image/") else ""


def _sections(
    labels: Sequence[Mapping[str, str]], elsewhere: set[str], marks: Mapping[str, Any]
) -> tuple[Section, ...]:
    shown = [one for one in labels if one["code"] not in elsewhere and one["value"]]
    return tuple(
        Section(
            title,
            tuple(
                Answer(
                    one["code"], one["label"], tuple(one["value"].split("\n")), _source(marks, one["code"])
                )
                for one in group
            ),
        )
        for title, group in groupby(shown, key=lambda one: str(one.get("section", "")))
    )


def _source(marks: Mapping[str, Any], code: str) -> str:
    """Say who gave an answer, and whether it is certified; nothing of what the person wrote."""
    if code in marks.get("certified", ()):
        return f"Fourni et certifié par {marks['by']}"
    return f"Fourni par {marks['by']}" if code in marks.get("offered", ()) else ""


def _pieces(labels: Sequence[Mapping[str, str]], files: Sequence[Mapping[str, Any]]) -> tuple[Piece, ...]:
    asked = {one["code"]: one["label"] for one in labels}
    return tuple(
        Piece(
            one["code"],
            asked.get(one["code"], "Pièce jointe"),
            one["name"],
            _WRITES.size(one["size"]),
            one["sha256"],
        )
        for one in files
    )


def _identity(identity: Mapping[str, Any] | None) -> str:
    if identity is None:
        return _ANONYMOUS
    said = _LEVELS.get(str(identity.get("level")), _ANONYMOUS)
    return said.format(provider=identity.get("provider") or "un fournisseur d’identité")


def _mark(city: City, form: str) -> str:
    profile = city.profile(form)
    if city.demonstration:
        return _DEMONSTRATION
    return _TRIAL if profile is not None and profile.statut == "essai" else ""


def _proof(submission: Submission) -> tuple[Fact, ...]:
    header, _, rest = submission.seal.partition(".")
    facts = [
        Fact("Formulaire", f"{submission.form}, version {submission.version}"),
        Fact("Empreinte du formulaire", grouped(submission.digest, 8), digest=True),
        Fact("Empreinte des réglages de la ville", grouped(submission.profile_digest, 8), digest=True),
        Fact("Instant du dépôt (temps universel)", instant(submission.deposited_at)),
    ]
    sealed, certificate = decode(rest.partition(".")[0]), _certificate(header)
    if sealed:
        facts.append(Fact("Empreinte de l’envoi scellé", _sha256(sealed), digest=True))
    if certificate is not None:
        subject = x509.load_der_x509_certificate(certificate).subject
        name = subject.rfc4514_string({NameOID.ORGANIZATION_IDENTIFIER: "organizationIdentifier"})
        facts.append(Fact("Cachet de la ville", name.replace(",", ", ")))
        facts.append(Fact("Empreinte du certificat du cachet", _sha256(certificate), digest=True))
    return tuple(facts)


def _certificate(header: str) -> bytes | None:
    """Give the certificate of a seal (RFC 7515 section 4.1.6), or None when the seal holds none."""
    try:
        chain = json.loads(decode(header) or b"{}").get("x5c") or ()
        return base64.b64decode(chain[0]) if chain else None
    except (ValueError, AttributeError):
        return None


def moment(local: datetime, zone: ZoneInfo) -> str:
    """Write « lundi 23 novembre 2026 à 14 h 07 (heure de Paris) »: a paper says whose hour it is."""
    whose = "heure de Paris" if zone.key == PARIS.key else "heure de la ville"
    return f"{_WRITES.weekday(local)} {_WRITES.long_date(local)} à {_WRITES.hour(local)} ({whose})"


def _sha256(data: bytes) -> str:
    return grouped(hashlib.sha256(data).hexdigest(), 8)
