"""What a rule found, and the form it was found in."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.catalogue.mounts import Raw
from engine.catalogue.source import FormSource, Library

#: Makes, from a schema, a predicate over documents: another validator whose verdict must be the same.
Oracle = Callable[[Mapping[str, Any]], Callable[[Mapping[str, Any]], bool]]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `severity` is error, or waived when a named person set the rule aside.

    `file` is written from the folder that holds forms/ and schemas/; `where` is a JSON pointer in it and
    `line` counts from 1 (0 when unknown); `code` is the question concerned, if one is.
    """

    rule: str
    file: str
    where: str
    message: str
    mend: str
    code: str | None = None
    severity: str = "error"
    line: int = 0


@dataclass(frozen=True, slots=True)
class Subject:
    """A form under examination, once it can be assembled."""

    form: FormSource
    library: Library
    raws: Mapping[str, Raw]
    bundle: Mapping[str, Any]

    @property
    def questions(self) -> Mapping[str, Mapping[str, Any]]:
        """Give the merged questions by code."""
        questions: Mapping[str, Mapping[str, Any]] = self.bundle["questions"]
        return questions

    def at(self, code: str) -> tuple[str, str]:
        """Give the file and the pointer where the author wrote a question, or took it."""
        file = f"{self.form.file}/journey.json"
        if code in self.form.journey.get("questions", {}):
            return file, f"/questions/{code}"
        for rank, mount in enumerate(self.form.journey.get("mounts", ())):
            if code[:3] == mount["prefix"] and code[4:] in mount["take"]:
                return file, f"/mounts/{rank}/take/{mount['take'].index(code[4:])}"
        return file, "/questions"

    def found(self, rule: str, code: str, message: str, mend: str) -> Finding:
        """Make a finding about a question."""
        file, where = self.at(code)
        return Finding(rule, file, where, message, mend, code)


def pointer_key(key: str) -> str:
    """Write a key as one segment of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def line_of(text: str, pointer: str) -> int:
    """Give the line, from 1, of the value that a pointer leads to in a JSON text, or of what holds it."""
    lines = _lines(text)
    while pointer and pointer not in lines:
        pointer = pointer.rpartition("/")[0]
    return lines.get(pointer, 1)


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def _lines(text: str) -> dict[str, int]:
    """Give the line of every value of a well-formed JSON text by pointer."""
    lines: dict[str, int] = {}
    holders: list[list[Any]] = []
    key, line, last = "", 1, 0
    for token in _TOKEN.finditer(text):
        line += text.count("\n", last, token.start())
        last = token.start()
        word = token.group()
        if word in "}]":
            holders.pop()
        elif word == ",":
            holders[-1][1] += 1
            holders[-1][2] = True
        elif word == ":":
            holders[-1][2] = False
        elif holders and holders[-1][3] and holders[-1][2]:
            key = pointer_key(word[1:-1])
        else:
            base, rank, _, keyed = holders[-1] if holders else ("", 0, False, False)
            pointer = f"{base}/{key if keyed else rank}" if holders else ""
            lines[pointer] = line
            if word in "{[":
                holders.append([pointer, 0, True, word == "{"])
    return lines
