"""What a person does on a submission's page: send a piece that is asked for, read a file, withdraw."""

from collections.abc import Sequence
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from engine.cities import Contact, service_in_charge, words_of
from engine.dialogue import Desk, DialogueError, TooLong, answer, standing_of, withdraw
from engine.documents.received import BadFile, Clean, shown_name
from engine.journey.view import ErrorLine, FieldView
from engine.model import Definition
from engine.store import attachments, exchanges
from engine.store.exchanges import AlreadyAnswered, Exchange
from engine.store.submissions import Submission
from engine.web import owned
from engine.web.clocks import clock_notes
from engine.web.downloads import download
from engine.web.journey.versions import offered_form
from engine.web.moments import ENDED, spoken_lines
from engine.web.tongue import spoken
from engine.web.visit import services, visit

#: Files of one answer.
_MOST_FILES: Final = 5
#: What is taken when what is asked for is no question of the form.
_ACCEPTED: Final = ("application/pdf", "image/jpeg", "image/png", "image/heic")
_FILES: Final = "fichiers"
_TEXT: Final = "message"


def blueprint() -> Blueprint:
    """Give the blueprint `exchanges`."""
    pages = Blueprint("exchanges", __name__)
    one = "/suivi/<reference>"
    pages.get(f"{one}/piece/<int:number>", endpoint="piece")(piece)
    pages.post(f"{one}/piece/<int:number>", endpoint="send_piece")(send_piece)
    pages.get(f"{one}/fichier/<int:number>/<int:rank>", endpoint="file")(file)
    pages.get(f"{one}/retrait", endpoint="leaving")(leaving)
    pages.post(f"{one}/retrait", endpoint="leave")(leave)
    return pages


def piece(reference: str, number: int) -> Response | str:
    """Show what is asked for, why, until when, and what happens to the delay."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
        said = exchanges.of_submission(conn, found.id)
    asked = _request(said, number)
    if _answered(said, asked) or found.status in ENDED:
        return redirect(url_for("followup.show", reference=found.reference), 303)
    return _asking(found, said, asked)


def send_piece(reference: str, number: int) -> Response | str:
    """Take the files in and send them on; sent twice, the first answer stands."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
        said = exchanges.of_submission(conn, found.id)
    owned.check(_purpose(found))
    asked = _request(said, number)
    onward = redirect(url_for("followup.show", reference=found.reference), 303)
    if _answered(said, asked) or found.status in ENDED:
        return onward
    text = request.form.get(_TEXT, "")
    files, refused = _received(_form_of(found), asked)
    if refused:
        return Response(_asking(found, said, asked, refused, text), 422, mimetype="text/html")
    try:
        with services().store.begin() as conn:
            answer(desk(), conn, found, asked, files, text)
    except TooLong as long:
        error = spoken().say("follow.text.long", n=long.length, most=long.most)
        return Response(_asking(found, said, asked, "", text, error), 422, mimetype="text/html")
    except (AlreadyAnswered, DialogueError):
        # Sent twice, or ended meanwhile: the page says how things stand.
        return onward
    return onward


def file(reference: str, number: int, rank: int) -> Response:
    """Give a file that was sent or received after the deposit."""
    with services().store.read() as conn:
        found = owned.owned_or_404(conn, reference)
        said = {one.number: one for one in exchanges.of_submission(conn, found.id)}
        held = said[number].files[rank - 1 : rank] if number in said and rank > 0 else ()
        if not held:
            abort(404)
        data = attachments.open(services().store, conn, held[0].id)
    return download(data, held[0].type, held[0].name)


def leaving(reference: str) -> Response | str:
    """Ask before withdrawing, and say what it means; impossible once decided, in words."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
    if found.status == "erased":
        return redirect(url_for("followup.show", reference=found.reference), 303)
    return _leaving(found)


def leave(reference: str) -> Response | str:
    """Withdraw; twice, the first stands."""
    with services().store.read() as conn:
        found = owned.owned_or_ask(conn, reference)
    owned.check(_purpose(found))
    reason = request.form.get(_TEXT, "")
    try:
        with services().store.begin() as conn:
            withdraw(desk(), conn, found, reason)
    except TooLong as long:
        error = spoken().say("follow.text.long", n=long.length, most=long.most)
        return Response(_leaving(found, reason, error), 422, mimetype="text/html")
    except DialogueError:
        # Decided, withdrawn or erased meanwhile: the page says which.
        return redirect(url_for("exchanges.leaving", reference=found.reference), 303)
    return redirect(url_for("followup.show", reference=found.reference), 303)


def desk() -> Desk:
    """Give the desk of the request's city."""
    return Desk(services().store, visit().city, services().enqueue)


def _asking(  # noqa: PLR0913, PLR0917 -- what the page shows again
    found: Submission,
    said: Sequence[Exchange],
    asked: Exchange,
    refused: str = "",
    text: str = "",
    long: str = "",
) -> str:
    ours = spoken()
    definition = _form_of(found)
    standings = (
        standing_of(definition, visit().city, found, said, services().clock.now()) if definition else ()
    )
    words = words_of(definition, visit().city, ours.language) if definition else None
    fields = (
        FieldView(
            "",
            (),
            _FILES,
            _FILES,
            "files",
            ours.say("follow.piece.files"),
            error=refused or None,
            accept=",".join(_accepted(definition, asked)),
            max_files=_MOST_FILES,
        ),
        FieldView(
            *("", (), _TEXT, _TEXT, "textarea", ours.say("follow.piece.text")),
            optional=True,
            error=long or None,
            value=text,
            rows=4,
        ),
    )
    return render_template(
        "piece.html",
        submission=found,
        contact=contact_of(found, definition),
        label=spoken_lines(asked.label, ours.language)[0],
        lines=spoken_lines(asked.text, ours.language),
        until=asked.until,
        late=asked.until is not None and desk().today > asked.until,
        notes=clock_notes(standings, words, ours) if words else (),
        fields=fields,
        errors=tuple(ErrorLine("", f"#{one.element_id}", one.error) for one in fields if one.error),
        csrf=owned.token(_purpose(found)),
    )


def _leaving(found: Submission, reason: str = "", error: str = "") -> str:
    field = FieldView(
        *("", (), _TEXT, _TEXT, "textarea", spoken().say("follow.leave.reason")),
        optional=True,
        error=error or None,
        value=reason,
        rows=3,
    )
    return render_template(
        "withdraw.html",
        submission=found,
        contact=contact_of(found, _form_of(found)),
        ended=spoken().say(f"follow.leave.{found.status}") if found.status in ENDED else "",
        fields=(field,),
        errors=(ErrorLine("", f"#{_TEXT}", error),) if error else (),
        csrf=owned.token(_purpose(found)),
    )


def contact_of(found: Submission, definition: Definition | None) -> Contact | None:
    """Give whom to call about a submission; None for the town's own contact."""
    answers = dict(found.payload.get("answers", {}))
    return service_in_charge(visit().city, definition, answers) if definition else None


def _received(definition: Definition | None, asked: Exchange) -> tuple[list[Clean], str]:
    """Give the files clean, or why one cannot be kept: all come again then, so that none is lost unseen."""
    sent = [one for one in request.files.getlist(_FILES) if one.filename]
    if not sent:
        return [], spoken().say("follow.piece.none")
    if len(sent) > _MOST_FILES:
        return [], _why(definition, sent[_MOST_FILES], "nombre", len(sent))
    clean = []
    for one in sent:
        try:
            come = services().gate.admit(one.filename or "", one.stream, _accepted(definition, asked))
            clean.append(Clean(come.name, come.type, come.content.read()))
        except BadFile as bad:
            return [], _why(definition, one, bad.reason, len(sent))
    return clean, ""


def _why(definition: Definition | None, sent: FileStorage, reason: str, count: int) -> str:
    ours, name = spoken(), shown_name(sent.filename or "")
    again = ours.say("follow.piece.again")
    words = words_of(definition, visit().city, ours.language) if definition else None
    known = words.find(f"check.fichier.{reason}", nom=name) if words else None
    said = known or ours.say("follow.piece.bad", name=name)
    return f"{said} {again}" if count > 1 else said


def _accepted(definition: Definition | None, asked: Exchange) -> tuple[str, ...]:
    question = definition.questions.get(asked.code) if definition else None
    return tuple(question.accept) if question and question.widget == "files" else _ACCEPTED


def _form_of(found: Submission) -> Definition | None:
    return offered_form(services(), visit().city, found.form, found.version)


def _request(said: Sequence[Exchange], number: int) -> Exchange:
    asked = next((one for one in said if one.number == number and one.kind == "request"), None)
    return asked or abort(404)


def _answered(said: Sequence[Exchange], asked: Exchange) -> bool:
    return any(one.answers_id == asked.id for one in said)


def _purpose(found: Submission) -> str:
    return f"suivi {found.reference}"
