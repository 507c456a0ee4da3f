"""Moving files between the folder and the bucket: nothing lost at any stop, nothing removed before it was compared."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from engine.store.files import name_of
from engine.store.folder import Folder
from engine.store.moving import CopyDiffers, move, move_one

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO

    from engine.store.bucket import Bucket

pytestmark = pytest.mark.server

LATER = datetime.now(UTC) + timedelta(days=1)
NAMES = [name_of("tilleray", f"{number:04}") for number in range(5)]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Give a folder with five files."""
    made = Folder(tmp_path / "files")
    for rank, name in enumerate(NAMES):
        made.write(name, [bytes([rank]) * 1_000_000] * (rank + 3))
    return made


def test_a_move_that_was_stopped_goes_on_and_every_file_arrives(folder: Folder, bucket: Bucket) -> None:
    stopped = move(folder, bucket, LATER)
    assert [next(stopped), next(stopped)] == NAMES[:2]
    del stopped
    bucket.write(NAMES[2], [b"copied and not compared when the power went"])
    assert list(folder.older(LATER)) == NAMES[2:]
    assert list(move(folder, bucket, LATER)) == NAMES[2:]
    assert list(folder.older(LATER)) == []
    for rank, name in enumerate(NAMES):
        with bucket.opened(name) as source:
            assert source.read() == bytes([rank]) * 1_000_000 * (rank + 3)


def test_a_move_goes_both_ways(folder: Folder, bucket: Bucket, tmp_path: Path) -> None:
    back = Folder(tmp_path / "back")
    assert list(move(folder, bucket, LATER)) == NAMES
    assert list(move(bucket, back, LATER)) == NAMES
    assert list(bucket.older(LATER)) == []
    with back.opened(NAMES[4]) as source:
        assert source.read() == b"\x04" * 7_000_000


class Forgetful(Folder):
    """A place that loses the last octet."""

    def opened(self, name: str) -> IO[bytes]:
        """Give all of it but that one."""
        with super().opened(name) as source:
            return io.BytesIO(source.read()[:-1])


def test_an_original_stays_when_its_copy_differs(folder: Folder, tmp_path: Path) -> None:
    with pytest.raises(CopyDiffers):
        move_one(folder, Forgetful(tmp_path / "forgetful"), NAMES[0])
    assert list(folder.older(LATER)) == NAMES
