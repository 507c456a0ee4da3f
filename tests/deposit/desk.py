"""A draft ready to be sent, and its deposit, without any page."""

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from PIL import Image
from sqlalchemy import Connection

from engine.cities import words_of
from engine.cities.city import City
from engine.clock import local_day
from engine.deposit import Deposited
from engine.deposit import deposit as deposit_draft
from engine.deposit.deposit import Enqueue
from engine.journey.certify import Given
from engine.journey.compiled import Program, program
from engine.journey.facts import Facts
from engine.journey.settle import settle
from engine.resources import forms_root
from engine.store import Store, attachments, drafts
from engine.store.drafts import Draft, DraftBody
from tests.deposit.town import tilleray
from tests.towns import CATALOGUE

ACTE: Program = program(CATALOGUE.get("acte-etat-civil"))


def _picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 90)).save(target, "JPEG")
    return target.getvalue()


#: The one file that each draft holds.
FILE = _picture()


@lru_cache(maxsize=1)
def city() -> City:
    """Give the city of these deposits."""
    return tilleray()


def facts(store: Store) -> Facts:
    """Give what the answers do not say."""
    now = store.keeper.clock.now().astimezone(city().zone)
    assert now.date() == local_day(store.keeper.clock, city().zone)
    return Facts(now, city().facts())


def answers() -> dict[str, Any]:
    """Give a lawyer's request, its event in Tilleray."""
    path = forms_root() / "acte-etat-civil" / "examples" / "v5.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["answers"]
    return {**found, "communeActe": {"code": "03990", "nom": "Tilleray"}}


def prepare(
    store: Store, changes: Mapping[str, Any] | None = None, identity: dict[str, Any] | None = None
) -> Draft:
    """Keep a draft with a file, settled, in one transaction."""
    definition = ACTE.definition
    with store.begin() as conn:
        draft = drafts.create(
            conn, "tilleray", definition.slug, definition.version, definition.digest, "b" * 64, DraftBody()
        )
        kept = attachments.add(store, conn, draft, "PIE-006", "carte.jpg", "image/jpeg", io.BytesIO(FILE))
        piece = {
            "id": kept.id,
            "nom": kept.name,
            "type": kept.type,
            "taille": kept.size,
            "sha256": kept.sha256,
        }
        document = settle(
            ACTE, {**answers(), "pieces": {"qualitePro": [piece]}, **(changes or {})}, facts(store)
        )
        return drafts.save(conn, replace(draft, body=DraftBody(document=document, identity=identity)))


def deposit(store: Store, conn: Connection, draft: Draft, enqueue: Enqueue | None = None) -> Deposited:
    """Deposit a draft."""
    return deposit_draft(
        store,
        conn,
        city=city(),
        program=ACTE,
        draft=draft,
        facts=facts(store),
        words=words_of(ACTE.definition, city()),
        given=Given(),
        enqueue=enqueue or (lambda *_queued: None),
    )
