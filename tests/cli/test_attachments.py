"""`formune attachments move`, and starts that a wrong bucket stops, as an administrator meets them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from engine.settings import SettingError, Settings
from engine.store import Secrets, open_hosted
from engine.store.bucket import Bucket
from engine.store.files import name_of
from engine.store.folder import Folder
from engine.store.secrets import BadSecret, MissingSecret

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.bucket import Host

pytestmark = pytest.mark.server


@pytest.fixture
def environ(tmp_path: Path, s3_host: Host, postgres_url: str) -> dict[str, str]:
    """Give a host's settings, with a bucket and its key."""
    for name in ("data", "cities", "secrets"):
        (tmp_path / name).mkdir()
    Secrets(tmp_path / "secrets").create_host()
    write_key(tmp_path, {"id": "invented", "secret": "invented too"})
    return {
        "FORMUNE_DATA": str(tmp_path / "data"),
        "FORMUNE_CITIES": str(tmp_path / "cities"),
        "FORMUNE_SECRETS": str(tmp_path / "secrets"),
        "FORMUNE_DATABASE": postgres_url,
        "FORMUNE_BUCKET": f"http://127.0.0.1:{s3_host.port}/{s3_host.make()}/ville",
        "FORMUNE_BUCKET_REGION": "fr-test",
    }


def write_key(folder: Path, value: object) -> None:
    file = folder / "secrets" / "_host" / "bucket.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    file.chmod(0o600)


def run(environ: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "engine.cli", *command],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def test_files_move_to_the_bucket_and_back_and_the_command_says_how_many(
    environ: dict[str, str], tmp_path: Path
) -> None:
    folder = Folder(tmp_path / "data" / "files")
    for number in range(3):
        folder.write(name_of("tilleray", f"{number:04}"), [b"sealed"])
    first = run(environ, "attachments", "move")
    assert (first.returncode, first.stdout) == (0, "3 files moved to the bucket; nothing is left to move.\n")
    assert run(environ, "attachments", "move").stdout.startswith("0 files moved to the bucket")
    assert run(environ, "attachments", "move", "--to", "folder").stdout.startswith(
        "3 files moved to the folder"
    )
    with folder.opened(name_of("tilleray", "0002")) as source:
        assert source.read() == b"sealed"


def test_without_a_bucket_the_command_says_which_setting_to_write(environ: dict[str, str]) -> None:
    done = run({**environ, "FORMUNE_BUCKET": "", "FORMUNE_BUCKET_REGION": ""}, "attachments", "move")
    assert done.returncode == 2
    assert "FORMUNE_BUCKET: Write the address of the bucket." in done.stderr


@pytest.mark.parametrize("command", [("worker",), ("attachments", "move")])
def test_a_bucket_that_does_not_exist_stops_the_start_with_one_sentence(
    environ: dict[str, str], command: tuple[str, ...]
) -> None:
    wrong = environ["FORMUNE_BUCKET"].rpartition("/")[0] + "-not/ville"
    done = run({**environ, "FORMUNE_BUCKET": wrong}, *command)
    assert done.returncode == 1
    assert done.stderr == f"formune: {wrong}: NoSuchBucket. Make the bucket, or correct FORMUNE_BUCKET.\n"


def test_the_store_of_the_settings_keeps_its_files_in_the_bucket(environ: dict[str, str]) -> None:
    from engine.clock import SystemClock  # noqa: PLC0415 -- beside its use

    store = open_hosted(Settings.from_environ(environ), SystemClock())
    assert isinstance(store.keeper.files, Bucket)
    store.keeper.files.check()
    store.close()


def test_a_key_that_is_missing_open_or_not_a_key_says_what_to_write(
    environ: dict[str, str], tmp_path: Path
) -> None:
    secrets = Secrets(tmp_path / "secrets")
    assert secrets.bucket().id == "invented"
    wrong: tuple[object, ...] = ([], {"id": "a"}, {"id": "", "secret": "b"}, {"id": "a", "secret": 1})
    for value in wrong:
        write_key(tmp_path, value)
        with pytest.raises(BadSecret, match="the access key that the bucket's host gave"):
            secrets.bucket()
    (tmp_path / "secrets" / "_host" / "bucket.json").unlink()
    with pytest.raises(MissingSecret):
        secrets.bucket()
    with pytest.raises(SettingError):
        Settings.from_environ({**environ, "FORMUNE_DATABASE": ""})
