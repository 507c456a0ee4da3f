"""Files that come with a page's post: looked into, cleaned, kept encrypted, and named in the answers."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from flask import request
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage

from engine.documents.gate import Admitted, Gate
from engine.documents.received import BadFile, shown_name
from engine.journey.bind import asked
from engine.journey.flow import Stop
from engine.journey.names import input_name
from engine.journey.pointers import Place, get, put, remove
from engine.journey.problems import Problem
from engine.model import Document, Question
from engine.store import Store, attachments
from engine.store.files import FilesAway
from engine.web.journey.desk import Desk

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sent:
    """One file of a post: its sender's name for it, and what came of it: clean, or the reason of a refusal."""

    name: str = field(repr=False)
    found: Admitted | str


#: The files of a post, by the name of their input.
Taken = Mapping[str, Sequence[Sent]]


def examine(gate: Gate, desk: Desk, stop: Stop) -> Taken:
    """Look into each file of this request; it takes long, therefore before the transaction that keeps them."""
    return {
        input_name(place): examined(gate, question, sent, room(question, desk.document, place))
        for question, place in _asked(desk, stop)
        if (sent := sent_to(place))
    }


def examined(gate: Gate, question: Question, files: Sequence[FileStorage], most: int) -> list[Sent]:
    """Look into the files sent to one question, `most` of them at most."""
    return [
        Sent(one.filename or "", _found(gate, question, one) if index < most else "nombre")
        for index, one in enumerate(files)
    ]


def sent_to(place: Place) -> list[FileStorage]:
    """Give the files of this request for one place; an input left empty sends none."""
    return [one for one in request.files.getlist(input_name(place)) if one.filename]


def room(question: Question, document: Document, place: Place) -> int:
    """Give how many files a question still takes."""
    return int(question.schema.get("maxItems", 1)) - len(get(document, place.path) or ())


def receive(  # noqa: PLR0913, PLR0917 -- a page's files and where they go
    store: Store, conn: Connection, desk: Desk, stop: Stop, document: Document, taken: Taken
) -> list[Problem]:
    """Keep a page's files, in place in `document`; give a problem for each that cannot be kept."""
    return [
        problem
        for question, place in _asked(desk, stop)
        for problem in keep(store, conn, desk, document, question, place, taken.get(input_name(place), ()))
    ]


def keep(  # noqa: PLR0913, PLR0917 -- one question's files and where they go
    store: Store,
    conn: Connection,
    desk: Desk,
    document: Document,
    question: Question,
    place: Place,
    files: Sequence[Sent],
) -> Iterator[Problem]:
    """Keep one question's files, as far as there is room, in place; give a problem for each that is not kept."""
    known = list(get(document, place.path) or [])
    for sent in files:
        clean = sent.found
        if isinstance(clean, Admitted) and room(question, document, place) <= 0:
            clean = "nombre"
        if isinstance(clean, str):
            yield _problem(question, place, clean, sent.name)
            continue
        clean.content.seek(0)  # A transaction may be tried again.
        try:
            kept = attachments.add(
                store, conn, desk.draft, question.code, clean.name, clean.type, clean.content
            )
        except FilesAway as away:
            _LOG.error("%s", away)  # A code of the place, nothing of the file.
            yield _problem(question, place, "garde", sent.name)
            continue
        known.append(
            {
                "id": kept.id,
                "nom": kept.name,
                "type": kept.type,
                "taille": kept.size,
                "sha256": kept.sha256,
            }
        )
        put(document, place.path, known)


def take_away(store: Store, conn: Connection, document: Document, place: Place, index: int) -> Document:
    """Remove a file that was sent, from the answers and from the disk; an unknown one is no error."""
    path = place.path
    files = get(document, path)
    if not isinstance(files, list) or not 0 <= index < len(files):
        return document
    attachments.remove(store, conn, files[index]["id"])
    left = [one for rank, one in enumerate(files) if rank != index]
    if left:
        put(document, path, left)
    else:
        remove(document, path)
    return document


def forget(store: Store, conn: Connection, files: Iterable[Mapping[str, Any]]) -> None:
    """Remove files from the disk, when the answers that held them go."""
    for one in files:
        attachments.remove(store, conn, one["id"])


def _asked(desk: Desk, stop: Stop) -> Iterator[tuple[Question, Place]]:
    for question, place in asked(desk.program, stop.page, stop.ranks, desk.document):
        if question.widget == "files":
            yield question, place


def _found(gate: Gate, question: Question, sent: FileStorage) -> Admitted | str:
    try:
        return gate.admit(sent.filename or "", sent.stream, question.accept)
    except BadFile as bad:
        return bad.reason


def _problem(question: Question, place: Place, reason: str, name: str) -> Problem:
    problem = Problem(question.code, f"fichier.{reason}", place.pointer, place.ranks)
    return replace(problem, params={"nom": shown_name(name)})
