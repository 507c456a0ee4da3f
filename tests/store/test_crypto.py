"""Encryption: what is sealed opens at its place, under its key, unaltered, and nowhere else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from hypothesis import given
from hypothesis import strategies as st

from engine.store.crypto import BadPlace, Unreadable, derive, new_key, place, seal, unseal

KEY = b"k" * 32
HERE = place("tilleray", "draft", "abc")


@given(st.binary(max_size=300))
def test_what_is_sealed_opens(plain: bytes) -> None:
    sealed = seal(KEY, plain, HERE)
    assert unseal(KEY, sealed, HERE) == plain
    assert len(sealed) == len(plain) + 29
    assert seal(KEY, plain, HERE) != sealed


@given(st.data())
def test_one_altered_bit_anywhere_closes_it(data: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, b"Le Goff", HERE))
    at = data.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[at // 8] ^= 1 << (at % 8)
    with pytest.raises(Unreadable):
        unseal(KEY, bytes(sealed), HERE)


@pytest.mark.parametrize("length", range(30))
def test_a_cut_value_does_not_open(length: int) -> None:
    with pytest.raises(Unreadable):
        unseal(KEY, seal(KEY, b"x", HERE)[:length], HERE)


def test_another_key_or_place_does_not_open_it() -> None:
    sealed = seal(KEY, b"Le Goff", HERE)
    for key, where in ((new_key(), HERE), (KEY, place("grandval", "draft", "abc")), (KEY, place("tilleray"))):
        with pytest.raises(Unreadable) as caught:
            unseal(key, sealed, where)
        assert caught.value.place == where


@pytest.mark.parametrize("part", ["", "a|b", "a b", "é", "x" * 201])
def test_a_place_cannot_be_forged(part: str) -> None:
    with pytest.raises(BadPlace):
        place("tilleray", part)


def test_a_derived_key_is_the_first_block_of_the_expand_step() -> None:
    expected = HKDFExpand(hashes.SHA256(), length=32, info=HERE.encode()).derive(KEY)
    assert derive(KEY, HERE) == expected
    assert derive(KEY, place("grandval", "draft", "abc")) != expected
