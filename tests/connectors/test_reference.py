"""The reference names everything that an operator or a vendor may meet."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from connectors import contract, registry
from connectors.contract import Kind, Outcome
from connectors.http import outcome_of
from connectors.testing import CASES
from connectors.testing.mutants import MUTANTS


@pytest.fixture
def reference(checkout: Path) -> str:
    return (checkout / "docs" / "reference" / "connectors.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["folder", "email", "http"])
def test_each_connector_is_documented_with_its_settings_and_capabilities(name: str, reference: str) -> None:
    descriptor = registry.load(name).describe()
    words = [name, *descriptor.config_schema["properties"], *descriptor.capabilities]
    section = reference.partition(f"\n## `{name}`\n")[2].partition("\n## ")[0]
    assert [word for word in words[1:] if f"`{word}`" not in section] == []


def test_each_outcome_kind_and_error_is_documented(reference: str) -> None:
    outcomes = [outcome.__name__ for outcome in get_args(Outcome)]
    errors = ["ConnectorError", "BadDelivery", "UnknownConnector", "BadConfig", "UNCAUGHT"]
    assert [word for word in (*outcomes, *errors, *get_args(Kind)) if word not in reference] == []
    assert isinstance(contract.UNCAUGHT, contract.Unknown)


def test_each_status_of_the_table_means_what_the_table_says(reference: str) -> None:
    rows = re.findall(r"^\| HTTP ([^|]+)\| `(\w+)(?:\((\w+)\))?`", reference, re.MULTILINE)
    assert len(rows) >= 8
    for seen, name, kind in rows:
        if name == "Rejected" or "state" in seen or "cannot be read" in seen:
            continue
        for status in map(int, re.findall(r"\b[2-5]\d\d\b", seen)):
            outcome = outcome_of(contract.HttpAnswer(status, {}, b""), now())
            assert type(outcome).__name__ == name, status
            if kind and name == "Permanent":
                assert getattr(outcome, "kind", "") == kind, status


def test_the_example_of_the_how_to_is_a_connector(checkout: Path) -> None:
    page = (checkout / "docs" / "how-to" / "write-a-connector.md").read_text(encoding="utf-8")
    program = re.findall(r"```python\n(.*?)```", page, re.DOTALL)[0]
    names: dict[str, type] = {}
    exec(program, names)  # noqa: S102 -- the documentation's own code, run as a reader would
    assert names["AcmeConnector"]().describe().id == "acme"


def test_every_mutant_is_aimed_at_a_case() -> None:
    assert set(MUTANTS) <= set(CASES)


def now() -> datetime:
    return datetime(2026, 11, 24, tzinfo=UTC)
