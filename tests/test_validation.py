"""The engine's validator against the official tests of draft 2020-12, each failure known and explained.

`make test ARGS="tests/test_validation.py"` prints the counts that README states.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema.exceptions import SchemaError
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from engine.validation import CLOSED, validator

PROPERTY = "Python's expressions have no \\p: our schemas may not use it (lint rule « regex »)"
ESCAPES = (
    "Python's \\d \\w \\s \\c read more than ECMA 262's: our schemas may not use them (lint rule « regex »)"
)
VOCABULARY = "schemas that choose another vocabulary: ours name one dialect, checked by its metaschema"
EARLIER = "« dependencies » belongs to earlier drafts: our metaschema refuses the word"
FORMAT = "formats are notes here: dates and addresses carry patterns, the engine checks calendars"
#: (file of the suite, how many of its tests fail): why that is acceptable.
ACCEPTED = {
    ("pattern", 3): PROPERTY,
    ("patternProperties", 2): PROPERTY,
    ("vocabulary", 1): VOCABULARY,
    ("optional/ecmascript-regex", 32): f"{PROPERTY}; {ESCAPES}",
    ("optional/dependencies-compatibility", 14): EARLIER,
    ("optional/format-assertion", 2): FORMAT,
}


@pytest.fixture(scope="module")
def suite(samples_root: Path) -> Path:
    """Give the folder of the official tests."""
    folder = samples_root / "json-schema-test-suite"
    assert folder.is_dir()
    return folder


def test_the_official_tests_pass_but_for_those_explained(
    suite: Path, say: Callable[[str], None], checkout: Path
) -> None:
    registry = _remotes(suite / "remotes")
    failed: Counter[str] = Counter()
    counts = []
    for place, folder in (("", suite / "draft2020-12"), ("optional/", suite / "draft2020-12" / "optional")):
        verdicts = list(_verdicts(folder, registry))
        failed.update(f"{place}{name}" for name, passed in verdicts if not passed)
        counts.append(f"{sum(passed for _, passed in verdicts)} of {len(verdicts)}")
    assert dict(failed) == dict(ACCEPTED.keys())
    said = f"official draft 2020-12 suite: {counts[0]} required, {counts[1]} optional"
    say(said)
    readme = (checkout / "README.md").read_text(encoding="utf-8")
    assert all(f"**{count}**" in readme for count in counts), f"README must say it: {said}"


@pytest.mark.parametrize("word", [r"\p{L}", r"\d", r"\w", r"\s"])
def test_what_python_reads_otherwise_may_not_stand_in_a_schema(word: str) -> None:
    from engine.catalogue.lint.regexes import pattern_faults  # noqa: PLC0415 -- the rule that excuses the failures

    assert list(pattern_faults(f"^{word}+$"))


def test_a_reference_is_never_fetched() -> None:
    with pytest.raises(Unresolvable):
        validator({"$ref": "http://127.0.0.1:9/schema.json"}).is_valid(1)


def test_everything_validates_through_this_entry(checkout: Path) -> None:
    others = [
        path.relative_to(checkout).as_posix()
        for path in (checkout / "engine").rglob("*.py")
        if "Draft202012Validator(" in path.read_text(encoding="utf-8")
    ]
    assert others == ["engine/validation.py"]


def test_a_schema_of_another_draft_is_read_as_ours() -> None:
    old = {"$schema": "http://json-schema.org/draft-04/schema#", "prefixItems": [{"type": "integer"}]}
    assert not validator(old).is_valid(["x"])


def test_a_schema_that_is_none_is_refused_by_its_metaschema() -> None:
    with pytest.raises(SchemaError):
        validator({}).check_schema({"type": "texte"})


def _verdicts(folder: Path, registry: Registry[Any]) -> Iterator[tuple[str, bool]]:
    for path in sorted(folder.glob("*.json")):
        for group in json.loads(path.read_text(encoding="utf-8")):
            for test in group["tests"]:
                yield path.stem, _verdict(group["schema"], registry, test["data"]) is test["valid"]


def _verdict(schema: Any, registry: Registry[Any], data: Any) -> bool | str:  # noqa: ANN401 -- any JSON
    try:
        return validator(schema, registry).is_valid(data)
    except Exception as error:  # noqa: BLE001 -- whatever it raises on such a schema is a failure to count
        return type(error).__name__


def _remotes(folder: Path) -> Registry[Any]:
    """Give the schemas that the suite refers to, at the addresses that its README says."""
    return CLOSED.with_resources(
        (
            f"http://localhost:1234/{path.relative_to(folder).as_posix()}",
            Resource.from_contents(
                json.loads(path.read_text(encoding="utf-8")), default_specification=DRAFT202012
            ),
        )
        for path in folder.rglob("*.json")
    )
