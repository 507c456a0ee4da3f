"""State payloads carried through the pages to a back office, each once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from engine.model import Json
from engine.resources import forms_root
from tests.forms.flow import Flow
from tests.forms.mairie import mairie

PAYLOADS = Path(__file__).parent / "payloads"


@dataclass(frozen=True, slots=True)
class Case:
    """A payload, its form and table, and what no element of it gives beyond the table's defaults."""

    form: str
    table: str
    payload: str
    #: Names of the differences that stay, and no other.
    stay: frozenset[str]
    said: Mapping[str, Json] = field(default_factory=dict)
    #: Calculated values that this payload gives otherwise than the table's `expected`.
    calculated: Mapping[str, Json] = field(default_factory=dict)

    @property
    def flow(self) -> Flow:
        """Read the table."""
        return Flow.of(forms_root() / self.form / self.table)

    @property
    def path(self) -> Path:
        """Give the payload with invented persons."""
        return PAYLOADS / self.payload


@dataclass(frozen=True, slots=True)
class Carried:
    """A payload and what the back office received."""

    flow: Flow
    values: Mapping[str, str]
    received: dict[str, Any]


Carry = Callable[[Case, Path], Carried]


@pytest.fixture(scope="session")
def carry(tmp_path_factory: pytest.TempPathFactory) -> Carry:
    """Give a function that carries a payload: read, walked through the pages, deposited, delivered."""
    kept: dict[Path, Carried] = {}

    def carried(case: Case, path: Path) -> Carried:
        if path not in kept:
            flow = case.flow
            values = flow.elements(path)
            with mairie(tmp_path_factory.mktemp("mairie"), flow) as town:
                kept[path] = Carried(flow, values, town.receive(case.form, flow.read(values, case.said)))
        return kept[path]

    return carried
