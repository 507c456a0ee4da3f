"""A form's questions, from the blocks that it mounts and from its own journey."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue.errors import BadSource
from engine.catalogue.source import Block, FormSource, Json, Library
from engine.catalogue.trees import all_of, rewritten

#: The role of the person who types: whose own data may be filled by the browser and by FranceConnect.
TYPIST = "demandeur"
#: Arguments of a check that name another question: a block writes three figures, the mount gives the prefix.
QUESTION_ARGUMENTS = (
    "other", "start", "end", "child", "birth", "postcode", "title",
    "of", "group", "by", "from", "to", "fromTime", "toTime",
)  # fmt: skip
_NUMBER = re.compile(r"[0-9]{3}\Z")


@dataclass(frozen=True, slots=True)
class Raw:
    """A question before its pages are known, and the mount that it comes from, if any."""

    code: str
    question: Mapping[str, Any]
    mount: Json | None = None
    block: Block | None = None

    @property
    def role(self) -> str | None:
        """Give the mount's role."""
        return self.mount.get("role") if self.mount else None


def raw_questions(form: FormSource, library: Library) -> dict[str, Raw]:
    """Give every question of the form by code, `~/` resolved and overrides merged; raise BadSource."""
    own = dict(form.journey.get("questions", {}))
    questions: dict[str, Raw] = {}
    for mount in form.journey.get("mounts", ()):
        for raw in _mounted(form, mount, library, own):
            if raw.code in questions:
                raise BadSource(
                    _file(form), raw.code, "the code stands twice", "Give each mount its own prefix."
                )
            questions[raw.code] = raw
    for code, question in own.items():
        if "field" not in question or "widget" not in question:
            mend = "Give field and widget, or take the number from a block."
            raise BadSource(_file(form), code, "the question is of no block and is incomplete", mend)
        questions[code] = Raw(code, question)
    return questions


def _mounted(form: FormSource, mount: Json, library: Library, own: dict[str, Json]) -> list[Raw]:
    block = library.block(mount["block"])
    result = []
    for number in mount["take"]:
        if number not in block.questions:
            mend = f"Take a number of {block.file}/questions.json."
            raise BadSource(
                _file(form), f"{mount['prefix']}-{number}", "the block has no such question", mend
            )
        code = f"{mount['prefix']}-{number}"
        override = rewritten(own.pop(code, {}), mount["at"])
        result.append(
            Raw(code, _merged(_as_mounted(mount, block.questions[number], number), override), mount, block)
        )
    return result


def _as_mounted(mount: Json, source: Json, number: str) -> dict[str, Any]:
    at = mount["at"]
    question: dict[str, Any] = rewritten({key: value for key, value in source.items() if key != "field"}, at)
    key = source["field"].removeprefix("~")
    question["field"] = f"{at.rstrip('/')}{key}"
    if number in mount.get("require", ()):
        question["required"] = True
        question.pop("requiredIf", None)
    if number in mount.get("optional", ()):
        question.pop("required", None)
        question.pop("requiredIf", None)
    question["checks"] = [_prefixed(check, mount["prefix"]) for check in question.get("checks", ())]
    if "copy" in mount and "calculate" not in question:
        copied = {"value": {"copy": f"{mount['copy']['from'].rstrip('/')}{key}"}}
        question["calculate"] = copied | ({"if": mount["copy"]["if"]} if "if" in mount["copy"] else {})
    if mount.get("reuse") is False:
        question["reuse"] = False
    _filled_by(mount, question, "autocomplete")
    _filled_by(mount, question, "prefill")
    return question | _condition(all_of(mount.get("if"), question.get("if")))


def _filled_by(mount: Json, question: dict[str, Any], kind: str) -> None:
    """Keep a token or a prefill only where the data are, or may be, those of the person who types."""
    condition = mount.get(f"{kind}If")
    if kind in question and condition is not None:
        question.setdefault(f"{kind}If", rewritten(condition, mount["at"]))
    elif mount.get("role", TYPIST) != TYPIST:
        question.pop(kind, None)


def _prefixed(check: Any, prefix: str) -> Any:  # noqa: ANN401 -- a name or an object
    if isinstance(check, str):
        return check
    return {
        key: _coded(value, prefix) if key in QUESTION_ARGUMENTS else value for key, value in check.items()
    }


def _coded(value: Any, prefix: str) -> Any:  # noqa: ANN401 -- a number, a code, or several
    if isinstance(value, list):
        return [_coded(one, prefix) for one in value]
    return f"{prefix}-{value}" if isinstance(value, str) and _NUMBER.match(value) else value


def _merged(question: dict[str, Any], override: Mapping[str, Any]) -> dict[str, Any]:
    """Lay the form's words over the block's: `if` replaces, `ifAlso` adds, `null` takes away."""
    result = question | {key: value for key, value in override.items() if key != "ifAlso"}
    if "ifAlso" in override:
        result |= _condition(all_of(result.get("if"), override["ifAlso"]))
    if "required" in override and "requiredIf" not in override:
        result.pop("requiredIf", None)
    if "requiredIf" in override and "required" not in override:
        result.pop("required", None)
    return {key: value for key, value in result.items() if value is not None}


def _condition(tree: Any) -> dict[str, Any]:  # noqa: ANN401 -- a tree or None
    return {} if tree is None else {"if": tree}


def _file(form: FormSource) -> str:
    return f"{form.file}/journey.json"
