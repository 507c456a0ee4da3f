"""The two demo cities, imaginary down to their INSEE codes: one receives in a folder, the other over HTTP.

`write_demo_cities` writes their files with this machine's ports, and makes the keys that they lack.
"""

import json
import secrets as randomness
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from engine.cities.folder import Cities
from engine.resources import themes_root
from engine.store import secret_files
from engine.store.secrets import Secrets

#: The demo cities' codes, in the order of the launcher's list.
CODES = ("tilleray", "port-lannec")

#: The identity provider both cities use.
PROVIDER = "franceconnect"


@dataclass(frozen=True, slots=True)
class DemoPorts:
    """Loopback ports: the site, the identity provider, the back office, and a mail server if there is one."""

    web: int
    provider: int
    office: int
    smtp: int | None = None


def write_demo_cities(folder: Path, secrets_root: Path, ports: DemoPorts, drop: Path) -> Cities:
    """Write both city files and logos into `folder`, and what they lack in `secrets_root`; give the cities.

    `drop` is the folder whose subfolder `tilleray` the demo back office watches. Keys that exist are kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for code in CODES:
        shutil.copyfile(themes_root() / code / "logo.svg", folder / f"{code}.svg")
        (folder / f"{code}.toml").write_text(_city_file(code, ports, drop.absolute()), encoding="utf-8")
    (drop / "tilleray").mkdir(parents=True, exist_ok=True)
    cities = Cities.load(folder)
    _make_secrets(Secrets(secrets_root), cities)
    return cities


def _city_file(code: str, ports: DemoPorts, drop: Path) -> str:
    template = Template((Path(__file__).parent / f"{code}.toml").read_text(encoding="utf-8"))
    return template.substitute(
        web=ports.web,
        provider=ports.provider,
        office=ports.office,
        drop=json.dumps(str(drop / code)),
        private=json.dumps(list(_private_hosts(ports))),
        tokens=(themes_root() / code / "tokens.toml").read_text(encoding="utf-8"),
        smtp=_smtp(code, ports),
    )


def _private_hosts(ports: DemoPorts) -> Iterator[str]:
    yield f"127.0.0.1:{ports.office}"
    if ports.smtp is not None:
        yield f"127.0.0.1:{ports.smtp}"


def _smtp(code: str, ports: DemoPorts) -> str:
    if ports.smtp is None:
        return ""
    return (
        f'[smtp]\nhost = "127.0.0.1"\nport = {ports.smtp}\nsecurity = "offered"\n'
        f'sender = "ne-pas-repondre@{code}.example"\n'
    )


def _make_secrets(secrets: Secrets, cities: Cities) -> None:
    secrets.create_host()
    for city in cities.all():
        secrets.create_city(city.code, city.label)
        for route in city.routes:
            if route.connector == "http":
                secrets.create_webhook(city.code, route.id)
        client = secrets.root / city.code / f"oidc-{PROVIDER}.json"
        if not client.exists():
            settings = {"client_id": f"demo-{city.code}", "client_secret": randomness.token_urlsafe(32)}
            secret_files.write(client, json.dumps(settings).encode())
