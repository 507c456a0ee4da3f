"""The import contracts hold, and each of them would notice a breach."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINT = Path(sys.executable).with_name("lint-imports")

#: A file to write, the line that breaks a rule, and the contract that must say so.
BREACHES = [
    ("engine/clock.py", "import engine.store.store\n", "Imports between the engine's rooms point down"),
    (
        "engine/attic/__init__.py",
        '"""A room nobody planned."""\n',
        "Imports between the engine's rooms point down",
    ),
    ("connectors/folder.py", "import engine.clock\n", "Connectors know nothing of the engine"),
    ("engine/delivery/breach.py", "import connectors.folder\n", "The engine sees connectors.contract"),
    ("engine/web/breach.py", "import oic\n", "Only engine.identity knows oic"),
    ("engine/web/breach.py", "import dbos\n", "Only engine.work knows DBOS"),
    ("connectors/folder.py", "import connectors.email\n", "Connectors do not know one another"),
]


def test_the_import_contracts_hold(checkout: Path) -> None:
    done = _lint(checkout)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_is_found(checkout: Path, tmp_path: Path, file: str, line: str, contract: str) -> None:
    for room in ("engine", "connectors"):
        shutil.copytree(
            checkout / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "templates")
        )
    shutil.copy(checkout / "setup.cfg", tmp_path)
    breach = tmp_path / file
    breach.parent.mkdir(exist_ok=True)
    breach.write_text(
        (breach.read_text(encoding="utf-8") if breach.exists() else "") + line, encoding="utf-8"
    )
    done = _lint(tmp_path)
    assert done.returncode == 1
    broken = [report for report in done.stdout.splitlines() if " BROKEN" in report]
    assert any(report.startswith(contract) for report in broken), done.stdout


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, check=False, text=True
    )
