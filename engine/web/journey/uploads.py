"""Files that come with a page's post: looked into, cleaned, kept encrypted, and named in the answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import request
from sqlalchemy import Connection
from werkzeug.datastructures import FileStorage

from engine.documents.intake import BadFile, shown_name, take_in
from engine.journey.bind import asked
from engine.journey.flow import Stop
from engine.journey.names import input_name
from engine.journey.pointers import Place, get, put, remove
from engine.journey.problems import Problem
from engine.model import Document, Question
from engine.store import Store, attachments
from engine.web.journey.desk import Desk


def sent_with(desk: Desk, stop: Stop) -> list[tuple[Question, Place, list[FileStorage]]]:
    """Give the files of this request, question by question; an input left empty sends none."""
    found = []
    for question, place in asked(desk.program, stop.page, stop.ranks, desk.document):
        if question.widget == "files":
            files = [one for one in request.files.getlist(input_name(place)) if one.filename]
            if files:
                found.append((question, place, files))
    return found


def receive(  # noqa: PLR0913, PLR0917 -- one question's files and where they go
    store: Store,
    conn: Connection,
    desk: Desk,
    document: Document,
    question: Question,
    place: Place,
    files: Sequence[FileStorage],
) -> Iterator[Problem]:
    """Keep each file that can be, in place in `document`; give a problem for each that cannot."""
    known = list(get(document, place.path) or [])
    room = int(question.schema.get("maxItems", 1)) - len(known)
    for index, sent in enumerate(files):
        if index >= room:
            yield _problem(question, place, "nombre", sent)
            continue
        try:
            clean = take_in(sent.filename or "", sent.read(), question.accept)
        except BadFile as bad:
            yield _problem(question, place, bad.reason, sent)
            continue
        kept = attachments.add(store, conn, desk.draft, question.code, clean.name, clean.type, clean.data)
        known.append(
            {
                "id": kept.id,
                "nom": kept.name,
                "type": kept.type,
                "taille": kept.size,
                "sha256": kept.sha256,
            }
        )
    if known:
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


def _problem(question: Question, place: Place, reason: str, sent: FileStorage) -> Problem:
    problem = Problem(question.code, f"fichier.{reason}", place.pointer, place.ranks)
    return replace(problem, params={"nom": shown_name(sent.filename or "")})
