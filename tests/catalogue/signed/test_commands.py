"""The how-to is a ceremony that was really held, and the commands say what they did, to people and programs."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Shell = Callable[[str], subprocess.CompletedProcess[str]]
BLOCK = re.compile(r"```console\n(.*?)```", re.DOTALL)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Give a shell in an empty folder where `formune` is this checkout's."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "formune"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m engine.cli "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def run(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-euc", command],
            cwd=tmp_path,
            env={"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.mark.slow
def test_the_ceremony_of_the_how_to_is_held_as_it_is_written(checkout: Path, shell: Shell) -> None:
    page = (checkout / "docs" / "how-to" / "publish-a-catalogue.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(page)
    assert len(blocks) > 6
    for block in blocks:
        done = shell(block)
        assert done.returncode == 0, (block, done.stdout, done.stderr)
        assert "WRONG" not in done.stdout
    proved = json.loads(
        shell("formune forms verify catalogue --trusted-root trusted-root.json --json").stdout
    )
    assert [one["slug"] for one in proved["forms"]] == ["signalement", "recensement-citoyen"]
    assert (proved["good"], proved["notProved"]) == (True, [])


@pytest.mark.slow
def test_verify_says_in_words_what_is_wrong_and_exits_with_1(shell: Shell, tmp_path: Path) -> None:
    made = "formune forms catalogue init c --authority dgcl --keys k && cp c/metadata/1.root.json r.json"
    assert shell(f"{made} && formune forms publish signalement --catalogue c --keys k").returncode == 0
    verify = "formune forms verify c --trusted-root r.json"
    assert shell(verify).stdout.count("proved: ") == 7
    assert "none was given" in shell("formune forms verify c").stdout
    (bundle,) = (tmp_path / "c" / "targets").rglob("*.json")
    assert shell(f"formune forms verify {bundle} --catalogue c --trusted-root r.json").returncode == 0

    good = bundle.read_bytes()
    bundle.write_bytes(good.replace(b"Signaler", b"Signalez", 1))
    wrong = shell(verify)
    assert wrong.returncode == 1
    assert "WRONG: dgcl/signalement/2.0.0.json" in wrong.stdout
    alone = shell(f"formune forms verify {bundle} --catalogue c --trusted-root r.json --json")
    assert alone.returncode == 1
    assert "published with other content" in json.loads(alone.stdout)["faults"][0]

    timestamp = tmp_path / "c" / "metadata" / "timestamp.json"
    timestamp.write_bytes(timestamp.read_bytes().replace(b'"version":2', b'"version":7'))
    unsigned = shell(verify)
    assert (unsigned.returncode, unsigned.stderr) == (1, "")
    assert "not signed by enough of its keys" in unsigned.stdout


@pytest.mark.slow
def test_a_city_s_file_is_checked_against_the_catalogue(shell: Shell, tmp_path: Path) -> None:
    from engine.demo.cities import DemoPorts, write_demo_cities  # noqa: PLC0415 -- beside its only use

    write_demo_cities(tmp_path / "cities", tmp_path / "secrets", DemoPorts(1, 2, 3), tmp_path / "drop")
    made = "formune forms catalogue init c --authority dgcl --keys k && cp c/metadata/1.root.json r.json"
    assert shell(f"{made} && formune forms publish signalement --catalogue c --keys k").returncode == 0
    check = "formune city check cities/port-lannec.toml"
    assert shell(check).returncode == 0
    assert shell(f"{check} --catalogue c").returncode == 2
    found = shell(f"{check} --catalogue c --trusted-root r.json")
    assert found.returncode == 1
    assert "demarches.acte-etat-civil : cette démarche n'est pas publiée" in found.stdout
    assert "demarches.signalement" not in found.stdout


def test_a_wrong_call_or_a_missing_catalogue_is_one_sentence(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    nothing = shell("formune forms publish signalement --catalogue c --keys k")
    assert nothing.returncode == 1
    assert nothing.stderr.startswith("formune: ")
    assert "catalogue init" in nothing.stderr
    assert shell("formune forms publish").returncode == 2
    (tmp_path / "b.json").write_text("[" * 10_000, encoding="utf-8")
    assert shell("formune forms verify b.json").returncode == 2
