"""A form's words in one language: its own, else the block's for the role, else the block's."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from engine.catalogue.mounts import Raw
from engine.catalogue.source import REVIEWED, FormSource, Json, Library
from engine.catalogue.trees import rewritten

#: The block that holds the engine's words: messages of checks, mentions, parts of composite questions.
COMMON_BLOCK = "commun"
_NUMBERED = re.compile(r"(?:(?P<role>[A-Za-z][A-Za-z0-9-]*):)?(?P<number>[0-9]{3})\.(?P<rest>.+)\Z")


def form_words(form: FormSource, raws: Iterable[Raw], library: Library, language: str) -> dict[str, Any]:
    """Give every text of a form in a language under the form's own codes, one look-up a word.

    A text is a string or a list of variants `{"if": tree, "text": …}`.
    """
    words: dict[str, Any] = {}
    if library.has(COMMON_BLOCK):
        words |= _unnumbered(library.block(COMMON_BLOCK).texts.get(language, {}))
    for raw in raws:
        if raw.block is not None and raw.mount is not None:
            words |= _unnumbered(raw.block.texts.get(language, {}))
            words |= _question_words(raw, raw.mount, raw.block.texts.get(language, {}))
    return words | _unnumbered(form.texts.get(language, {}))


def unreviewed(form: FormSource, raws: Iterable[Raw], library: Library) -> list[str]:
    """Give the languages of a form of which a file, its own or a block's, was read by nobody yet."""
    blocks = {raw.block.name: raw.block for raw in raws if raw.block is not None}
    if library.has(COMMON_BLOCK):
        blocks[COMMON_BLOCK] = library.block(COMMON_BLOCK)
    sources = [form.texts, *(block.texts for block in blocks.values())]
    return sorted(
        language
        for language in form.texts
        if any(texts.get(language, {}).get(REVIEWED) is False for texts in sources)
    )


def _unnumbered(texts: Json) -> dict[str, Any]:
    return {key: text for key, text in texts.items() if key != REVIEWED and not _NUMBERED.match(key)}


def _question_words(raw: Raw, mount: Json, texts: Mapping[str, Any]) -> dict[str, Any]:
    number = raw.code.removeprefix(f"{mount['prefix']}-")
    general: dict[str, Any] = {}
    special: dict[str, Any] = {}
    for key, text in texts.items():
        found = _NUMBERED.match(key)
        if found is None or found["number"] != number or found["role"] not in (None, raw.role):
            continue
        chosen = general if found["role"] is None else special
        chosen[f"{raw.code}.{found['rest']}"] = rewritten(text, mount["at"])
    return general | special
