"""Files in segments: any size in constant memory, and no octet moved, dropped, added or cut off unseen."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store import Store, Unreadable, attachments, crypto, files, stream
from engine.store.stream import SEGMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.store.drafts import Draft

KEY = bytes(range(32))
WHERE = "tilleray|attachment|1"
HUNDRED = 100_000_000
#: What one sealed segment weighs, and what stands before the first.
SEALED, HEAD = SEGMENT + 16, 17


def sealed(content: bytes) -> bytes:
    return b"".join(stream.seal(KEY, io.BytesIO(content), WHERE))


def opened(data: bytes, where: str = WHERE, key: bytes = KEY) -> bytes:
    with stream.reader(key, io.BytesIO(data), where) as content:
        return content.read()


@pytest.mark.parametrize("size", [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 3 * SEGMENT])
def test_a_file_of_any_size_reads_back(size: int) -> None:
    content = bytes(size // 2) + b"\x01" * (size - size // 2)
    assert opened(sealed(content)) == content
    assert len(sealed(content)) == HEAD + size + 16 * max(1, -(-size // SEGMENT))


@given(st.binary(max_size=300), st.integers(1, 40))
def test_a_file_reads_back_in_parts_of_any_size(content: bytes, part: int) -> None:
    with stream.reader(KEY, io.BytesIO(sealed(content)), WHERE) as source:
        assert b"".join(iter(lambda: source.read(part), b"")) == content


def test_two_files_with_the_same_content_and_key_have_no_segment_in_common() -> None:
    assert sealed(b"a" * 100)[HEAD:] != sealed(b"a" * 100)[HEAD:]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[:-1],
        lambda data: data[: HEAD + SEALED],
        lambda data: data[: HEAD + 2 * SEALED],
        lambda data: data[:HEAD],
        lambda data: data[:10],
        lambda data: data[:1],
        lambda data: data[:0],
        lambda data: data + b"\0",
        lambda data: data + data[HEAD : HEAD + SEALED],
        lambda data: data[:HEAD] + data[HEAD + SEALED : HEAD + 2 * SEALED] + data[HEAD : HEAD + SEALED]
        + data[HEAD + 2 * SEALED :],
        lambda data: data[:HEAD] + data[HEAD + SEALED :],
        lambda data: data[:5] + bytes([data[5] ^ 1]) + data[6:],
        lambda data: data[:HEAD] + bytes([data[HEAD] ^ 1]) + data[HEAD + 1 :],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"\x01" + data[1:],
        lambda data: b"\x03" + data[1:],
    ],
    ids=[
        "shorter", "first-alone", "without-last", "head", "half-head", "mark", "nothing", "longer", "repeated",
        "swapped", "dropped", "salt", "first", "tag", "earlier-format", "no-format",
    ],
)  # fmt: skip
def test_a_file_that_was_touched_does_not_open(spoil: Callable[[bytes], bytes]) -> None:
    data = sealed(bytes(2 * SEGMENT + 5))
    with pytest.raises(Unreadable):
        opened(spoil(data))


def test_a_file_opens_at_its_own_place_with_its_own_key_alone() -> None:
    data = sealed(b"content")
    with pytest.raises(Unreadable):
        opened(data, "tilleray|attachment|2")
    with pytest.raises(Unreadable):
        opened(data, key=bytes(32))


def test_a_file_of_the_earlier_format_still_opens(store: Store, begin_draft: Callable[..., Draft]) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        kept = attachments.add(store, conn, draft, "PIE-001", "a.pdf", "application/pdf", io.BytesIO(b"old"))
        where = crypto.place("tilleray", "attachment", kept.id)
        name = files.name_of("tilleray", kept.id)
        store.keeper.files.write(name, (crypto.seal(draft.key, b"of the earlier format", where),))
    with store.read() as conn:
        assert attachments.open(store, conn, kept.id) == b"of the earlier format"


class Zeros:
    """A file of zeros that holds none of them."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int, /) -> bytes:
        """Give as many."""
        count = min(self.left, size)
        self.left -= count
        return bytes(count)


def test_a_hundred_megabytes_are_kept_and_read_back_in_constant_memory(
    store: Store, begin_draft: Callable[..., Draft]
) -> None:
    with store.begin() as conn:
        draft = begin_draft(conn)
        tracemalloc.start()
        try:
            kept = attachments.add(store, conn, draft, "PIE-001", "a.pdf", "application/pdf", Zeros(HUNDRED))
            with attachments.reader(store, conn, kept.id) as content:
                read = sum(len(part) for part in iter(lambda: content.read(SEGMENT), b""))
            _now, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert read == kept.size == HUNDRED
    assert peak < 2_000_000
