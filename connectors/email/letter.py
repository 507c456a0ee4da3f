"""The words of the message that a town without software receives, as text and as a page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from connectors.contract import Complement, Delivery, DeliveryFile, Label

#: Time zones of French communes.
ZONES = frozenset(
    {
        "Europe/Paris",
        "America/Guadeloupe",
        "America/Martinique",
        "America/Cayenne",
        "America/Miquelon",
        "Indian/Reunion",
        "Indian/Mayotte",
        "Pacific/Noumea",
        "Pacific/Tahiti",
        "Pacific/Wallis",
    }
)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message: `attached` pairs the name in the message with the file."""

    subject: str
    text: str
    html: str
    attached: tuple[tuple[str, DeliveryFile], ...]


def write(delivery: Delivery, limit: int, zone: str) -> Letter:
    """Give the message; files are attached in order as long as all together stay within `limit` bytes."""
    attached, lines = _files(delivery, limit)
    title = _line(delivery.form.title or delivery.form.id, 120)
    facts = [
        ("Référence", delivery.reference),
        ("Démarche", title),
        ("Déposée le", _moment(delivery.deposited_at, zone)),
        *_identity(delivery),
    ]
    if delivery.addition:
        subject = f"Récépissé de la demande {delivery.reference}"
        opening = "Voici le récépissé d’une demande que vous avez déjà reçue."
        return Letter(subject, _text(opening, facts, (), lines), _html(opening, facts, (), lines), attached)
    if delivery.complement:
        return _complement(delivery.complement, title, facts, delivery.labels, (attached, lines))
    subject = f"{title} – demande {delivery.reference}"
    opening = "Une demande est arrivée par le portail de la ville."
    text = _text(opening, facts, delivery.labels, lines)
    return Letter(subject, text, _html(opening, facts, delivery.labels, lines), attached)


def _complement(
    complement: Complement,
    title: str,
    facts: Sequence[tuple[str, str]],
    labels: Sequence[Label],
    files: tuple[tuple[tuple[str, DeliveryFile], ...], list[str]],
) -> Letter:
    attached, lines = files
    known = (("Demande complétée", complement.reference), *facts)
    if complement.kind == "withdrawal":
        subject = f"{title} – retrait de la demande {complement.reference}"
        opening = "L’usager retire sa demande. Il n’attend plus de réponse."
    else:
        subject = f"{title} – pièce reçue pour la demande {complement.reference}"
        opening = "L’usager envoie la pièce que vous avez demandée."
    text = _text(opening, known, labels, lines)
    return Letter(subject, text, _html(opening, known, labels, lines), attached)


_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

_LEVELS = {
    "none": "non demandée",
    "declared": "déclarée par l’usager, non vérifiée",
    "email": "adresse électronique vérifiée",
    "eidas1": "vérifiée par un fournisseur d’identité (niveau faible)",
    "eidas2": "vérifiée par un fournisseur d’identité (niveau substantiel)",
    "eidas3": "vérifiée par un fournisseur d’identité (niveau élevé)",
}

_NB = "\N{NO-BREAK SPACE}"

_THOUSAND, _MILLION = 1_000, 1_000_000

_BLANK = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\s]+")

_LAST = (
    "Le fichier delivery.json contient les mêmes réponses pour un logiciel.",
    "Ce message contient des données personnelles. Supprimez-le quand la demande est traitée.",
)

_SIGNS = {"application/pdf": "PDF", "image/jpeg": "image JPEG", "image/png": "image PNG"}

_ENDS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


def _files(delivery: Delivery, limit: int) -> tuple[tuple[tuple[str, DeliveryFile], ...], list[str]]:
    attached: list[tuple[str, DeliveryFile]] = []
    lines: list[str] = []
    room = limit
    if delivery.receipt and delivery.receipt.size <= room:
        attached.append((f"recepisse-{delivery.reference}.pdf", delivery.receipt))
        room -= delivery.receipt.size
        lines.append("Le récépissé de l’usager est joint à ce message.")
    elif delivery.receipt:
        lines.append(f"Le récépissé de l’usager est trop gros pour ce message. {_remains(delivery)}")
    elif not delivery.complement:
        lines.append("Le récépissé de l’usager suivra dans un autre message.")
    for n, file in enumerate(() if delivery.addition else delivery.files, start=1):
        kind = _SIGNS.get(file.type, file.type)
        what = f"{file.code}, «{_NB}{_line(file.name, 120)}{_NB}» ({kind}, {_size(file.size)})"
        if file.size <= room:
            attached.append((f"{file.code}-{n}.{_ENDS.get(file.type, 'bin')}", file))
            room -= file.size
            lines.append(f"Pièce {n}{_NB}: {what}, jointe à ce message.")
        else:
            lines.append(f"Pièce {n}{_NB}: {what}, trop grosse pour ce message. {_remains(delivery)}")
    return tuple(attached), lines


def _remains(delivery: Delivery) -> str:
    return f"Ce fichier reste dans le portail de la ville, sous la référence {delivery.reference}."


def _identity(delivery: Delivery) -> list[tuple[str, str]]:
    level = (delivery.identity or {}).get("level", "none")
    rows = [("Identité", _LEVELS.get(level, "non précisée"))]
    if delivery.helper:
        rows.append(("Saisie par", "un aidant, avec un mandat (détails dans delivery.json)"))
    return rows


def _moment(at: datetime, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone))
    day = "1er" if local.day == 1 else str(local.day)
    return f"{day} {_MONTHS[local.month - 1]} {local.year} à {local.hour}{_NB}h{_NB}{local.minute:02}"


def _size(count: int) -> str:
    if count < _THOUSAND:
        return f"{count}{_NB}octets"
    if count < _MILLION:
        return f"{round(count / _THOUSAND)}{_NB}ko"
    return f"{count / _MILLION:.1f}{_NB}Mo".replace(".", ",")


def _line(words: str, longest: int | None = None) -> str:
    """Give free text on one line, without control or direction characters, cut only where asked."""
    return _BLANK.sub(" ", words).strip()[:longest]


def _block(words: str) -> list[str]:
    return [_line(row) for row in words.splitlines()] or [""]


def _number(label: Label) -> str:
    return f"{label.code} n° {label.rank}" if label.rank else label.code


def _text(
    opening: str, facts: Sequence[tuple[str, str]], labels: Sequence[Label], files: Sequence[str]
) -> str:
    rows = ["Bonjour,", "", opening, "", *(f"{name}{_NB}: {value}" for name, value in facts)]
    section = None
    for label in labels:
        if label.section != section or section is None:
            section = label.section
            rows += ["", (_line(section) or "Réponses").upper(), ""]
        first, *rest = _block(label.value)
        rows += [f"{_number(label)}  {_line(label.label)}", f"    {first}", *(f"    {row}" for row in rest)]
    rows += ["", "PIÈCES", "", *(files or ["Aucune."]), "", *(_LAST if labels else _LAST[1:]), ""]
    return "\n".join(rows)


def _html(
    opening: str, facts: Sequence[tuple[str, str]], labels: Sequence[Label], files: Sequence[str]
) -> str:
    known = "".join(
        f"<li><strong>{escape(name)}{_NB}:</strong> {escape(value)}</li>\n" for name, value in facts
    )
    answers = "".join(
        f'<tr><td>{escape(_number(label))}</td><th scope="row" align="left">{escape(_line(label.label))}</th>'
        f"<td>{'<br>'.join(escape(row) for row in _block(label.value))}</td></tr>\n"
        for label in labels
    )
    table = (
        '<h2>Réponses</h2>\n<table border="1" cellpadding="6" cellspacing="0">\n<thead><tr>'
        '<th scope="col">Numéro</th><th scope="col">Question</th><th scope="col">Réponse</th></tr></thead>\n'
        f"<tbody>\n{answers}</tbody>\n</table>\n"
        if answers
        else ""
    )
    pieces = "".join(f"<li>{escape(row)}</li>\n" for row in files or ["Aucune."])
    last = "".join(f"<p>{escape(row)}</p>\n" for row in (_LAST if labels else _LAST[1:]))
    return (
        '<!DOCTYPE html>\n<html lang="fr">\n<head><meta charset="utf-8"><title>Demande</title></head>\n'
        f"<body>\n<p>Bonjour,</p>\n<p>{escape(opening)}</p>\n<ul>\n{known}</ul>\n{table}"
        f"<h2>Pièces</h2>\n<ul>\n{pieces}</ul>\n{last}</body>\n</html>\n"
    )
