"""The drop folder: whole or not at all, never over something else."""

import fcntl
import json
import os
import shutil
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest

from connectors.contract import (
    Accepted,
    BadDelivery,
    Delivery,
    DeliveryFile,
    Outcome,
    Permanent,
    Transient,
    encode,
)
from connectors.folder import FolderConnector
from connectors.testing import samples

from .conftest import Route, open_route


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


def deliver(base: Path, given: Delivery) -> Outcome:
    context, connector = open_route(Route("folder", {"path": str(base)})), FolderConnector()
    return connector.deliver(context, connector.prepare(context, given), {})


def tree(base: Path) -> list[str]:
    return sorted(str(path.relative_to(base)) for path in base.rglob("*") if path.is_file())


def test_the_folder_has_the_documented_shape(base: Path) -> None:
    files = [
        samples.file("PJ-001", "a.exe", b"1"),
        samples.file("PJ-001", "b.tar.GZ", b"2", "application/gzip"),
        samples.file("PJ-002", "c", b"3", "application/x-thing"),
        samples.file("PJ-003", "d.p/../df", b"4", "application/x-thing"),
    ]
    given = replace(samples.delivery("shape", files), receipt=samples.file("recepisse", "r.pdf", b"5"))
    assert deliver(base, given) == Accepted(given.reference)
    names = ["PJ-001-1.pdf", "PJ-001-2.gz", "PJ-002-3.bin", "PJ-003-4.bin"]
    expected = ["delivery.json", *(f"files/{name}" for name in names), "receipt.pdf", "seal.json"]
    assert tree(base) == [f"{given.reference}/{name}" for name in expected]
    home = base / given.reference
    assert (home / "delivery.json").read_bytes() == encode(given.document())
    seal = json.loads((home / "seal.json").read_bytes())
    assert ".".join((seal["protected"], seal["payload"], seal["signature"])) == given.seal


def test_another_document_under_the_same_reference_is_refused_and_nothing_changes(base: Path) -> None:
    given = samples.delivery("first")
    deliver(base, given)
    before = (base / given.reference / "delivery.json").read_bytes()
    outcome = deliver(base, samples.other_content(given))
    assert outcome == Permanent("conflict", "the folder exists with another content")
    assert (base / given.reference / "delivery.json").read_bytes() == before


@pytest.mark.parametrize("squatter", ["file", "link", "folder"])
def test_something_else_in_the_place_is_never_replaced(base: Path, tmp_path: Path, squatter: str) -> None:
    given = samples.delivery("squatter")
    place, elsewhere = base / given.reference, tmp_path / "elsewhere"
    elsewhere.mkdir()
    if squatter == "file":
        place.write_text("mine")
    elif squatter == "link":
        place.symlink_to(elsewhere)
    else:
        place.mkdir()
        (place / "mine").write_text("mine")
    assert isinstance(deliver(base, given), Permanent)
    assert tree(elsewhere) == []
    assert tree(base) == (
        [given.reference] if squatter == "file" else [f"{given.reference}/mine"] * (squatter == "folder")
    )


def test_the_litter_of_a_killed_attempt_is_cleared(base: Path) -> None:
    given = samples.delivery("killed", [samples.file("PJ-001", "a.pdf", b"whole")])
    litter = base / f".tmp-{given.key}" / "files"
    litter.mkdir(parents=True)
    (litter / "PJ-001-1.pdf").write_bytes(b"ha")
    (litter / "old").symlink_to("/")
    assert isinstance(deliver(base, given), Accepted)
    assert (base / given.reference / "files" / "PJ-001-1.pdf").read_bytes() == b"whole"
    assert [path.name for path in base.iterdir()] == [given.reference]


def test_a_failed_attempt_leaves_no_personal_data_behind(base: Path) -> None:
    true = samples.file("PJ-001", "a.pdf", b"sealed")
    forged = replace(true, open=samples.file("PJ-001", "a.pdf", b"forged").open)
    assert isinstance(deliver(base, samples.delivery("forged", [forged])), Permanent)
    assert list(base.iterdir()) == []


def test_two_attempts_at_once_do_not_mix(base: Path) -> None:
    given = samples.delivery("concurrent")
    with held(base / f".tmp-{given.key}"):
        assert deliver(base, given) == Transient("another attempt is writing")
    assert isinstance(deliver(base, given), Accepted)


def test_a_receipt_that_comes_after_the_folder_was_taken_away_arrives_alone(base: Path) -> None:
    given = samples.delivery("taken")
    deliver(base, given)
    shutil.rmtree(base / given.reference)
    late = samples.completed(given, b"pdf")
    for _ in range(2):
        assert isinstance(deliver(base, late), Accepted)
    assert tree(base) == [f"{given.reference}-receipt/receipt.pdf"]


def test_another_receipt_does_not_replace_the_first(base: Path) -> None:
    given = samples.delivery("receipts")
    deliver(base, given)
    deliver(base, samples.completed(given, b"one"))
    assert deliver(base, samples.completed(given, b"two")) == Permanent(
        "conflict", "another receipt is there"
    )
    assert (base / given.reference / "receipt.pdf").read_bytes() == b"one"


def test_a_receipt_does_not_join_another_document(base: Path) -> None:
    given = samples.delivery("stranger")
    deliver(base, samples.other_content(given))
    outcome = deliver(base, samples.completed(given, b"pdf"))
    assert outcome == Permanent("conflict", "the folder exists with another content")
    assert not (base / given.reference / "receipt.pdf").exists()


def test_a_missing_folder_is_waited_for_and_never_made(base: Path) -> None:
    gone = base / "unmounted"
    assert deliver(gone, samples.delivery("gone")) == Transient("the drop folder is not there")
    assert not gone.exists()


def test_a_folder_that_refuses_is_for_somebody_to_mend(base: Path) -> None:
    given = samples.delivery("refused")
    (base / f".tmp-{given.key}").symlink_to(base)
    outcome = deliver(base, given)
    assert isinstance(outcome, Permanent)
    assert outcome.kind == "config"


def test_a_name_that_leads_elsewhere_cannot_even_be_said() -> None:
    good = samples.delivery("names")
    for bad in ("..", ".", "", "a/b", "a\\b", "a\x00", "a\n", "-a", "a-", ".tmp-x", "é", "x" * 65):
        with pytest.raises(BadDelivery):
            replace(good, reference=bad)
        with pytest.raises(BadDelivery):
            samples.file(bad, "a.pdf", b"")


def test_every_file_and_folder_is_flushed_before_the_name_appears(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    # The system's own call still happens: it is only listened to.
    monkeypatch.setattr(os, "fsync", fsync)
    given = samples.delivery("flushed", [samples.file("PJ-001", "a.pdf", b"x")])
    deliver(base, given)
    work = f".tmp-{given.key}"
    assert flushed == ["delivery.json", "seal.json", "PJ-001-1.pdf", "files", work, "drop"]


def test_a_large_file_is_streamed(base: Path, tmp_path: Path) -> None:
    source, size = tmp_path / "large", 40_000_000
    source.write_bytes(bytes(size))
    digest = sha256(bytes(size)).hexdigest()

    def opened() -> BinaryIO:
        return source.open("rb")

    large = DeliveryFile("PJ-001", "large.pdf", "application/pdf", size, digest, opened)
    tracemalloc.start()
    assert isinstance(deliver(base, samples.delivery("large", [large])), Accepted)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the lock of an attempt, as another worker would."""
    folder.mkdir()
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)
