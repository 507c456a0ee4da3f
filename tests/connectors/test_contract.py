"""The contract: keys, exact bytes, files that are what was sealed."""

import subprocess
import sys
from dataclasses import replace

import pytest

from connectors.contract import CHUNK, BadDelivery, BadFile, delivery_key, encode
from connectors.testing import samples


def test_the_key_is_stable_and_changes_with_each_of_its_four_parts() -> None:
    key = delivery_key("tilleray", "1", "mairie")
    assert key == delivery_key("tilleray", "1", "mairie")
    assert len(key) == 32
    others = {
        delivery_key("autre", "1", "mairie"),
        delivery_key("tilleray", "2", "mairie"),
        delivery_key("tilleray", "1", "gru"),
        delivery_key("tilleray", "1", "mairie", 2),
        delivery_key("tilleray1", "", "mairie"),
    }
    assert len(others | {key}) == 6


def test_the_bytes_of_a_document_do_not_depend_on_the_order_of_its_names() -> None:
    assert encode({"b": 1, "a": "é"}) == encode({"a": "é", "b": 1}) == b'{\n  "a": "\xc3\xa9",\n  "b": 1\n}\n'


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_a_file_comes_whole(size: int) -> None:
    content = bytes(size)
    assert b"".join(samples.file("PJ-001", "a", content).chunks()) == content


@pytest.mark.parametrize("forged", [b"", b"seale", b"sealed!", b"SEALED", bytes(CHUNK + 1)])
def test_the_last_chunk_of_a_forged_file_is_never_given(forged: bytes) -> None:
    file = replace(samples.file("PJ-001", "a", b"sealed"), open=samples.file("PJ-001", "a", forged).open)
    given: list[bytes] = []
    with pytest.raises(BadFile):
        given.extend(file.chunks())
    assert len(b"".join(given)) < max(1, len(forged))


@pytest.mark.parametrize("key", ["", "0" * 31, "0" * 33, "G" * 32, "../" + "0" * 29])
def test_a_key_is_thirty_two_hexadecimal_digits(key: str) -> None:
    with pytest.raises(BadDelivery):
        replace(samples.delivery(), key=key)


def test_an_addition_needs_its_receipt() -> None:
    with pytest.raises(BadDelivery):
        replace(samples.delivery(), addition=True)


def test_the_contract_needs_the_standard_library_only() -> None:
    program = "import sys, connectors.contract; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not set(loaded.stdout.split()) & {"httpcore", "jsonschema", "flask", "engine"}
