"""Signed notes and checkpoints: a vector published elsewhere, and every way to forge or bend one."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence import note
from engine.evidence.checkpoint import Checkpoint, opened
from engine.evidence.note import BadNote, NoteKey, read_key, sign, verified

#: The example of the Go project's package of signed notes.
PUBLISHED_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PUBLISHED = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ORIGIN = "demarches.tilleray.example/journal"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
KEY = NoteKey(ORIGIN, PRIVATE.public_key())
CHECKPOINT = Checkpoint(ORIGIN, 12, bytes(range(32)))
SIGNED = CHECKPOINT.signed(PRIVATE)


def test_a_note_signed_by_others_is_verified() -> None:
    key = read_key(PUBLISHED_KEY)
    assert verified(PUBLISHED, [key]) == (PUBLISHED.rpartition("\n\n")[0] + "\n", (key,))
    assert key.text == PUBLISHED_KEY


def test_a_checkpoint_reads_as_it_was_signed() -> None:
    assert SIGNED.split("\n")[:4] == [ORIGIN, "12", base64.b64encode(bytes(range(32))).decode(), ""]
    assert opened(SIGNED, [KEY]) == CHECKPOINT
    assert opened(SIGNED, [read_key(KEY.text)]) == CHECKPOINT


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 127))
def test_no_character_of_a_checkpoint_can_be_changed(place: int, shift: int) -> None:
    changed = SIGNED[:place] + chr((ord(SIGNED[place]) + shift) % 0x2500) + SIGNED[place + 1 :]
    with pytest.raises(BadNote):
        opened(changed, [KEY])


@given(st.text(max_size=200))
def test_any_text_is_refused_and_breaks_nothing(text: str) -> None:
    with pytest.raises(BadNote):
        opened(text, [KEY])


def test_the_signature_of_somebody_unknown_proves_nothing_and_harms_nothing() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
    cosigned = SIGNED + sign(CHECKPOINT.text, "witness.example", stranger).rpartition("\n\n")[2]
    assert opened(cosigned, [KEY]) == CHECKPOINT
    assert verified(cosigned, [KEY, NoteKey("witness.example", stranger.public_key())])[1] == (
        KEY,
        NoteKey("witness.example", stranger.public_key()),
    )
    with pytest.raises(BadNote, match="nobody known"):
        opened(CHECKPOINT.signed(stranger), [KEY])


def test_a_checkpoint_is_signed_by_the_journal_that_it_names() -> None:
    witness = NoteKey("witness.example", PRIVATE.public_key())
    with pytest.raises(BadNote, match="did not sign"):
        opened(sign(CHECKPOINT.text, "witness.example", PRIVATE), [witness])


def test_a_signature_of_a_known_key_that_does_not_hold_spoils_the_note() -> None:
    other = Checkpoint(ORIGIN, 13, bytes(32)).signed(PRIVATE).rpartition("\n\n")[2]
    with pytest.raises(BadNote, match="does not hold"):
        opened(f"{SIGNED}{other}", [KEY])


def test_a_signature_has_one_spelling() -> None:
    head, _, tail = SIGNED.rstrip("\n").rpartition("=")
    last = head[-1]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    other = alphabet[alphabet.index(last) ^ 1]
    assert tail == ""
    bent = f"{head[:-1]}{other}=\n"
    assert base64.b64decode(bent.rsplit(" ", maxsplit=1)[-1].strip()) == base64.b64decode(
        SIGNED.split(" ")[-1].strip()
    )
    with pytest.raises(BadNote):
        opened(bent, [KEY])


@pytest.mark.parametrize(
    "lines",
    [
        (ORIGIN, "12"),
        (ORIGIN, "012", "A" * 43 + "="),
        (ORIGIN, "-1", "A" * 43 + "="),
        (ORIGIN, "1" * 19, "A" * 43 + "="),
        (ORIGIN, "12", "A" * 42 + "B="),
        (ORIGIN, "12", "AAAA"),
        (ORIGIN, "12", "?"),
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(lines: tuple[str, ...]) -> None:
    with pytest.raises(BadNote):
        opened(sign("\n".join(lines) + "\n", ORIGIN, PRIVATE), [KEY])


@pytest.mark.parametrize("text", ["", "\n", "no line feed", "an\n\nempty line\n", "a\tcontrol\n"])
def test_a_text_that_cannot_be_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(BadNote):
        sign(text, ORIGIN, PRIVATE)


@pytest.mark.parametrize(
    "key", ["", "a+b", KEY.text.replace("+", "", 1), "x" + KEY.text, KEY.text[:-4] + "AAA="]
)
def test_a_key_that_is_not_one_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        read_key(key)


def test_a_note_from_elsewhere_is_not_read_without_end() -> None:
    with pytest.raises(BadNote):
        verified("x" * note.MOST + SIGNED, [KEY])
