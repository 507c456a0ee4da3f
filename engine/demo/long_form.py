"""A form made to be measured: sixty questions on three pages, and a page that lists twenty children.

Data files like any author's, from the skeleton of `formune forms new`, with a prefix that no form has.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any, Final

from engine.catalogue.new import new_form
from engine.resources import read_json

SLUG: Final = "banc-d-essai"
#: Questions of one page, and pages.
QUESTIONS: Final = 20
PAGES: Final = 3
CHILDREN: Final = 20

_PREFIX: Final = "QZX"
#: The question that counts the children.
GROUP: Final = f"{_PREFIX}-900"
_NAME: Final = f"{_PREFIX}-901"
_TEXT: Final = {"type": "string", "minLength": 1, "maxLength": 120}
#: Kinds of question of a page, in turn: the widget, its type, what a resident types in each of its inputs.
_KINDS: Final[tuple[tuple[str, dict[str, Any], dict[str, str]], ...]] = (
    ("text", _TEXT, {"": "Le grand pré"}),
    ("radios", {"type": "string", "enum": ["un", "deux", "trois"]}, {"": "deux"}),
    ("date", {"$ref": "schemas/valeurs#/$defs/date"}, {".jour": "12", ".mois": "4", ".annee": "2027"}),
    ("number", {"type": "integer", "minimum": 0, "maximum": 9999}, {"": "42"}),
    ("yesno", {"type": "boolean"}, {"": "oui"}),
    ("textarea", {"type": "string", "minLength": 1, "maxLength": 2000}, {"": "Une fête de rue,\nun soir."}),
    ("email", {"$ref": "schemas/coordonnees#/$defs/courriel"}, {"": "camille.besson@courriel.example"}),
    ("select", {"type": "string", "enum": [f"v{rank}" for rank in range(12)]}, {"": "v7"}),
    ("tel", {"$ref": "schemas/coordonnees#/$defs/telephone"}, {"": "06 12 34 56 78"}),
    ("amount", {"type": "integer", "minimum": 0, "maximum": 10_000_000}, {"": "1 234,50"}),
)


def write_long_form(root: Path, today: date) -> None:
    """Write the form's folder under `root`."""
    root.mkdir(parents=True)
    folder = new_form(SLUG, _PREFIX, root, (), today).folder
    _change(folder / "schema.json", _answers)
    _change(folder / "journey.json", _asked)
    for texts in sorted((folder / "texts").glob("*.json")):
        _change(texts, lambda said: said.update(_words()))


def typed(page: int) -> dict[str, str]:
    """Give what a resident types on a page of questions, by the names of its inputs."""
    return {f"{_field(rank)}{part}": value for rank in _ranks(page) for part, value in _kind(rank)[2].items()}


def _change(path: Path, change: Any) -> None:  # noqa: ANN401 -- changes what was read
    content = read_json(path)
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _answers(schema: dict[str, Any]) -> None:
    own = {_field(rank): _kind(rank)[1] for page in range(PAGES) for rank in _ranks(page)}
    child = {
        "type": "object",
        "properties": {"prenom": _TEXT},
        "required": ["prenom"],
        "unevaluatedProperties": False,
    }
    enfants = {"type": "array", "minItems": 1, "maxItems": CHILDREN, "items": child}
    schema["properties"] = {**own, "enfants": enfants, **schema["properties"]}
    schema["required"] = [*own, "enfants", *schema["required"]]


def _asked(journey: dict[str, Any]) -> None:
    ranks = [rank for page in range(PAGES) for rank in _ranks(page)]
    journey["questions"] |= {_code(rank): _question(rank) for rank in ranks}
    journey["questions"][GROUP] = {"field": "/enfants", "widget": "group", "required": True}
    journey["questions"][_NAME] = {"field": "/enfants/*/prenom", "widget": "text", "required": True}
    pages: list[dict[str, Any]] = [
        {"slug": f"page{page}", "questions": [_code(rank) for rank in _ranks(page)]} for page in range(PAGES)
    ]
    pages.append({"slug": "enfants", "questions": [GROUP], "group": GROUP, "item": [_NAME]})
    journey["sections"] = [{"slug": "longue", "pages": pages}, *journey["sections"]]


def _question(rank: int) -> dict[str, Any]:
    widget = _kind(rank)[0]
    unit = {"unit": "eurosCentimes", "suffix": "€"} if widget == "amount" else {}
    return {"field": f"/{_field(rank)}", "widget": widget, "required": True, **unit}


def _words() -> dict[str, str]:
    said = {"section.longue": "Une longue suite", "page.enfants.title": "Vos enfants"}
    said |= {f"page.page{page}.title": f"Page {page + 1}" for page in range(PAGES)}
    for page in range(PAGES):
        for rank in _ranks(page):
            code = _code(rank)
            said[f"{code}.label"] = f"Quelle est la réponse numéro {rank} ?"
            said[f"{code}.hint"] = "Comme sur votre dernier courrier"
            said[f"{code}.short"] = f"Réponse {rank}"
            said[f"{code}.error"] = "Écrivez une réponse, par exemple : la première."
            for option in _kind(rank)[1].get("enum", ()):
                said[f"{code}.option.{option}"] = f"La réponse {option}"
    for code, name in ((GROUP, "Vos enfants"), (_NAME, "Prénom")):
        said[f"{code}.label"] = said[f"{code}.short"] = name
        said[f"{code}.error"] = "Écrivez une réponse, par exemple : Jeanne."
    return {**said, f"{GROUP}.item": "Enfant", f"{GROUP}.add": "Ajouter un enfant"}


def _ranks(page: int) -> range:
    return range(page * QUESTIONS + 1, (page + 1) * QUESTIONS + 1)


def _kind(rank: int) -> tuple[str, dict[str, Any], dict[str, str]]:
    return _KINDS[rank % len(_KINDS)]


def _code(rank: int) -> str:
    return f"{_PREFIX}-{100 + rank}"


def _field(rank: int) -> str:
    return f"reponse{rank}"
