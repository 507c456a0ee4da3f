"""Files encrypted in segments: any size in constant memory, and no segment that can be moved, dropped or cut off.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, « Online Authenticated-Encryption and its Nonce-Reuse
Misuse-Resistance », 2015), as `age` and Tink have it: segments of 64 KiB under AES-256-GCM, whose nonce is the
segment's number and a mark on the last one. The key is this file's alone: HMAC-SHA256 of its place and of a random
salt under the draft's key. A file of the earlier format (`engine.store.crypto.seal`, one piece) still opens.
"""

import io
import os
from collections.abc import Iterator
from typing import IO, Any, Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from engine.store import crypto

#: First byte of a file in segments.
FORMAT: Final = b"\x02"
#: Octets of content in each segment but the last.
SEGMENT: Final = 64 * 1024
_SALT_SIZE: Final = 16
_TAG_SIZE: Final = 16
_COUNTER_SIZE: Final = 11


class Source(Protocol):
    """What is read in parts."""

    def read(self, size: int, /) -> bytes:
        """Give the next octets, `size` at most; none at the end."""
        ...


def seal(key: bytes, source: Source, where: str) -> Iterator[bytes]:
    """Encrypt what is left of `source` for a place, segment by segment."""
    salt = os.urandom(_SALT_SIZE)
    cipher = _cipher(key, salt, where)
    yield FORMAT + salt
    for number, (segment, last) in enumerate(_marked(source, SEGMENT)):
        yield cipher.encrypt(_nonce(number, last=last), segment, where.encode())


def unseal(key: bytes, source: IO[bytes], where: str) -> Iterator[bytes]:
    """Decrypt what `seal` gave for the same place, segment by segment; raise Unreadable at the first that is wrong."""
    head = source.read(len(FORMAT))
    if head != FORMAT:
        yield crypto.unseal(key, head + source.read(), where)
        return
    cipher = _cipher(key, source.read(_SALT_SIZE), where)
    for number, (segment, last) in enumerate(_marked(source, SEGMENT + _TAG_SIZE)):
        try:
            yield cipher.decrypt(_nonce(number, last=last), segment, where.encode())
        except (InvalidTag, ValueError):
            raise crypto.Unreadable(where) from None


def reader(key: bytes, source: IO[bytes], where: str) -> io.BufferedReader:
    """Give the content of an encrypted file as a file, decrypted as it is read; it closes `source`."""
    return io.BufferedReader(_Reader(unseal(key, source, where), source), SEGMENT)


class _Reader(io.RawIOBase):
    """The segments as one file."""

    def __init__(self, segments: Iterator[bytes], source: IO[bytes]) -> None:
        self._segments = segments
        self._source = source
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:  # noqa: ANN401 -- whatever holds octets
        while not self._left:
            following = next(self._segments, None)
            if following is None:
                return 0
            self._left = memoryview(following)
        room = memoryview(target).cast("B")
        count = min(len(room), len(self._left))
        room[:count] = self._left[:count]
        self._left = self._left[count:]
        return count

    def close(self) -> None:
        self._source.close()
        super().close()


def _marked(source: Source, size: int) -> Iterator[tuple[bytes, bool]]:
    """Give the pieces of a file, each with whether it is the last; an empty file has one, empty."""
    held = source.read(size)
    while following := source.read(size):
        yield held, False
        held = following
    yield held, True


def _cipher(key: bytes, salt: bytes, where: str) -> AESGCM:
    return AESGCM(crypto.derive(key, f"{where}|stream|{salt.hex()}"))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_SIZE, "big") + bytes([last])
