"""Whether a version number says less than what changed: publishing stops there."""

from collections.abc import Iterator, Mapping

from engine.catalogue.diff.change import Level
from engine.catalogue.diff.compare import compare
from engine.model import Definition

#: The rule that a named person may set aside, in the form's waivers.json, to publish all the same.
RULE = "version-understated"


def understated(old: Definition, new: Definition) -> list[str]:
    """Give why `new` may not be published after `old` under its number; empty when it may."""
    step = _step(old.version, new.version)
    if step is None:
        return [f"{new.version} does not come after {old.version}"]
    comparison = compare(old, new)
    if comparison.level <= step:
        return []
    heavy = [change for change in comparison.changes if change.level > step]
    first = f"{old.version} to {new.version} is a {step.word} step; this is a {comparison.level.word} change"
    return [first, *(f"{one.code or new.slug}: {one.detail} ({one.kind})" for one in heavy)]


def reused(earlier: Iterator[Definition] | list[Definition], new: Definition) -> Mapping[str, str]:
    """Give the codes of `new` that meant another answer in an earlier version, and what they meant there."""
    found: dict[str, str] = {}
    for form in earlier:
        for code, question in form.questions.items():
            now = new.questions.get(code)
            if now is not None and now.path[-1] != question.path[-1]:
                found.setdefault(code, f"{question.pointer} in {form.version}")
    return found


def _step(old: str, new: str) -> Level | None:
    """Give which part of the number moved; None when it did not grow."""
    before, after = ([int(part) for part in version.split(".")] for version in (old, new))
    if after <= before:
        return None
    if after[0] > before[0]:
        return Level.MAJOR
    return Level.MINOR if after[1] > before[1] else Level.PATCH
