"""What people read: the words of each question, in each language."""

from collections.abc import Iterator

from engine.catalogue.diff.change import Change
from engine.catalogue.trees import same_key
from engine.model import Definition

#: Words that a person swears to, or that state a right: changing them changes what is agreed.
_BINDING = ("mention.", "rgpd.", "notice.")


def word_changes(old: Definition, new: Definition) -> Iterator[Change]:
    """Give what changed in the texts; one difference a question and language, whatever the number of keys."""
    for language in new.texts:
        if language not in old.texts:
            yield Change("language-added", f"the form is now written in {language}")
    for language in old.texts:
        if language not in new.texts:
            yield Change("language-removed", f"the form is no longer written in {language}")
            continue
        yield from _language(old, new, language)


def _language(old: Definition, new: Definition, language: str) -> Iterator[Change]:
    before, after = old.texts[language], new.texts[language]
    keys = [key for key in after if key in before and same_key(before[key]) != same_key(after[key])]
    keys += [
        key for key in before.keys() ^ after.keys() if _code(key) in old.questions.keys() & new.questions
    ]
    heads: dict[str, list[str]] = {}
    for key in keys:
        heads.setdefault(key.partition(".")[0], []).append(key.partition(".")[2])
    for head, rests in heads.items():
        code = head if head in new.questions else None
        detail = f"{language}: {', '.join(sorted(set(rests)))}"
        binding = any(f"{head}.{rest}".startswith(_BINDING) for rest in rests) or (
            code is not None and new.questions[code].widget == "checkbox" and "label" in rests
        )
        kind = "statement-changed" if binding else "words-changed"
        yield Change(kind, detail if code else f"{head}: {detail}", code)


def _code(key: str) -> str:
    return key.partition(".")[0]
