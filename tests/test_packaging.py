"""What setup.cfg, the lock and the Makefile promise is what the code needs and the tree holds."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from configparser import ConfigParser
from importlib.metadata import packages_distributions
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

#: Needed though no module of ours imports them, each with its reason.
NOT_IMPORTED = {
    "gunicorn": "started as a program by the demo and by hosts",
    "psycopg": "loaded by SQLAlchemy for postgresql+psycopg addresses",
    "tzdata": "read by zoneinfo where the system holds no time zones",
}
OURS = {"engine", "connectors"}


@pytest.fixture(scope="module")
def setup(checkout: Path) -> ConfigParser:
    """Read setup.cfg."""
    parser = ConfigParser()
    parser.read(checkout / "setup.cfg", encoding="utf-8")
    return parser


def test_every_dependency_is_imported_and_every_import_is_a_dependency(
    checkout: Path, setup: ConfigParser
) -> None:
    options = {_name(line) for line in _list(setup["options.extras_require"]["s3"])}
    declared = {_name(line) for line in _list(setup["options"]["install_requires"])} | options
    assert options <= {_name(line) for line in _list(setup["options.extras_require"]["dev"])}
    imported = _imported_distributions(checkout)
    assert imported - declared == set(), "imported, not in install_requires"
    assert declared - imported - set(NOT_IMPORTED) == set(), "in install_requires, never imported"
    assert set(NOT_IMPORTED) <= declared


def test_every_room_is_in_the_list_of_packages(checkout: Path, setup: ConfigParser) -> None:
    doors = [path.parent for room in sorted(OURS) for path in (checkout / room).rglob("__init__.py")]
    rooms = {".".join(door.relative_to(checkout).parts) for door in doors}
    data = {"engine._data.forms", "engine._data.schemas", "engine._data.themes"}
    assert set(_list(setup["options"]["packages"])) == rooms | data


def test_every_folder_with_python_has_a_door(checkout: Path) -> None:
    folders = {path.parent for room in OURS for path in (checkout / room).rglob("*.py")}
    migrations = {folder for folder in folders if folder.name == "versions"}
    assert [str(folder) for folder in folders - migrations if not (folder / "__init__.py").exists()] == []


def test_the_connectors_contract_needs_the_standard_library_only(checkout: Path) -> None:
    imported = _imports(checkout / "connectors" / "contract.py")
    assert imported
    assert imported - set(sys.stdlib_module_names) == set()


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_the_lock_pins_every_dependency_with_hashes_and_names_no_address(
    checkout: Path, setup: ConfigParser, lock: str
) -> None:
    text = (checkout / ".ci" / "lock" / f"{lock}.txt").read_text(encoding="utf-8")
    pinned = {_name(line) for line in text.splitlines() if re.match(r"[a-z0-9]", line)}
    wanted = {_name(line) for line in _list(setup["options"]["install_requires"])}
    if lock == "dev":
        wanted |= {_name(line) for line in _list(setup["options.extras_require"]["dev"])}
    assert wanted - pinned == set(), "run `make lock`"
    assert all("==" in line for line in text.splitlines() if re.match(r"[a-z0-9]", line))
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(pinned)
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)


def test_the_npm_lock_holds_a_hash_for_every_package_and_no_address(checkout: Path) -> None:
    text = (checkout / "tests" / "package-lock.json").read_text(encoding="utf-8")
    assert (
        text.count('"integrity": "sha512-') == len(re.findall(r'^    "node_modules/', text, re.MULTILINE)) > 0
    )
    assert '"resolved"' not in text


def test_make_alone_lists_every_target(checkout: Path) -> None:
    makefile = (checkout / "Makefile").read_text(encoding="utf-8")
    declared = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert declared is not None
    targets = declared.group(1).split()
    assert {"run", "test", "check"} <= set(targets)
    shown = subprocess.run(["make", "-C", checkout], capture_output=True, check=True, text=True).stdout
    assert sorted(re.findall(r"^make ([a-z]+) +\S", shown, re.MULTILINE)) == sorted(targets)
    assert sorted(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) == sorted(targets)


def test_ci_does_what_make_check_does(checkout: Path) -> None:
    script = (checkout / ".ci" / "run").read_text(encoding="utf-8")
    assert "set -euo pipefail" in script
    assert "make --no-print-directory check" in script


def test_publiccode_names_what_the_format_requires(checkout: Path, setup: ConfigParser) -> None:
    text = (checkout / "publiccode.yml").read_text(encoding="utf-8")
    keys = set(re.findall(r"^([A-Za-z]+):", text, re.MULTILINE))
    required = {"name", "url", "platforms", "developmentStatus", "softwareType", "description", "legal"}
    assert required | {"publiccodeYmlVersion", "maintenance", "localisation"} <= keys
    assert f"softwareVersion: {setup['metadata']['version']}" in text
    assert f"license: {setup['metadata']['license']}" in text


def _imported_distributions(checkout: Path) -> set[str]:
    """Give the distributions that bring the modules imported anywhere in the rooms."""
    files = [path for room in OURS for path in (checkout / room).rglob("*.py")]
    modules = {module for path in files for module in _imports(path)} - OURS - set(sys.stdlib_module_names)
    known = packages_distributions()
    return {_name(known[module][0]) if module in known else f"unknown:{module}" for module in modules}


def _imports(path: Path) -> set[str]:
    """Give the top names of the absolute imports of a file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def _list(value: str) -> list[str]:
    return [line.strip() for line in value.splitlines() if line.strip() and not line.startswith("#")]


def _name(requirement: str) -> str:
    """Give a requirement's normalised distribution name (PEP 503)."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    return re.sub(r"[-_.]+", "-", name.group()).lower() if name else ""
