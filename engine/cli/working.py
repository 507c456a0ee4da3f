"""What a worker process does: its handlers, from the rooms that own them, and the host's housekeeping."""

import socket
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from engine.catalogue import open_catalogue
from engine.cities import Cities
from engine.cities.city import City
from engine.clock import SystemClock
from engine.delivery import Deliverer
from engine.dialogue import clocks_of
from engine.documents.draft_letter import END, LINK, draft_letter
from engine.documents.letter import receipt_letter
from engine.documents.mailing import mail_handler
from engine.documents.making import receipt_handler
from engine.documents.news import news_writers
from engine.documents.papers import Papers
from engine.evidence import signing
from engine.settings import Settings
from engine.store import (
    Store,
    attachments,
    checkpoints,
    drafts,
    found_again,
    journal,
    logins,
    mails,
    open_hosted,
    sessions,
    tries,
)
from engine.store.claims import LEASE
from engine.work import Handler, Queue, Worker

#: How often a journal that grows is signed.
_SIGNED_EVERY: Final = timedelta(hours=1)
#: Notices queued in one transaction.
_BATCH: Final = 200


def run_worker(settings: Settings, stop: threading.Event, name: str | None = None) -> None:
    """Work until `stop` is set."""
    clock = SystemClock()
    store = open_hosted(settings, clock)
    store.keeper.files.check()
    cities = Cities.load(settings.cities)
    catalogue = open_catalogue(settings, clock)
    papers = Papers()
    writers = {
        "receipt": receipt_letter(store, cities, catalogue, clock),
        LINK: draft_letter(store, cities, catalogue, LINK),
        END: draft_letter(store, cities, catalogue, END),
        **news_writers(store, cities, catalogue, clocks_of),
    }
    handlers: dict[str, Handler] = {
        "deliver": Deliverer(
            store, cities, clock, enqueue=Queue(store).enqueue, password=store.keeper.secrets.smtp
        ),
        "receipt": receipt_handler(store, cities, catalogue, clock, papers),
        "mail": mail_handler(store, clock, writers, store.keeper.secrets.smtp),
    }
    executor = name or f"{socket.gethostname()}-{uuid.uuid4().hex[:12]}"
    try:
        Worker(store, handlers, clock, executor, housekeeping=housekeeping(store, cities)).run(stop)
    finally:
        papers.close()
        store.close()


def housekeeping(store: Store, cities: Cities) -> Callable[[], None]:
    """Give what is done now and then: ended lives leave, told before and with their files; journals are signed."""

    def tidy() -> None:
        now = store.keeper.clock.now()
        while tell_ends(store):
            pass
        with store.begin() as conn:
            tries.expire(conn)
            drafts.expire(conn, now)
            sessions.expire(conn, now)
            logins.expire(conn, now)
        with store.read() as conn:
            attachments.collect_orphans(store, conn, now - 2 * LEASE)
        for city in cities.all():
            sign_journal(store, city)

    return tidy


def sign_journal(store: Store, city: City) -> None:
    """Sign a town's journal when it grew since it was last signed, an hour ago at least."""
    now = store.keeper.clock.now()
    with store.read() as conn:
        last, head = checkpoints.last(conn, city.code), journal.head(conn, city.code)
    if head.size and (last is None or (last.size < head.size and now - last.at >= _SIGNED_EVERY)):
        with store.begin() as conn:
            signing.sign(conn, city.code, city.url, now)


def tell_ends(store: Store) -> int:
    """Queue the notice of drafts that end soon, each once a life; the worker's reconciler takes them up."""
    now = store.keeper.clock.now()
    with store.begin() as conn:
        ending = found_again.take_ending(conn, now, _BATCH)
        for draft_id in ending:
            mails.insert_for_draft(conn, draft_id, END, now)
    return len(ending)
