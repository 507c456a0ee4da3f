"""The three connectors pass the kit that vendors run, and the kit can fail."""

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from connectors.contract import Connector, Context
from connectors.testing import CASES, Bench, Failure, run, samples
from connectors.testing.bench import Fault
from connectors.testing.mutants import MUTANTS
from engine.resources import schemas_root

from .conftest import make_bench

pytestmark = pytest.mark.server


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_connector_keeps_its_promise(case: object, bench: Bench) -> None:
    assert callable(case)
    case(bench)


@pytest.mark.parametrize("case", MUTANTS)
def test_the_kit_catches_a_connector_that_is_wrong_on_purpose(
    case: str, stack: ExitStack, tmp_path: Path
) -> None:
    name = "folder" if case == "survives_hostile_file_names" else "http"
    inner = make_bench(name, stack, tmp_path)
    with pytest.raises(Failure):
        CASES[case](Mutant(inner, MUTANTS[case](inner.connector())))


def test_the_report_names_what_failed(stack: ExitStack, tmp_path: Path) -> None:
    counter = iter(range(100))

    def fresh() -> Bench:
        home = tmp_path / str(next(counter))
        home.mkdir()
        inner = make_bench("folder", stack, home)
        return Mutant(inner, MUTANTS["accepts_a_delivery"](inner.connector()))

    report = run(fresh)
    assert not report.passed
    assert report.results["accepts_a_delivery"] == "the files differ"
    assert report.results["describes_itself"] == ""


def test_every_prepared_document_follows_the_published_schema(bench: Bench) -> None:
    schema = json.loads((schemas_root() / "delivery" / "1.json").read_text())
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    context = bench.context()
    assert context is not None
    given = samples.delivery("schema", [samples.file("PJ-001", name, b"x") for name in samples.HOSTILE_NAMES])
    for one in (given, replace(given, identity=None, files=(), warnings=({"check": "doublon"},))):
        document = json.loads(bench.connector().prepare(context, one).part("delivery.json"))
        assert not list(validator.iter_errors(document))
        assert list(validator.iter_errors({**document, "seal": "not a seal"})), "the check can fail"


class Mutant:
    """A bench whose connector is another one."""

    def __init__(self, inner: Bench, connector: Connector) -> None:
        self._inner = inner
        self._connector = connector
        self.received = inner.received
        self.spoken = inner.spoken
        self.secrets = inner.secrets

    def connector(self) -> Connector:
        """Give the other connector."""
        return self._connector

    def context(self, fault: Fault | None = None) -> Context | None:
        """Give the inner context."""
        return self._inner.context(fault)
