"""Prove an installed Formune away from its checkout: imports, resources, lint, and a page of the demo."""

from __future__ import annotations

import importlib
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

READY_SECONDS = 60
STOP_SECONDS = 10


def main(checkout: str) -> None:
    """Run every proof with the interpreter that runs this file; an assertion stops the first that fails."""
    rooms = _import_everything(Path(checkout))
    print(f"imported {rooms} modules from {Path(sys.prefix).name}")
    forms = _resources()
    print(f"found {len(forms)} forms in the package: {', '.join(forms)}")
    subprocess.run([_command(), "forms", "lint"], check=True)
    with tempfile.TemporaryDirectory() as data:
        print(f"served {_first_page(data)}")


def _import_everything(checkout: Path) -> int:
    names = []
    for root in ("engine", "connectors"):
        package = importlib.import_module(root)
        assert not Path(str(package.__file__)).is_relative_to(checkout), f"{root} comes from the checkout"
        for module in pkgutil.walk_packages(package.__path__, f"{root}."):
            if module.name.rpartition(".")[2] not in {"__main__", "env"} and ".versions." not in module.name:
                importlib.import_module(module.name)
                names.append(module.name)
    return len(names)


def _resources() -> list[str]:
    resources = importlib.import_module("engine.resources")
    forms = sorted(path.parent.name for path in resources.forms_root().glob("*/schema.json"))
    assert forms, "the wheel holds no form"
    assert any(resources.schemas_root().glob("*/schema.json")), "the wheel holds no shared block"
    assert any(resources.themes_root().rglob("*.css")), "the wheel holds no stylesheet"
    return forms


def _first_page(data: str) -> str:
    """Start the demo, fetch the first city's page, stop it as Ctrl-C would; give the address."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": data,
        "LC_ALL": "C.UTF-8",
        "FORMUNE_DATA": data,
        "PORT": str(_free_port()),
    }
    command = [_command(), "demo"]
    demo = subprocess.Popen(command, cwd=data, env=environment, stdout=subprocess.PIPE, text=True)
    watchdog = _watchdog(demo)
    try:
        assert demo.stdout is not None
        address = next((line.split()[1] for line in demo.stdout if line.startswith("Ready: ")), "")
        assert address, f"the demo was not ready within {READY_SECONDS} s"
        with _direct().open(address, timeout=10) as answer:
            page = answer.read().decode()
            assert answer.status == 200
        assert '<html lang="fr"' in page, page[:500]
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(STOP_SECONDS)
        watchdog.cancel()
    return address


def _watchdog(demo: subprocess.Popen[str]) -> threading.Timer:
    timer = threading.Timer(READY_SECONDS, demo.kill)
    timer.start()
    return timer


def _direct() -> urllib.request.OpenerDirector:
    """Give an opener that ignores proxies: the demo listens on this machine."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _command() -> str:
    return str(Path(sys.prefix) / "bin" / "formune")


def _free_port() -> int:
    """Give a port that is free, as the two next ones are: the demo takes three."""
    for first in range(20_000, 30_000, 10):
        try:
            for port in (first, first + 1, first + 2):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first
    sys.exit("no three free ports in a row between 20000 and 30000")


if __name__ == "__main__":
    main(sys.argv[1])
