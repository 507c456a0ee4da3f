"""The pages about city files say what the code does."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from engine.cities import errors
from engine.cities.reader import check_city
from engine.resources import read_json, schemas_root

DOCS = Path(__file__).parents[2] / "docs"
REFERENCE = DOCS / "reference" / "city-file.md"
HOW_TO = DOCS / "how-to" / "open-a-city.md"
LOGO = "<svg xmlns='http://www.w3.org/2000/svg'/>"


def test_the_whole_example_can_be_served(tmp_path: Path) -> None:
    [example] = _blocks(REFERENCE)
    (tmp_path / "nice.toml").write_text(example, encoding="utf-8")
    (tmp_path / "nice.svg").write_text(LOGO, encoding="utf-8")

    assert check_city(tmp_path / "nice.toml") == []


@pytest.mark.parametrize("piece", range(3))
def test_each_piece_of_the_how_to_fits_the_example(tmp_path: Path, piece: int) -> None:
    [example] = _blocks(REFERENCE)
    added = _blocks(HOW_TO)[piece]
    kept = _without(example, re.findall(r"^\[.*\]$", added, re.MULTILINE))
    (tmp_path / "nice.toml").write_text(f"{kept}\n{added}", encoding="utf-8")
    (tmp_path / "nice.svg").write_text(LOGO, encoding="utf-8")

    assert len(_blocks(HOW_TO)) == 3
    assert check_city(tmp_path / "nice.toml") == []


def test_every_setting_stands_in_the_reference_with_its_meaning() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    settings = list(_settings(read_json(schemas_root() / "city" / "1.json")))

    assert len(settings) > 50
    missing = [
        name
        for name, words in settings
        if not re.search(
            rf"^\| `(?:[^`]*\.)?{name}` \| (?:oui)? \| {re.escape(words)} \|$", page, re.MULTILINE
        )
    ]
    assert missing == []


def test_every_rule_that_refuses_stands_in_the_reference() -> None:
    page = REFERENCE.read_text(encoding="utf-8")
    rules = [one.rule for one in errors.ProfileRefused.__subclasses__()]

    assert len(rules) == 13
    assert [rule for rule in rules if f"| `{rule}` |" not in page] == []


def _blocks(page: Path) -> list[str]:
    return re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def _without(text: str, headers: list[str]) -> str:
    """Drop the tables of these headers."""
    tables = re.split(r"^(?=\[)", text, flags=re.MULTILINE)
    return "".join(table for table in tables if table.partition("\n")[0] not in headers)


def _settings(node: object) -> Iterator[tuple[str, str]]:
    """Give the name and meaning of every setting of the schema."""
    if isinstance(node, list):
        for inner in node:
            yield from _settings(inner)
    if isinstance(node, Mapping):
        properties = node.get("properties")
        if isinstance(properties, Mapping) and "type" in node:
            yield from ((str(name), str(value["description"])) for name, value in properties.items())
        for inner in node.values():
            yield from _settings(inner)
