"""What this room promises about itself."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import engine.identity
from engine.identity.errors import Kind, Reason, Refused

ROOM = Path(engine.identity.__file__).parent


def importers(package: str) -> set[str]:
    found = set()
    for file in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module]
            if any(name == package or name.startswith(f"{package}.") for name in names):
                found.add(file.name)
    return found


def test_one_module_alone_knows_the_library() -> None:
    assert importers("oic") == {"messages.py"}
    assert importers("jwkest") == set()
    assert importers("flask") == set()


def test_the_library_loads_without_a_warning() -> None:
    command = [sys.executable, "-W", "error", "-c", "import engine.identity.relying_party"]
    assert subprocess.run(command, check=True, capture_output=True).stderr == b""


def test_every_reason_has_a_kind_and_stands_in_the_reference() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "identity.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", page, re.MULTILINE))
    assert named == {reason.value: Refused(reason).kind.value for reason in Reason}
    assert set(named.values()) == {kind.value for kind in Kind}
