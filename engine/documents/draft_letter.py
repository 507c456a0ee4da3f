"""The two mails about a draft: the link that opens it again, and the notice of its end.

They go to the address that the person gave for that, and hold no answer; a form of which no mail may tell what was
asked is not named.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache
from typing import Final, Literal

from jinja2 import Environment
from sqlalchemy import Connection

from engine.catalogue.catalogue import Catalogue
from engine.catalogue.errors import UnknownForm
from engine.cities import words_of
from engine.cities.city import City
from engine.cities.folder import Cities
from engine.documents import links
from engine.documents.collect import letterhead
from engine.documents.envelope import Content, Envelope, message
from engine.documents.mailing import Letter, NothingToSend, SubjectGone
from engine.documents.paper import Letterhead
from engine.documents.rendering import environment
from engine.language import FRENCH, manner
from engine.store import Store, drafts, found_again, mails
from engine.store.drafts import ADDRESS, Draft
from engine.store.mails import Mail

#: Kinds of mail.
LINK: Final = "draft-link"
END: Final = "draft-end"

_MARK: Final = "DÉMONSTRATION. Ville imaginaire\u00a0: aucune mairie ne lit ce brouillon."


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What a mail about a draft says; `form` is empty where it may not be named."""

    head: Letterhead
    form: str
    #: « 24 décembre 2026 »
    until: str
    url: str
    ending: bool
    mark: str


def draft_letter(
    store: Store, cities: Cities, catalogue: Catalogue, kind: Literal["draft-link", "draft-end"]
) -> Callable[[Mail], Letter]:
    """Give the function that writes one kind of these mails; it raises SubjectGone for a draft that goes on."""

    def prepare(mail: Mail) -> Letter:
        with store.read() as conn:
            draft = _draft(conn, mail.draft_id or "", kind)
        city = cities.get(draft.city)
        address = draft.body.facts.get(ADDRESS)
        if not isinstance(address, str):
            raise NothingToSend
        keys = store.keeper.secrets.session_keys()
        note = _note(city, catalogue, draft, keys, ending=kind == END)
        return Letter(city, address, lambda envelope: write(note, kind, envelope))

    return prepare


def came_back(conn: Connection, draft_id: str) -> Mail | None:
    """Give the last mail about a draft when it did not arrive; a link asked for since then goes anyway."""
    left = [
        one
        for one in mails.of_draft(conn, draft_id)
        if one.state in {"sent", "bounced"} or (one.kind == LINK and one.state == "queued")
    ]
    return left[-1] if left and left[-1].state == "bounced" else None


def write(note: DraftNote, kind: str, envelope: Envelope) -> EmailMessage:
    """Give the message; raise BadAddress."""
    subject = f"Votre brouillon sera effacé le {note.until}" if note.ending else "Reprendre votre brouillon"
    mark = "[DÉMONSTRATION] " if note.mark else ""
    text, html = (_pages().get_template(f"draft.{kind}").render(note=note) for kind in ("txt", "html"))
    return message(envelope, note.head, Content(kind, f"{mark}{subject}", text, html))


def _draft(conn: Connection, draft_id: str, kind: str) -> Draft:
    """Give the draft; raise SubjectGone when it is over, sent, saved since its end was to be told, or not reached."""
    draft = drafts.get(conn, draft_id)
    if draft is None or draft.reference is not None:
        raise SubjectGone
    if kind == END and (not found_again.was_told(conn, draft) or came_back(conn, draft_id)):
        raise SubjectGone
    return draft


def _note(
    city: City, catalogue: Catalogue, draft: Draft, keys: tuple[bytes, ...], *, ending: bool
) -> DraftNote:
    token = links.sign(keys, city.code, draft.id, str(draft.body.facts.get(links.WORD, "")))
    return DraftNote(
        head=letterhead(city, city.contact_for(draft.form)),
        form=_named(city, catalogue, draft),
        until=manner(FRENCH).long_date(draft.expires_at.astimezone(city.zone).date()),
        url=city.link(f"reprendre/lien/{token}"),
        ending=ending,
        mark=_MARK if city.demonstration else "",
    )


def _named(city: City, catalogue: Catalogue, draft: Draft) -> str:
    """Give the form's title; empty where no mail may tell it, and where the form is not served any more."""
    try:
        definition = catalogue.get(draft.form, draft.version)
    except UnknownForm:
        return ""
    return "" if definition.procedure.get("discreetMail") else words_of(definition, city).get("form.title")


@lru_cache(maxsize=1)
def _pages() -> Environment:
    return environment()
