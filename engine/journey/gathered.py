"""Kinds of question that gather: the items of a group, each with what it says of itself, and files already sent."""

from engine.journey.bind import asked
from engine.journey.pointers import Place, Ranks, get, size
from engine.journey.sheet import Sheet
from engine.journey.summary import item_name
from engine.journey.view import FileView, ItemView
from engine.journey.written import in_words
from engine.model import Json, Question


def items_of(sheet: Sheet, question: Question, place: Place) -> tuple[ItemView, ...]:
    """Give the items of a group, each with what it says of itself."""
    if question.widget != "group":
        return ()
    words, document = sheet.words, sheet.document
    return tuple(
        ItemView(
            label=item_name(question.code, rank, words, document),
            said=_said_of_item(sheet, (*place.ranks, rank)),
            url=sheet.item_url((*place.ranks, rank)),
            remove_action=f"retirer:{question.code}.{rank}",
        )
        for rank in range(size(document, place.path))
    )


def _said_of_item(sheet: Sheet, ranks: Ranks) -> str | None:
    """Give an item's first answer, and its amounts: « La région, 8 000 € »."""
    answers = [
        " ".join(in_words(question, value, sheet.words))
        for index, (question, place) in enumerate(asked(sheet.program, sheet.page, ranks, sheet.document))
        if (index == 0 or question.suffix) and (value := get(sheet.document, place.path)) is not None
    ]
    return ", ".join(answers) or None


def files_of(question: Question, value: Json) -> tuple[FileView, ...]:
    """Give the files that an answer holds; none for any other kind of question."""
    if question.widget != "files" or not isinstance(value, list):
        return ()
    return tuple(
        FileView(
            id=str(one["id"]),
            name=str(one["nom"]),
            size=int(one["taille"]),
            type=str(one["type"]),
            remove_action=f"retirer:{question.code}.{index}",
        )
        for index, one in enumerate(value)
    )
