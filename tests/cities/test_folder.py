"""A folder of cities follows its files, and never loses a good reading."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.cities.errors import CityFileError, UnknownCity
from engine.cities.folder import RESCAN, Cities

Write = Callable[..., Path]


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Give the seconds."""
        return self.now


def test_a_city_is_found_by_its_code_and_its_hosts(city_file: Write) -> None:
    cities = Cities.load(city_file().parent)

    assert cities.get("nice").name == "Nice"
    assert [one.code for one in cities.all()] == ["nice"]
    found = cities.by_host("Formulaires.Nice.example:8443")
    assert found is not None
    assert found.code == "nice"
    assert cities.by_host("evil.example") is None


def test_an_unknown_city_is_an_error_that_carries_the_code(city_file: Write) -> None:
    with pytest.raises(UnknownCity) as caught:
        Cities.load(city_file().parent).get("nulle-part")

    assert caught.value.code == "nulle-part"


def test_a_wrong_file_stops_the_start_with_every_fault(city_file: Write) -> None:
    city_file(("port = 587", "port = 0"), name="antibes.toml")
    city_file(("format = 1", "format = 2"))

    with pytest.raises(CityFileError) as caught:
        Cities.load(city_file(("format = 1", "format = 2")).parent)

    assert [(one.file.name, one.path) for one in caught.value.findings] == [
        ("antibes.toml", "smtp.port"),
        ("nice.toml", "format"),
    ]


def test_a_folder_that_does_not_exist_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(CityFileError) as caught:
        Cities.load(tmp_path / "absent")

    assert "FORMUNE_CITIES" in caught.value.mend


def test_a_changed_file_is_read_again_without_a_restart(city_file: Write) -> None:
    cities = Cities.load(city_file().parent)
    city_file(('name = "Nice"', 'name = "Nizza la Bella"'))

    assert cities.get("nice").name == "Nizza la Bella"


def test_a_file_that_turns_wrong_keeps_its_last_good_reading_and_is_reported(
    city_file: Write, caplog: pytest.LogCaptureFixture
) -> None:
    cities = Cities.load(city_file().parent)
    city_file(('name = "Nice"', 'name = "Nizza"'), ("port = 587", "port = 0"))

    assert cities.get("nice").name == "Nice"
    assert cities.get("nice").name == "Nice", "and it stays so"
    [problem] = cities.problems()
    assert problem.path == "smtp.port"
    assert len(caplog.records) == 1, "said once for each change"

    city_file(('name = "Nice"', 'name = "Nizza la Bella"'))
    assert cities.get("nice").name == "Nizza la Bella"
    assert cities.problems() == ()


def test_new_and_removed_cities_follow_within_a_second(city_file: Write) -> None:
    seconds = Seconds()
    path = city_file()
    cities = Cities.load(path.parent, seconds)
    city_file(
        ('url = "https://demarches.nice.example"', 'url = "https://antibes.example"'),
        ('["demarches.nice.example", "formulaires.nice.example"]', '["antibes.example"]'),
        name="antibes.toml",
    )

    assert [one.code for one in cities.all()] == ["nice"]
    seconds.now += RESCAN
    assert [one.code for one in cities.all()] == ["antibes", "nice"]
    found = cities.by_host("antibes.example")
    assert found is not None

    path.unlink()
    assert cities.get("nice").name == "Nice", "a file away for a moment is not a city gone"
    seconds.now += RESCAN
    assert [one.code for one in cities.all()] == ["antibes"]
    with pytest.raises(UnknownCity):
        cities.get("nice")


def test_a_new_file_that_is_wrong_serves_nothing_and_is_reported(city_file: Write) -> None:
    seconds = Seconds()
    cities = Cities.load(city_file().parent, seconds)
    city_file(("format = 1", "format = 2"), name="antibes.toml")
    seconds.now += RESCAN

    with pytest.raises(UnknownCity):
        cities.get("antibes")
    assert [problem.path for problem in cities.problems()] == ["format"]


def test_an_unchanged_file_is_not_read_again(city_file: Write) -> None:
    path = city_file()
    cities = Cities.load(path.parent)
    before = cities.get("nice")

    assert cities.get("nice") is before
    os.utime(path, ns=(1, 1))
    assert cities.get("nice") is not before


def test_a_host_claimed_twice_goes_to_the_first_code(city_file: Write) -> None:
    city_file(name="antibes.toml")
    found = Cities.load(city_file().parent).by_host("demarches.nice.example")

    assert found is not None
    assert found.code == "antibes"
