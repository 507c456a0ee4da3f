"""A wrong or missing setting, city file or secret stops the start with one clear sentence, and no trace."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.demo.cities import DemoPorts, write_demo_cities
from engine.store import migrate

Spoil = Callable[[Path, dict[str, str]], None]


def start(folder: Path, spoil: Spoil) -> subprocess.CompletedProcess[str]:
    """Make a host that would start, spoil one thing, and start it."""
    write_demo_cities(folder / "cities", folder / "secrets", DemoPorts(1, 2, 3), folder / "drop")
    database = f"sqlite:///{folder}/formune.sqlite"
    migrate.upgrade(database)
    settings = {
        "FORMUNE_DATA": str(folder / "data"),
        "FORMUNE_DATABASE": database,
        "FORMUNE_CITIES": str(folder / "cities"),
        "FORMUNE_SECRETS": str(folder / "secrets"),
    }
    (folder / "data").mkdir()
    spoil(folder, settings)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("FORMUNE_", "PORT"))
    }
    return subprocess.run(
        [sys.executable, "-m", "engine.cli", "serve"],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def _port(_folder: Path, settings: dict[str, str]) -> None:
    settings["PORT"] = "quatre-vingts"


def _database(_folder: Path, settings: dict[str, str]) -> None:
    settings["FORMUNE_DATABASE"] = "mysql://ailleurs/formune"


def _cities(folder: Path, settings: dict[str, str]) -> None:
    settings["FORMUNE_CITIES"] = str(folder / "nulle-part")


def _city_file(folder: Path, _settings: dict[str, str]) -> None:
    path = folder / "cities" / "tilleray.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("format = 1", "format = 9"), encoding="utf-8")


def _no_toml(folder: Path, _settings: dict[str, str]) -> None:
    (folder / "cities" / "tilleray.toml").write_text("[contact\n", encoding="utf-8")


def _no_secret(folder: Path, _settings: dict[str, str]) -> None:
    next((folder / "secrets" / "tilleray").glob("kek-*.key")).unlink()


def _open_secret(folder: Path, _settings: dict[str, str]) -> None:
    next((folder / "secrets" / "tilleray").glob("seal-*.pem")).chmod(0o644)


def _no_session_key(folder: Path, _settings: dict[str, str]) -> None:
    next((folder / "secrets" / "_host").glob("session-*.key")).unlink()


def _no_catalogue(_folder: Path, _settings: dict[str, str]) -> None:
    """Leave all as it is: outside a demonstration, forms come from a published catalogue."""


def _foreign_catalogue(folder: Path, settings: dict[str, str]) -> None:
    (folder / "published" / "metadata").mkdir(parents=True)
    (folder / "root.json").write_text("{}", encoding="utf-8")
    settings["FORMUNE_CATALOGUE"] = str(folder / "published")
    settings["FORMUNE_CATALOGUE_ROOT"] = str(folder / "root.json")


def _unpublished_range(folder: Path, settings: dict[str, str]) -> None:
    settings["FORMUNE_DEMO"] = "1"
    path = folder / "cities" / "port-lannec.toml"
    text = path.read_text(encoding="utf-8")
    ranged = '[demarches.acte-etat-civil]\nversion = "^99"'
    assert "[demarches.acte-etat-civil]" in text
    path.write_text(text.replace("[demarches.acte-etat-civil]", ranged, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "named", "status"),
    [
        (_port, "PORT", 2),
        (_database, "FORMUNE_DATABASE", 2),
        (_cities, "nulle-part", None),
        (_city_file, "tilleray.toml:", None),
        (_no_toml, "tilleray.toml:", None),
        (_no_secret, "kek", None),
        (_open_secret, "seal-", None),
        (_no_session_key, "session", None),
        (_no_catalogue, "FORMUNE_CATALOGUE", 2),
        (
            _foreign_catalogue,
            "root.json: A file of the catalogue is not the one that its metadata describes",
            1,
        ),
        (_unpublished_range, "^99", 1),
    ],
    ids=lambda one: one.__name__.strip("_") if callable(one) else None,
)
def test_a_wrong_start_says_what_and_how_to_mend_it(
    spoil: Spoil, named: str, status: int | None, tmp_path: Path
) -> None:
    ended = start(tmp_path, spoil)
    assert ended.returncode == status if status else ended.returncode in {1, 2}
    assert named in ended.stderr
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip().splitlines()[-1].startswith("formune: ")
    assert len(ended.stderr.strip().splitlines()) <= 3
