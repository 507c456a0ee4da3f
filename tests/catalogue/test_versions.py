"""Versions compare as numbers, and a range holds what still answers like its least version."""

import pytest

from engine.catalogue import BadVersion, Version, VersionRange


def test_versions_compare_as_numbers() -> None:
    written = ["1.10.0", "1.9.9", "2.0.0", "1.9.10"]
    assert [str(one) for one in sorted(map(Version.parse, written))] == ["1.9.9", "1.9.10", "1.10.0", "2.0.0"]


@pytest.mark.parametrize("text", ["1", "1.2", "01.2.3", "1.2.3-rc1", "1.2.3\n", "v1.2.3", "١.2.3", "1.2.3.4"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(BadVersion):
        Version.parse(text)


@pytest.mark.parametrize(
    ("text", "held", "not_held"),
    [
        ("^1", ["1.0.0", "1.99.3"], ["0.9.9", "2.0.0"]),
        ("^1.2", ["1.2.0", "1.3.0"], ["1.1.9", "2.2.0"]),
        ("^1.2.3", ["1.2.3", "1.4.0"], ["1.2.2"]),
        ("~1.2", ["1.2.0", "1.2.9"], ["1.3.0", "1.1.9"]),
        ("~1.2.3", ["1.2.3", "1.2.4"], ["1.2.2", "1.3.0"]),
        ("1.2.3", ["1.2.3"], ["1.2.4", "1.2.2"]),
    ],
)
def test_a_range_holds_what_answers_like_it(text: str, held: list[str], not_held: list[str]) -> None:
    wanted = VersionRange.parse(text)
    assert [one for one in [*held, *not_held] if wanted.holds(Version.parse(one))] == held


@pytest.mark.parametrize("text", ["", "1", "1.2", "~1", "^", ">1", "^1.x", "^1\n", "^1.2.3.4", "*"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(BadVersion):
        VersionRange.parse(text)
