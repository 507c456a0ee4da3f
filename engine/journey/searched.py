"""What a post says of its long lists: the words typed choose only what they name, and a choice must answer to them."""

from collections.abc import Mapping, Sequence

from engine.journey.bind import place_on
from engine.journey.fields import Sheet, choices, national
from engine.journey.names import input_name
from engine.journey.pointers import get, put
from engine.journey.reading import SEARCHED
from engine.journey.search import LONG, UNCHOSEN, matching, named


def settle_searches(sheet: Sheet, raw: Mapping[str, Sequence[str]]) -> None:
    """Put in the sheet's document, in place, what the searches of its page chose.

    The whole name of one choice chooses it. A choice ticked under other words than those typed now is not one: the
    page shows what answers to them, and asks.
    """
    for code in sheet.page.codes(sheet.ranks):
        question = sheet.program.by_code[code].question
        if question.widget != "select":
            continue
        place = place_on(question, sheet.ranks)
        text = (raw.get(input_name(place, SEARCHED)) or ("",))[0].strip()
        rows = choices(sheet, question, place) if text else []
        if len(rows) <= LONG:
            continue
        value = get(sheet.document, place.path)
        if value in national(sheet, question):
            continue
        if value not in {code for code, _label, _hint in matching(rows, text)}:
            put(sheet.document, place.path, named(rows, text) or f"{UNCHOSEN}{text}")
