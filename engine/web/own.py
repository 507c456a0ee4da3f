"""A person's own data: all of a submission in one archive (GDPR, articles 15 and 20), and its erasure (article 17)."""

import json
import zipfile
from datetime import UTC
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final

from flask import Blueprint, abort, redirect, render_template, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from engine.dialogue import DialogueError, can_erase, erase
from engine.store import attachments, documents, events, exchanges
from engine.store.exchanges import Exchange
from engine.store.submissions import Submission
from engine.web import owned
from engine.web.downloads import download_file
from engine.web.exchanges import contact_of, desk
from engine.web.journey.versions import offered_form
from engine.web.visit import services, visit

#: Octets of a file that are in memory at once.
_PART: Final = 65_536
#: Octets of an archive that stays in memory.
_HELD: Final = 1_000_000

_README: Final = """Vos données

Cette archive contient tout ce que le portail garde au sujet de votre envoi {reference}.

- donnees.json : vos réponses, avec le numéro et les mots de chaque question ; ce qui s’est passé, avec les dates ;
  les messages échangés avec le service.
- recepisse.pdf : votre récépissé, s’il est déjà prêt.
- pieces/ : les fichiers que vous avez joints à l’envoi.
- echanges/ : les fichiers envoyés ou reçus ensuite, précédés du numéro de l’échange.
- cachet.jws : le cachet de la ville. Il prouve que rien n’a changé depuis l’envoi.

Le service garde sa propre copie, le temps que la loi lui demande.
"""


def blueprint() -> Blueprint:
    """Give the blueprint `own`."""
    pages = Blueprint("own", __name__)
    pages.get("/suivi/<reference>/mes-donnees.zip", endpoint="export")(export)
    pages.get("/suivi/<reference>/effacement", endpoint="erasing")(erasing)
    pages.post("/suivi/<reference>/effacement", endpoint="erase")(erase_it)
    return pages


def export(reference: str) -> Response:
    """Give everything that is kept about a submission; nothing is left of an erased one."""
    # Made whole before the first octet leaves: a file that is away is said on a page, never by a broken archive.
    target = SpooledTemporaryFile(_HELD)  # noqa: SIM115 -- it is sent after this function, and closed with the answer
    try:
        with services().store.read() as conn:
            found = owned.owned_or_404(conn, reference)
            if found.status == "erased":
                abort(404)
            archive(conn, found, target)
        return download_file(target, "application/zip", f"mes-donnees-{found.reference}.zip")
    except BaseException:
        target.close()
        raise


def erasing(reference: str) -> Response | str:
    """Ask before erasing, and say what goes and what stays."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
        possible = can_erase(conn, found)
    if found.status == "erased":
        return redirect(url_for("followup.show", reference=found.reference), 303)
    definition = offered_form(services(), visit().city, found.form, found.version)
    return render_template(
        "erase.html",
        submission=found,
        contact=contact_of(found, definition),
        possible=possible,
        csrf=owned.token(_purpose(found)),
    )


def erase_it(reference: str) -> Response:
    """Erase the portal's copy; the page then says what is left."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
    owned.check(_purpose(found))
    try:
        with services().store.begin() as conn:
            erase(desk(), conn, found)
    except DialogueError:
        return redirect(url_for("own.erasing", reference=found.reference), 303)
    return redirect(url_for("followup.show", reference=found.reference), 303)


def archive(conn: Connection, found: Submission, target: IO[bytes]) -> None:
    """Write the archive in constant memory, into a file without a name.

    Names of files come from codes and numbers, never from what a device called them.
    """
    store = services().store
    said = exchanges.of_submission(conn, found.id)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("LISEZMOI.txt", _README.format(reference=found.reference))
        made.writestr("donnees.json", _told(conn, found, said))
        made.writestr("cachet.jws", found.seal)
        receipt = documents.load(store, conn, found.id, "receipt")
        if receipt is not None:
            made.writestr("recepisse.pdf", receipt)
        for rank, one in enumerate(found.payload.get("files", ()), start=1):
            name = f"pieces/{rank:02}-{one['code']}{_ending(str(one['type']))}"
            _add(made, conn, name, str(one["id"]))
        for exchange in said:
            for rank, held in enumerate(exchange.files, start=1):
                name = f"echanges/{exchange.number:02}-{rank:02}-{held.code}{_ending(held.type)}"
                _add(made, conn, name, held.id)


def _add(made: zipfile.ZipFile, conn: Connection, name: str, attachment_id: str) -> None:
    """Copy a file in small parts, as it is: pictures and papers are compressed already."""
    entry = zipfile.ZipInfo(name, services().clock.now().timetuple()[:6])
    with attachments.reader(services().store, conn, attachment_id) as source, made.open(entry, "w") as kept:
        copyfileobj(source, kept, _PART)


def _told(conn: Connection, found: Submission, said: tuple[Exchange, ...]) -> str:
    told: dict[str, Any] = {
        "reference": found.reference,
        "demarche": {"code": found.form, "version": found.version, "titre": found.payload.get("title")},
        "envoyeLe": found.deposited_at.astimezone(UTC).isoformat(),
        "etat": found.status,
        "reponses": found.payload.get("answers", {}),
        "questions": found.payload.get("labels", []),
        "pieces": [_plain(one) for one in found.payload.get("files", ())],
        "consentements": found.payload.get("consents", []),
        "identite": found.payload.get("identity"),
        "evenements": [
            {"type": one.kind, "le": one.at.astimezone(UTC).isoformat(), "details": dict(one.data)}
            for one in events.of(conn, found.id)
        ],
        "echanges": [
            {
                "numero": one.number,
                "type": one.kind,
                "le": one.at.astimezone(UTC).isoformat(),
                "jusquau": one.until.isoformat() if one.until else None,
                "objet": one.label,
                "code": one.code,
                "texte": one.text,
                "fichiers": [
                    {"nom": held.name, "type": held.type, "octets": held.size} for held in one.files
                ],
            }
            for one in said
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key != "id"}


def _ending(kind: str) -> str:
    return {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}.get(kind, ".bin")


def _purpose(found: Submission) -> str:
    return f"suivi {found.reference}"
