"""Files against the metaschemas of schemas/meta."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource

from engine.catalogue.lint.finding import Finding, pointer_key
from engine.catalogue.source import Block, FormSource
from engine.resources import read_json
from engine.validation import CLOSED, validator, verdict

#: The longest message kept: a validator repeats the whole value that it refuses.
_MESSAGE = 240


class Metaschemas:
    """The metaschemas of one folder, each compiled once."""

    def __init__(self, folder: Path) -> None:
        bodies = [read_json(path) for path in sorted(folder.glob("*.json"))]
        registry: Registry[Any] = CLOSED.with_resources(
            (body["$id"], Resource.from_contents(body)) for body in bodies
        ).crawl()  # uncrawled, every dynamic reference would crawl it again
        self._validators = {body["$id"].split(":")[3]: validator(body, registry) for body in bodies}
        resources = [(body["$id"], body) for body in bodies]
        self._verdicts = {body["$id"].split(":")[3]: verdict(body, resources) for body in bodies}
        self._blocks: dict[str, list[Finding]] = {}

    def block(self, block: Block) -> list[Finding]:
        """Give what a block has wrong; each block is checked once, however many forms mount it."""
        if block.name not in self._blocks:
            self._blocks[block.name] = list(_block_structure(block, self))
        return self._blocks[block.name]

    def findings(self, kind: str, document: Any, file: str) -> Iterator[Finding]:  # noqa: ANN401 -- any JSON
        """Give what a document has wrong as a `kind` (journey, block, texts…)."""
        if self._verdicts[kind](document):
            return
        for error in self._validators[kind].iter_errors(document):
            deepest = _deepest(error)
            where = "".join(f"/{pointer_key(str(step))}" for step in deepest.absolute_path)
            mend = f"See schemas/meta/{kind}.json and docs/reference/form-format.md."
            yield Finding("structure", file, where, deepest.message[:_MESSAGE], mend)


def form_structure(form: FormSource, metaschemas: Metaschemas) -> Iterator[Finding]:
    """Check every file of a form against its metaschema, and the names that must agree with the folder's."""
    yield from metaschemas.findings("schema", form.schema, f"{form.file}/schema.json")
    yield from metaschemas.findings("journey", form.journey, f"{form.file}/journey.json")
    yield from metaschemas.findings("procedure", form.procedure, f"{form.file}/procedure.json")
    yield from _texts(form.file, form.texts, metaschemas)
    for name, example in form.examples.items():
        yield from metaschemas.findings("example", example, f"{form.file}/examples/{name}.json")
        yield from _same(example.get("id"), name, f"{form.file}/examples/{name}.json", "/id")
    if form.waivers:
        yield from metaschemas.findings("waivers", list(form.waivers), f"{form.file}/waivers.json")
    yield from _same(form.journey.get("slug"), form.slug, f"{form.file}/journey.json", "/slug")
    yield from _same(form.procedure.get("slug"), form.slug, f"{form.file}/procedure.json", "/slug")
    identity = f"urn:formune:form:{form.slug}"
    yield from _same(form.schema.get("$id"), identity, f"{form.file}/schema.json", "/$id")


def _block_structure(block: Block, metaschemas: Metaschemas) -> Iterator[Finding]:
    yield from metaschemas.findings("schema", block.schema, f"{block.file}/schema.json")
    if block.questions:
        written = {
            "$schema": "urn:formune:meta:block:1",
            "block": block.name,
            "questions": dict(block.questions),
        }
        yield from metaschemas.findings("block", written, f"{block.file}/questions.json")
    yield from _texts(block.file, block.texts, metaschemas)


def _texts(folder: str, texts: Mapping[str, Any], metaschemas: Metaschemas) -> Iterator[Finding]:
    for language, words in texts.items():
        yield from metaschemas.findings("texts", words, f"{folder}/texts/{language}.json")


def _same(value: object, expected: str, file: str, where: str) -> Iterator[Finding]:
    if value != expected:
        yield Finding("structure", file, where, f"this must be « {expected} »", "Write the folder's name.")


def _deepest(error: ValidationError) -> ValidationError:
    """Follow an `oneOf` to the branch that the author most likely meant."""
    found = best_match([error]) if error.context else error
    return found if isinstance(found, ValidationError) else error
