"""The bench makes a catalogue that a host really verifies, and prints a figure beside each budget."""

from pathlib import Path

import pytest

from engine.catalogue.signed.bench import Made, opened, rows


@pytest.mark.slow
def test_every_budget_has_its_figure() -> None:
    found = {row.name: row for row in rows(count=6, rounds=1)}
    assert [row.budget for row in found.values() if row.budget][:3] == [500.0, 500.0, 40.0]
    assert all(row.value > 0 for row in found.values() if row.budget)


def test_the_catalogue_that_is_measured_can_be_served(tmp_path: Path) -> None:
    Made.of(tmp_path, 4).add("form-4")
    catalogue = opened(tmp_path)
    assert catalogue.alert is None
    assert len(catalogue.slugs()) == 5
    assert catalogue.get("form-4").slug == "form-4"
