"""Verifying says what was proved, what stays open and what is wrong, and changes nothing."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from engine.catalogue.signed.verifying import verify_bundle, verify_catalogue
from tests.catalogue.signed.keepers import SLUG, Keepers


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_catalogue_that_ran_out_is_told_with_the_mend(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    assert verify_catalogue(keepers.folder, keepers.trusted, keepers.clock).good
    keepers.clock.advance(timedelta(days=15))
    report = verify_catalogue(keepers.folder, keepers.trusted, keepers.clock)
    assert not report.good
    assert "timestamp.json is expired" in report.faults[0]
    assert "forms catalogue refresh" in report.faults[0]


def test_a_catalogue_older_than_what_an_engine_saw_is_told_and_its_memory_left_alone(
    keepers: Keepers,
) -> None:
    keepers.publish("1.0.0")
    before = keepers.saved()
    keepers.publish("1.1.0")
    keepers.catalogue()
    keepers.put_back(before)
    state, clock = keepers.base / "state", keepers.clock
    remembered = everything(state)
    assert verify_catalogue(keepers.folder, keepers.trusted, clock).good
    report = verify_catalogue(keepers.folder, keepers.trusted, clock, state)
    assert not report.good
    assert "older state" in report.faults[0]
    assert everything(state) == remembered


def test_without_a_trusted_root_the_report_says_what_it_could_not_prove(keepers: Keepers) -> None:
    report = verify_catalogue(keepers.folder, None, keepers.clock)
    assert report.good
    assert "none was given" in report.open[0]


def test_a_bundle_is_found_by_its_content_whatever_its_layout(keepers: Keepers, tmp_path: Path) -> None:
    published = keepers.publish("1.0.0")
    bundle = json.loads(keepers.bundle_file(published).read_bytes())
    file = tmp_path / "bundle.json"
    file.write_text(json.dumps({"digest": "", "bundle": bundle}, indent=4), encoding="utf-8")
    report = verify_bundle(file, keepers.folder, keepers.trusted, keepers.clock)
    assert report.good
    assert [str(one.version) for one in report.releases] == ["1.0.0"]
    assert f"{SLUG} 1.0.0" in report.text()


@pytest.mark.parametrize(
    "content",
    ["[" * 10_000, "{}", "[1]", '{"slug": "x", "version": "1.0.0"}', '{"slug": [], "version": "x"}', "é"],
)
def test_a_file_that_is_no_published_bundle_is_told_without_a_traceback(
    keepers: Keepers, tmp_path: Path, content: str
) -> None:
    file = tmp_path / "bundle.json"
    file.write_text(content, encoding="latin-1")
    assert not verify_bundle(file, keepers.folder, keepers.trusted, keepers.clock).good
