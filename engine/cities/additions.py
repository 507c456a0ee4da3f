"""What a town adds to a national form: its own questions and one document, apart from the national ones."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from engine.cities.city import Profile
from engine.language import FRENCH
from engine.model import CheckUse, Definition, Option, Page, Question

#: The code and the place of the town's document; extra questions stand under COMPLEMENTS.
PIECE: Final = "PIE-099"
LOCALE: Final = "/pieces/locale"
COMPLEMENTS: Final = "/complements"
_PAGE: Final = "complements"
#: Statements come last: the town's page stands before the first page that holds one.
_STATEMENTS: Final = "DEC"
_LINE: Final = "^[^\\u0000-\\u001F\\u007F]+$(?!\\n)"
_KINDS: Final[Mapping[str, tuple[str, dict[str, Any]]]] = {
    "texte": ("text", {"type": "string", "minLength": 1, "maxLength": 200, "pattern": _LINE}),
    "texteLong": ("textarea", {"type": "string", "minLength": 1, "maxLength": 1000}),
    "nombre": ("number", {"type": "integer", "minimum": 0, "maximum": 999_999_999}),
    "date": (
        "date",
        {"type": "string", "maxLength": 10, "pattern": "^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$(?!\\n)"},
    ),
    "ouiNon": ("yesno", {"type": "boolean"}),
}


def with_additions(definition: Definition, profile: Profile) -> Definition:
    """Give the form with the town's questions and document, on a page of their own before the statements."""
    own = [_question(code, asked) for code, asked in profile.complements.items()]
    piece = _piece(definition, profile.piece) if profile.piece else None
    codes = (*(one.code for one in own), *((PIECE,) if piece else ()))
    if not codes:
        return definition
    questions = {**definition.questions, **{one.code: one for one in own}}
    return replace(
        definition,
        questions=questions | ({PIECE: piece} if piece else {}),
        pages=_with_page(definition, codes),
        base=_with_answers(definition.base, own),
        texts=dict(_words(definition, profile)),
        procedure=_with_document(definition.procedure, profile.piece) if piece else definition.procedure,
    )


def is_addition(question: Question) -> bool:
    """Say whether a question stands where a town may add one."""
    return question.pointer.startswith(f"{COMPLEMENTS}/") or question.pointer == LOCALE


def _question(code: str, asked: Mapping[str, Any]) -> Question:
    answers = list(asked.get("reponses", ()))
    if answers:
        several = asked["genre"] == "plusieurs"
        one: dict[str, Any] = {"type": "string", "enum": answers}
        many = {"type": "array", "items": one, "minItems": 1, "maxItems": len(answers), "uniqueItems": True}
        widget, schema = ("checkboxes", many) if several else ("radios", one)
    else:
        widget, schema = _KINDS[asked["genre"]]
    return Question(
        code=code,
        pointer=f"{COMPLEMENTS}/{_key(code)}",
        widget=widget,
        schema=schema,
        required=asked.get("obligatoire", False),
        options=tuple(map(Option, answers)),
        checks=(CheckUse("dateExiste", "dateExiste", code),) if widget == "date" else (),
    )


def _piece(definition: Definition, asked: Mapping[str, Any]) -> Question:
    return Question(
        code=PIECE,
        pointer=LOCALE,
        widget="files",
        schema=definition.base["properties"]["pieces"]["properties"]["locale"],
        required=asked.get("indispensable", False),
        accept=("application/pdf", "image/jpeg", "image/png"),
    )


def _with_page(definition: Definition, codes: tuple[str, ...]) -> tuple[Page, ...]:
    pages = list(definition.pages)
    last = next(
        (
            rank
            for rank, page in enumerate(pages)
            if any(one.startswith(_STATEMENTS) for one in page.questions)
        ),
        len(pages),
    )
    section = pages[min(last, len(pages) - 1)].section
    pages.insert(last, Page(_PAGE, section, codes))
    return tuple(pages)


def _with_answers(base: Mapping[str, Any], own: list[Question]) -> Mapping[str, Any]:
    if not own:
        return base
    answers = {
        "type": "object",
        "properties": {one.path[-1]: dict(one.schema) for one in own},
        "unevaluatedProperties": False,
    }
    return {**base, "properties": {**base["properties"], "complements": answers}}


def _words(definition: Definition, profile: Profile) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the texts by language: a town's words are in French, messages about them in each language."""
    for language, texts in definition.texts.items():
        added: dict[str, Any] = {}
        for code, asked in profile.complements.items():
            added |= _said(code, texts.get(f"local.error.{asked['genre']}"))
            if language == FRENCH:
                added |= dict(_own_words(code, asked))
        if profile.piece:
            added |= _said(PIECE, texts.get("local.piece.error"))
            added |= {f"{PIECE}.hint": profile.piece.get("aide") or texts.get("local.piece.hint", "")}
            if language == FRENCH:
                added |= {f"{PIECE}.label": profile.piece["nom"], f"doc.{PIECE}": profile.piece["nom"]}
        yield language, {**texts, **added}


def _said(code: str, error: Any) -> dict[str, Any]:  # noqa: ANN401 -- a text or its variants
    return {} if error is None else {f"{code}.error": error}


def _own_words(code: str, asked: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield f"{code}.label", asked["question"]
    if "aide" in asked:
        yield f"{code}.hint", asked["aide"]
    answers = asked.get("reponses", {})
    yield from ((f"{code}.option.{value}", label) for value, label in answers.items())
    example = asked.get("exemple") or next(iter(answers.values()), "")
    if example:
        yield f"{code}.example", example


def _with_document(procedure: Mapping[str, Any], asked: Mapping[str, Any]) -> Mapping[str, Any]:
    told = {
        "text": asked["fondement"]["texte"],
        **({"article": asked["fondement"]["article"]} if "article" in asked["fondement"] else {}),
        "verified": True,
    }
    document = {
        "code": PIECE,
        "indispensable": asked.get("indispensable", False),
        "local": True,
        "basis": [told],
    }
    return {**procedure, "documents": [*procedure.get("documents", ()), document]}


def _key(code: str) -> str:
    return code.replace("-", "").lower()
