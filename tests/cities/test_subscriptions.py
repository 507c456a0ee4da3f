"""A city follows a range of versions; one that nothing answers to is told with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.catalogue import Catalogue
from engine.cities import Cities, CityFileError, subscriptions
from engine.cities.reader import check_city, read_city

FIXTURES = Path(__file__).parents[1] / "catalogue" / "fixtures"
CATALOGUE = Catalogue.from_source(FIXTURES / "forms", FIXTURES / "schemas")
CityFile = Callable[..., Path]


def following(city_file: CityFile, text: str) -> Path:
    """Write a city that follows a range of the fixture's only form, at 1.0.0."""
    named = f'[demarches.demande-badge]\nversion = "{text}"\n\n[demarches.signalement.routing]'
    return city_file(("[demarches.signalement.routing]", named))


@pytest.mark.parametrize("text", ["^1", "^1.0", "~1.0", "~1.0.0", "1.0.0"])
def test_a_range_that_a_version_answers_to_is_followed(city_file: CityFile, text: str) -> None:
    path = following(city_file, text)
    assert check_city(path, check=subscriptions(CATALOGUE)) == []
    profile = read_city(path).profile("demande-badge")
    assert profile is not None
    assert profile.version is not None
    assert CATALOGUE.in_force("demande-badge", profile.version).version == "1.0.0"


@pytest.mark.parametrize("text", ["1", "1.0", "~1", ">=1", "^01", "^1.2.3.4", "^x", "", "latest", "^1 "])
def test_a_range_that_is_badly_written_is_told_with_its_line(city_file: CityFile, text: str) -> None:
    path = following(city_file, text)
    (finding, *_) = check_city(path)
    assert finding.path == "demarches.demande-badge.version"
    assert path.read_text(encoding="utf-8").splitlines()[finding.line - 1] == f'version = "{text}"'
    assert "^1" in finding.mend


@pytest.mark.parametrize("text", ["^2", "~1.1", "1.0.1", "^0"])
def test_a_range_that_nothing_published_answers_to_is_told_with_its_line(
    city_file: CityFile, text: str
) -> None:
    path = following(city_file, text)
    assert check_city(path) == []
    (finding,) = check_city(path, check=subscriptions(CATALOGUE))
    assert path.read_text(encoding="utf-8").splitlines()[finding.line - 1] == f'version = "{text}"'
    assert text in finding.problem
    assert 'version = "^1"' in finding.mend


def test_a_file_that_turns_to_an_unpublished_range_keeps_its_last_good_reading(city_file: CityFile) -> None:
    path = following(city_file, "^1")
    cities = Cities.load(path.parent)
    cities.hold_to(subscriptions(CATALOGUE))
    following(city_file, "^2")
    kept = cities.get("nice").profile("demande-badge")
    assert kept is not None
    assert str(kept.version) == "^1.0.0"
    assert [one.path for one in cities.problems()] == ["demarches.demande-badge.version"]
    with pytest.raises(CityFileError):
        Cities.load(path.parent).hold_to(subscriptions(CATALOGUE))
