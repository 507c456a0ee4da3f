"""Whatever an author's file holds, the linter gives one clear message with the file and the place, and soon."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue.lint import lint
from engine.resources import DEEPEST, LARGEST
from tests.catalogue.conftest import Roots
from tests.catalogue.lint.breaking import FORM, JOURNEY, SCHEMA, circle

#: No file makes the linter think longer, in seconds of CPU; the worst of them would take hours unguarded.
SOON = 5


def written(text: str | bytes) -> Callable[[Roots], None]:
    """Write the journey as these bytes."""
    data = text.encode() if isinstance(text, str) else text

    def write(roots: Roots) -> None:
        (roots.folder / JOURNEY).write_bytes(data)

    return write


def big(roots: Roots) -> None:
    """Make the journey 50 MB without writing 50 MB of words."""
    with (roots.folder / JOURNEY).open("wb") as file:
        file.truncate(50 * 1024 * 1024)


def outside(roots: Roots) -> None:
    """Let a file of the form lead elsewhere."""
    (roots.folder / "secret.json").write_text('{"title": "secret"}', encoding="utf-8")
    (roots.folder / FORM / "examples" / "v9.json").symlink_to(roots.folder / "secret.json")


def referring(target: str) -> Callable[[Roots], None]:
    """Let the schema refer to something."""
    return lambda roots: roots.edit(SCHEMA, lambda one: one["properties"].update(duree={"$ref": target}))


def slow(roots: Roots) -> None:
    """Let a pattern backtrack for ever on an example."""
    pattern = {"type": "string", "maxLength": 200, "pattern": "^(([a-z]+)*)*$"}
    roots.edit(SCHEMA, lambda one: one["properties"].update(codePostal=pattern))
    roots.edit(f"{FORM}/examples/v1.json", lambda one: one["answers"].update(codePostal="a" * 60 + "!"))


CASES: dict[str, tuple[Callable[[Any], object], str, str, str]] = {
    "not JSON": (written('{\n  "slug": oops}'), "unreadable", JOURNEY, "Expecting value"),
    "not UTF-8": (written(b'{"slug": "\xff"}'), "unreadable", JOURNEY, "not UTF-8 at byte 10"),
    "empty": (written(""), "unreadable", JOURNEY, "Expecting value"),
    "50 MB": (big, "unreadable", JOURNEY, f"52428800 bytes, {LARGEST} at most"),
    "10,000 deep": (
        written('{"slug":' + "[" * 10_000 + "]" * 10_000 + "}"),
        "unreadable",
        JOURNEY,
        f"nests deeper than {DEEPEST} levels",
    ),
    "a key twice": (
        written('{"slug": "a",\n"slug": "b"}'),
        "unreadable",
        JOURNEY,
        'the key "slug" is written twice',
    ),
    "a list": (written("[]"), "unreadable", JOURNEY, "an object is expected here"),
    "a number": (written("1"), "unreadable", JOURNEY, "an object is expected here"),
    "a circle": (circle, "calculation-circle", JOURNEY, "BAD-901"),
    "a slow pattern": (slow, "regex", SCHEMA, "a repetition inside a repetition"),
    "a file outside": (outside, "unreadable", f"{FORM}/examples/v9.json", "outside the form's folder"),
    "a reference outside": (referring("../../secret.json"), "structure", SCHEMA, "../../secret.json"),
    "a reference to the network": (
        referring("https://example.org/a.json"),
        "structure",
        SCHEMA,
        "https://example.org",
    ),
    "a reference to itself": (referring("#/properties/duree"), "structure", SCHEMA, "duree"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_bad_file_is_one_clear_message_and_soon(roots: Roots, name: str) -> None:
    damage, rule, file, words = CASES[name]
    damage(roots)
    before = time.process_time()
    found = lint("demande-badge", roots.forms, roots.schemas)
    assert time.process_time() - before < SOON
    assert [one for one in found if (one.rule, one.file) == (rule, file) and words in one.message], found
    assert all(len(finding.message) < 400 for finding in found)


def test_the_line_of_a_broken_file_is_given(roots: Roots) -> None:
    written('{\n  "slug": "demande-badge",\n  oops\n}')(roots)
    (finding,) = lint("demande-badge", roots.forms, roots.schemas)
    assert (finding.file, finding.line) == (JOURNEY, 3)


@pytest.mark.parametrize("name", ["not JSON", "10,000 deep", "a slow pattern", "a reference outside"])
def test_the_command_never_shows_a_traceback(roots: Roots, name: str) -> None:
    CASES[name][0](roots)
    command = [
        sys.executable,
        "-m",
        "engine.cli",
        "forms",
        "lint",
        "demande-badge",
        "--root",
        str(roots.forms),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ)
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "Traceback" not in done.stdout


def test_findings_are_given_to_code_hosts(roots: Roots) -> None:
    written('{\n  "slug": oops}')(roots)
    command = [
        sys.executable,
        "-m",
        "engine.cli",
        "forms",
        "lint",
        "demande-badge",
        "--sarif",
        "--root",
        str(roots.forms),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    log = json.loads(done.stdout)
    (run,) = log["runs"]
    (result,) = run["results"]
    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "formune forms lint")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "unreadable"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == (Path(JOURNEY).as_posix(), 2)
