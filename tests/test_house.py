"""The house keeps its rules: size, words at each door, nothing of a machine, nobody else's looks."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALARM = 400
LIMIT = 600
ROOMS = ("engine", "connectors")
DATA = ("forms", "schemas", "themes")
ROOT_FOLDERS = {*ROOMS, *DATA, "tests", "docs", ".ci"}

#: Folders of one machine and addresses of package indexes; written in pieces, for this file is read too.
LEAK = re.compile(
    r"(?<![\w.<>])/(?:work/(?:main|shared|scratch|venv)|root/|home/\w|opt/\w|Users/\w)"
    r"|pypi\." r"org|pythonhosted\." r"org|registry\.npmjs\." r"org|deb\.debian\." r"org"
)  # fmt: skip
#: The State's design system is not ours to use: neither its name, its typeface, nor its classes.
STATE_DESIGN = re.compile(
    r"\bdsfr\b|marianne|class=[\"'][^\"']*\bfr-[a-z]|(?<![\w-])\.fr-[a-z]", re.IGNORECASE
)
BINARY = {".png", ".jpg", ".jpeg", ".pdf", ".woff2", ".icc", ".ico", ".heic", ".webp", ".gif", ".der", ".p12"}


def test_no_python_file_is_longer_than_600_lines(checkout: Path, say: Callable[[str], None]) -> None:
    lengths = {path: _lines(path) for path in _python(checkout, *ROOMS, "tests", ".ci")}
    assert lengths, "no Python file was found"
    for path, lines in lengths.items():
        if ALARM < lines <= LIMIT:
            say(f"{path.relative_to(checkout)} has {lines} lines: does one idea still live in it?")
    assert {str(path.relative_to(checkout)): n for path, n in lengths.items() if n > LIMIT} == {}


def test_every_room_says_at_its_door_what_it_is_for(checkout: Path) -> None:
    doors = [path for room in ROOMS for path in (checkout / room).rglob("__init__.py")]
    doors = [door for door in doors if door.parent.name != "versions"]
    assert len(doors) > len(ROOMS)
    silent = [str(door.relative_to(checkout)) for door in doors if len(_docstring(door)) < 60]
    assert silent == []


def test_every_module_opens_with_what_it_is(checkout: Path) -> None:
    silent = [str(path.relative_to(checkout)) for path in _python(checkout, *ROOMS) if not _docstring(path)]
    assert silent == []


def test_the_data_folders_hold_no_program(checkout: Path) -> None:
    for folder in DATA:
        assert any((checkout / folder).iterdir()), f"{folder} is empty"
    programs = [
        path
        for folder in DATA
        for suffix in ("py", "js", "sh")
        for path in (checkout / folder).rglob(f"*.{suffix}")
    ]
    assert programs == []


def test_the_root_is_the_table_of_contents(checkout: Path, tracked: tuple[Path, ...]) -> None:
    folders = {path.relative_to(checkout).parts[0] for path in tracked if path.parent != checkout}
    assert folders == ROOT_FOLDERS


def test_no_file_names_a_folder_of_one_machine_or_a_package_index(
    checkout: Path, tracked: tuple[Path, ...]
) -> None:
    assert len(tracked) > 50
    found = {
        str(path.relative_to(checkout)): hit.group() for path in tracked if (hit := LEAK.search(_text(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "seeded", ["see /work" + "/main/x", "file:///opt" + "/wheels", "https://pypi" + ".org/simple"]
)
def test_a_machine_folder_or_an_index_would_be_found(seeded: str) -> None:
    assert LEAK.search(seeded)


@pytest.mark.parametrize("innocent", ["engine/work/queue.py", "from <root/>", "example.org"])
def test_an_ordinary_path_is_not_taken_for_a_machine_folder(innocent: str) -> None:
    assert not LEAK.search(innocent)


def test_no_page_borrows_the_state_s_design_system(checkout: Path, tracked: tuple[Path, ...]) -> None:
    seen = [path for path in tracked if _is_look(path.relative_to(checkout))]
    assert {path.suffix for path in seen} >= {".html", ".css"}
    found = {
        str(path.relative_to(checkout)): hit.group()
        for path in seen
        if (hit := STATE_DESIGN.search(_text(path)))
    }
    assert found == {}


@pytest.mark.parametrize("seeded", ['<p class="x fr-btn">', ".fr-grid {}", "font-family: Marianne", "@dsfr"])
def test_a_borrowed_look_would_be_found(seeded: str) -> None:
    assert STATE_DESIGN.search(seeded)


def test_no_template_holds_inline_style_or_script(checkout: Path) -> None:
    pages = [path for room in ROOMS for path in (checkout / room).rglob("templates/**/*.html")]
    assert pages, "no template was found"
    inline = re.compile(
        r"<script(?![^>]*type=\"application/(?:ld\+)?json\"|[^>]*\ssrc=\"[^\"]+\"[^>]*></script>)|\son[a-z]+=\"|\sstyle=\"|javascript:"
    )
    assert [
        str(path.relative_to(checkout))
        for path in pages
        if inline.search(_text(path)) and "web" in path.parts
    ] == []


def _python(checkout: Path, *folders: str) -> list[Path]:
    found = [path for folder in folders for path in (checkout / folder).rglob("*.py")]
    return [path for path in found if "node_modules" not in path.parts]


def _lines(path: Path) -> int:
    return len(_text(path).splitlines())


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(_text(path))) or ""


def _text(path: Path) -> str:
    return "" if path.suffix in BINARY else path.read_text(encoding="utf-8", errors="replace")


def _is_look(path: Path) -> bool:
    return path.suffix in {".html", ".css", ".svg", ".txt", ".j2"} and (
        path.parts[0] == "themes" or "templates" in path.parts
    )
