"""Whether every document that one version takes is right for another: question by question, condition by condition.

The comparison is on what the published schemas say, read from the questions they were made from: a schema of
sixty conditions tells an author little. A yes is a proof. What cannot be proved counts as a no, with its reason.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.catalogue.diff.change import Change
from engine.catalogue.diff.imply import implies, impossible, without
from engine.catalogue.diff.leaf import Loss, losses, written
from engine.catalogue.trees import NEVER, all_of, negated
from engine.model import Definition, Question, Tree

_Pair = tuple[Question, Question]


def coverage(new: Definition, old: Definition) -> list[Change]:
    """Give every reason why a document right for `old` may be wrong for `new`; empty is the proof of `covers`."""
    return list(_Comparison(new, old).changes())


def widenings(new: Definition, old: Definition) -> list[Change]:
    """Give what documents right for `new` may hold that those right for `old` never did."""
    names = {"question-removed": "question-added", "hidden-more": "shown-more", "needed-more": "needed-less"}
    return [
        Change(names.get(change.kind, "wider"), change.detail, change.code)
        for change in _Comparison(old, new, widening=True).changes()
    ]


@dataclass(frozen=True, slots=True)
class _Comparison:
    """`new` against `old`: a document right for `old` is at hand. Widening: the two are exchanged."""

    new: Definition
    old: Definition
    widening: bool = False

    def changes(self) -> Iterator[Change]:
        """Give what is lost, in the order in which `old` asks, then what `new` asks besides."""
        mine = {question.pointer: question for question in self.new.questions.values()}
        theirs = {question.pointer: question for question in self.old.questions.values()}
        for pointer, question in theirs.items():
            if pointer in mine:
                yield from self._kept((mine[pointer], question), theirs)
            elif not impossible(question.condition):
                yield Change("question-removed", _gone(question, widening=self.widening), question.code)
        for pointer, question in mine.items():
            if pointer not in theirs and not impossible(_seen(_needed(question), question, theirs)):
                yield self._change("needed-more", "a new question that must be answered", question)

    def _kept(self, pair: _Pair, theirs: Mapping[str, Question]) -> Iterator[Change]:
        new, old = pair
        said = old if self.widening else new
        if not implies(old.condition, _seen(new.condition, new, theirs)):
            words = "it may be there where it was not" if self.widening else "it is hidden where it was asked"
            yield self._change("hidden-more", words, said)
        if not implies(_seen(_needed(new), new, theirs), _needed(old)):
            words = (
                "it may be absent where it was needed" if self.widening else "it is needed where it was not"
            )
            yield self._change("needed-more", words, said)
        for loss in (*_leaf(pair), *self._options(pair, theirs), *self._sizes(pair, theirs)):
            yield self._change("narrower", loss.let_in if self.widening else loss.refused, said)

    def _options(self, pair: _Pair, theirs: Mapping[str, Question]) -> Iterator[Loss]:
        new, old = pair
        offered = {option.value: option.condition for option in new.options if option.answers}
        for option in old.options if new.options else ():
            if not option.answers:
                continue
            value = written(option.value)
            if option.value not in offered:
                yield Loss(f"{value} is no longer offered", f"{value} may now arrive")
            elif not implies(
                all_of(old.condition, option.condition), _seen(offered[option.value], new, theirs)
            ):
                yield Loss(
                    f"{value} is offered in fewer cases", f"{value} may now arrive where it was not offered"
                )

    def _sizes(self, pair: _Pair, theirs: Mapping[str, Question]) -> Iterator[Loss]:
        new, old = pair
        for low, high, when in _ranges(old):
            for least, most, then in _ranges(new):
                together = all_of(when, _seen(then, new, theirs))
                if not (least <= low and high <= most) and not impossible(together):
                    yield Loss(f"from {least} to {most} items", f"from {low} to {high} items may now arrive")

    def _change(self, kind: str, words: str, question: Question) -> Change:
        return Change(kind, words, question.code)


def _gone(question: Question, *, widening: bool) -> str:
    return (
        f"it fills {question.pointer}" if widening else f"documents hold {question.pointer}, which is refused"
    )


def _needed(question: Question) -> Tree | None:
    """Give when an answer must be there; NEVER when it never must."""
    if question.required:
        return question.condition
    if question.required_if is not None:
        return all_of(question.condition, question.required_if)
    return NEVER


def _seen(tree: Tree | None, question: Question, there: Mapping[str, Question]) -> Tree | None:
    """Give a condition as a document decides it that holds the answers `there`, and no other."""
    head = f"{question.pointer.rpartition('/*/')[0]}/*" if "/*/" in question.pointer else ""
    known = {*there, *(f".{pointer.removeprefix(head)}" for pointer in there if head)}
    absent = frozenset(field for field in _fields(tree) if not _holds(field, known))
    return without(tree, absent)


def _fields(tree: Tree | None) -> Iterator[str]:
    if tree is None:
        return
    for key in ("all", "any"):
        for part in tree.get(key, ()):
            yield from _fields(part)
    if "not" in tree:
        yield from _fields(tree["not"])
    yield from (tree[key] for key in ("field", "some", "every", "count") if key in tree)


def _holds(field: str, known: set[str]) -> bool:
    """Say whether documents hold that answer, a part of it, or what is under it."""
    return any(field == one or field.startswith(f"{one}/") or one.startswith(f"{field}/") for one in known)


def _leaf(pair: _Pair) -> list[Loss]:
    new, old = (dict(question.schema) for question in pair)
    if new.get("type") == "array":
        new, old = (_unsized(schema) for schema in (new, old))
    if pair[0].widget == "group":
        return []
    if pair[0].options and pair[1].options:
        new, old = (_unlisted(schema) for schema in (new, old))
    return losses(new, old)


def _unsized(schema: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in schema.items() if key not in ("minItems", "maxItems")}


def _unlisted(schema: dict[str, object]) -> dict[str, object]:
    """Give the schema without its values: they are compared as options."""
    result = {key: value for key, value in schema.items() if key != "enum"}
    items = result.get("items")
    if isinstance(items, dict):
        result["items"] = {key: value for key, value in items.items() if key != "enum"}
    return result


def _ranges(question: Question) -> Iterator[tuple[int, int, Tree | None]]:
    earlier: list[Tree] = []
    for size in question.sizes:
        yield size.minimum, size.maximum, all_of(size.condition, *map(negated, earlier))
        earlier += [size.condition] if size.condition is not None else []
