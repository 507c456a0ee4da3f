"""A pattern that one text can match in many ways is found; those that the shared types use are not."""

import re
import time

import pytest

from engine.catalogue.lint.ambiguity import is_ambiguous

SLOW = [
    "^(a|a)*$",
    "^(?:ab|[a-m]b)+$",
    "^[a-z]*[a-z0-9]*$",
    "^.*.*$",
    "^[a-z]+a[a-z]+$",
    "^[a-z]*,?[a-z]*$",
]
PLAIN = [
    "^(a|b)*$",
    "^[a-z]+-[a-z]+$",
    "^[a-z]{1,20}[a-z]{1,20}$",
    "^[^\\u0000-\\u001f]+$",
    "^[a-z]+(?:-[a-z]+)*$",
    "^[^@ ]+@[^@ ]+$",
    "^(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_shape_is_found(pattern: str) -> None:
    assert is_ambiguous(pattern)


@pytest.mark.parametrize("pattern", PLAIN)
def test_a_plain_shape_is_left_alone(pattern: str) -> None:
    assert not is_ambiguous(pattern)


@pytest.mark.parametrize("pattern", PLAIN)
def test_a_plain_shape_refuses_soon(pattern: str) -> None:
    before = time.process_time()
    for text in ("a" * 3000 + "!", "ab" * 1500 + "!", "-a" * 1500 + "!"):
        re.search(pattern, text)
    assert time.process_time() - before < 1


def test_a_slow_shape_is_slow() -> None:
    def cost(length: int) -> float:
        before = time.process_time()
        re.search("^[a-z]*[a-z0-9]*$", "a" * length + "!")
        return time.process_time() - before

    assert cost(4000) > 4 * cost(1000)
