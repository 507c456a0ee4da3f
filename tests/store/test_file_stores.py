"""What every place of files promises, the folder and the bucket alike: whole or not at all, and one clear error."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.store.files import FilesAway, MissingFile, name_of
from engine.store.folder import BadFolder, Folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.store.files import FileStore

NAME = name_of("tilleray", "0b1c")
OTHER = name_of("grandval", "77aa")
LATER = datetime.now(UTC) + timedelta(days=1)
EARLIER = datetime.now(UTC) - timedelta(days=1)
MEGABYTE = 1_000_000


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.server)])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> FileStore:
    """Give an empty place of files, of each kind."""
    if request.param == "folder":
        return Folder(tmp_path / "files")
    made: FileStore = request.getfixturevalue("bucket")
    return made


def content(kept: FileStore, name: str = NAME) -> bytes:
    with kept.opened(name) as source:
        return source.read()


class Broken(Exception):
    """What a sender's connection does."""


def breaks_after(octets: int) -> Iterator[bytes]:
    for _part in range(octets // MEGABYTE):
        yield bytes(MEGABYTE)
    raise Broken


@pytest.mark.parametrize("size", [0, 1, MEGABYTE, 5 * 1024 * 1024, 12 * MEGABYTE])
def test_a_file_of_any_size_reads_back(kept: FileStore, size: int) -> None:
    kept.write(NAME, [b"\x05" * min(MEGABYTE, size - at) for at in range(0, size, MEGABYTE)])
    assert content(kept) == b"\x05" * size


def test_a_file_reads_in_parts_of_exactly_what_was_asked(kept: FileStore) -> None:
    kept.write(NAME, [bytes(range(256)) * 4_000])
    with kept.opened(NAME) as source:
        parts = [source.read(65_552) for _ in range(17)]
    assert {len(part) for part in parts[:15]} == {65_552}
    assert b"".join(parts) == bytes(range(256)) * 4_000
    assert parts[-1] == b""


@pytest.mark.parametrize("size", [MEGABYTE, 12 * MEGABYTE])
def test_a_file_written_again_is_the_later_one_and_one_file(kept: FileStore, size: int) -> None:
    kept.write(NAME, [b"a" * size])
    kept.write(NAME, [b"b" * size])
    assert content(kept) == b"b" * size
    assert list(kept.older(LATER)) == [NAME]


@pytest.mark.parametrize("size", [MEGABYTE, 12 * MEGABYTE])
def test_a_source_that_breaks_leaves_nothing_and_an_earlier_file_as_it_was(
    kept: FileStore, size: int
) -> None:
    with pytest.raises(Broken):
        kept.write(NAME, breaks_after(size))
    assert list(kept.older(LATER)) == []
    assert kept.drop_unfinished(LATER) == 0
    kept.write(NAME, [b"earlier"])
    with pytest.raises(Broken):
        kept.write(NAME, breaks_after(size))
    assert content(kept) == b"earlier"


def test_a_missing_file_is_told_by_its_id(kept: FileStore) -> None:
    with pytest.raises(MissingFile) as caught:
        kept.opened(NAME)
    assert caught.value.file_id == "0b1c"


def test_a_removed_file_is_gone_and_removing_it_again_is_no_error(kept: FileStore) -> None:
    kept.write(NAME, [b"x"])
    kept.write(OTHER, [b"y"])
    kept.remove(NAME)
    kept.remove(NAME)
    assert list(kept.older(LATER)) == [OTHER]
    with pytest.raises(MissingFile):
        kept.opened(NAME)


def test_the_sweep_sees_what_is_older_and_only_that(kept: FileStore) -> None:
    kept.write(NAME, [b"x"])
    kept.write(OTHER, [b"y"])
    assert sorted(kept.older(LATER)) == sorted([NAME, OTHER])
    assert list(kept.older(EARLIER)) == []


def test_a_place_that_works_passes_its_check_and_keeps_nothing_of_it(kept: FileStore) -> None:
    kept.check()
    assert list(kept.older(LATER)) == []


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadFolder, match="Give this folder to the account"):
        Folder(tmp_path / "file").check()
    with pytest.raises(FilesAway):
        Folder(tmp_path / "file").write(NAME, [b"x"])
