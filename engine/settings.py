"""The settings of the host: environment variables, read once at start, each wrong value with its mend.

What a city decides stands in its own file (engine.cities); what must stay secret stands in FORMUNE_SECRETS.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from engine.errors import WrongCall

#: Where a demonstration keeps its state when FORMUNE_DATA is not set.
DEMO_DATA: Final = Path("var/demo")
#: The port when PORT is not set.
DEFAULT_PORT: Final = 8000

#: Every setting, in the order of docs/reference/settings.md.
NAMES: Final = (
    "FORMUNE_DATA",
    "FORMUNE_DATABASE",
    "FORMUNE_CITIES",
    "FORMUNE_SECRETS",
    "FORMUNE_CATALOGUE",
    "FORMUNE_CATALOGUE_ROOT",
    "FORMUNE_CLAMD",
    "FORMUNE_BUCKET",
    "FORMUNE_BUCKET_REGION",
    "FORMUNE_ADDRESSES",
    "FORMUNE_DEMO",
    "PORT",
)

_TRUTHS: Final = {"1": True, "true": True, "yes": True, "oui": True, "0": False, "false": False, "no": False}
_HIGHEST_PORT: Final = 65535
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]")


class SettingError(WrongCall):
    """A setting is wrong or missing; `mend` says what to do."""

    def __init__(self, name: str, value: str, mend: str) -> None:
        super().__init__(f"{name}: {mend} It is now {f'« {value} »' if value else 'not set'}.")
        self.name = name
        #: What was found; empty when it is missing, masked when it may hold a password.
        self.value = value
        self.mend = mend


@dataclass(frozen=True, slots=True)
class BucketAddress:
    """A bucket of an S3-compatible host, and what stands before each name in it."""

    #: « https://s3.example.org »
    endpoint: str
    bucket: str
    region: str
    #: Empty, or ending with a slash.
    prefix: str = ""

    def __str__(self) -> str:
        """Give the address as FORMUNE_BUCKET says it."""
        return f"{self.endpoint}/{self.bucket}/{self.prefix}".rstrip("/")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the host decides."""

    #: SQLAlchemy URL; may hold a password, therefore never printed.
    database: str = field(repr=False)
    #: Folder of the database (SQLite) and of the sealed files.
    data: Path
    #: Folder of the city files.
    cities: Path
    #: Folder of the keys.
    secrets: Path
    #: Demonstration: forms from source, invented cities, invented persons.
    demo: bool
    #: TCP port of the web pages.
    port: int
    #: Folder of the published catalogue; None in a demonstration that compiles forms from their sources.
    catalogue: Path | None = None
    #: The catalogue's trusted root, a file that its keepers handed over; there whenever `catalogue` is.
    catalogue_root: Path | None = None
    #: The antivirus: its socket's path, or its host and port; None without one.
    clamd: str | tuple[str, int] | None = None
    #: Where sealed files are kept; None for the folder below `data`.
    bucket: BucketAddress | None = None
    #: The full address of the search of a service of addresses; None without one.
    addresses: str | None = None

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; raise SettingError at the first that is wrong.

        Folders must exist, except in a demonstration, which makes its own below FORMUNE_DATA.
        """
        demo = _truth(environ, "FORMUNE_DEMO")
        data = _folder(environ, "FORMUNE_DATA", DEMO_DATA if demo else None, must_exist=not demo)
        catalogue, root = _catalogue(environ)
        database = _database(environ, data)
        return cls(
            database=database,
            data=data,
            cities=_folder(environ, "FORMUNE_CITIES", data / "cities" if demo else None, must_exist=not demo),
            secrets=_folder(
                environ, "FORMUNE_SECRETS", data / "secrets" if demo else None, must_exist=not demo
            ),
            demo=demo,
            port=_port(environ),
            catalogue=catalogue,
            catalogue_root=root,
            clamd=_clamd(environ),
            bucket=_bucket(environ, database),
            addresses=_addresses(environ),
        )

    @property
    def files(self) -> Path:
        """The folder of sealed files (attachments, receipts), unless they are in a bucket."""
        return self.data / "files"

    @property
    def catalogue_state(self) -> Path:
        """The folder of what was verified of the catalogue."""
        return self.data / "catalogue"


def _value(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip()


def _truth(environ: Mapping[str, str], name: str) -> bool:
    value = _value(environ, name)
    if not value:
        return False
    try:
        return _TRUTHS[value.lower()]
    except KeyError:
        raise SettingError(name, value, "Write 1 for a demonstration, 0 otherwise.") from None


def _folder(environ: Mapping[str, str], name: str, default: Path | None, *, must_exist: bool) -> Path:
    value = _value(environ, name)
    if not value:
        if default is None:
            raise SettingError(name, "", "Write the full path of a folder.")
        return default.absolute()
    path = Path(value)
    if path.exists() and not path.is_dir():
        raise SettingError(name, value, "Write the path of a folder; this is a file.")
    if must_exist and not path.is_dir():
        raise SettingError(name, value, "Make this folder, or write the path of one that exists.")
    return path.absolute()


def _catalogue(environ: Mapping[str, str]) -> tuple[Path | None, Path | None]:
    """Give the published folder and its trusted root: both, or none."""
    name = "FORMUNE_CATALOGUE_ROOT"
    root = _value(environ, name)
    if not _value(environ, "FORMUNE_CATALOGUE"):
        if root:
            raise SettingError("FORMUNE_CATALOGUE", "", "Write the folder of the catalogue of this root.")
        return None, None
    folder = _folder(environ, "FORMUNE_CATALOGUE", None, must_exist=True)
    if not root or not Path(root).is_file():
        raise SettingError(
            name, root, "Write the path of the root.json that the catalogue's keepers gave you."
        )
    return folder, Path(root).absolute()


def _database(environ: Mapping[str, str], data: Path) -> str:
    # Slow to load: only a command that reads the settings knows a database.
    from sqlalchemy import URL, make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415

    name = "FORMUNE_DATABASE"
    value = _value(environ, name)
    if not value:
        return URL.create("sqlite", database=str(data / "formune.sqlite")).render_as_string()
    try:
        url = make_url(value)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise SettingError(name, "…", f"Write an address such as {_EXAMPLES}.") from None
    shown = value if backend == "sqlite" else url.render_as_string(hide_password=True)
    if backend not in {"sqlite", "postgresql"}:
        raise SettingError(name, shown, f"Formune keeps its data in SQLite or PostgreSQL: {_EXAMPLES}.")
    if not url.database or url.database == ":memory:":
        raise SettingError(name, shown, f"Name the database: {_EXAMPLES}.")
    if backend == "sqlite":
        return value
    return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)


_EXAMPLES = "« sqlite:////var/lib/formune/formune.sqlite » or « postgresql://user:password@host/formune »"


def _clamd(environ: Mapping[str, str]) -> str | tuple[str, int] | None:
    value = _value(environ, "FORMUNE_CLAMD")
    if not value or value.startswith("/"):
        return value or None
    host, _, port = value.rpartition(":")
    if not _HOST.fullmatch(host) or not _is_port(port):
        mend = "Write the path of clamd's socket, or its host and port, such as « 127.0.0.1:3310 »."
        raise SettingError("FORMUNE_CLAMD", value, mend)
    return host.strip("[]"), int(port)


def _bucket(environ: Mapping[str, str], database: str) -> BucketAddress | None:
    name, region = "FORMUNE_BUCKET", _value(environ, "FORMUNE_BUCKET_REGION")
    value = _value(environ, name)
    if not value:
        if region:
            raise SettingError(name, "", "Write the address of the bucket of this region.")
        return None
    found = _BUCKET.fullmatch(value)
    if found is None or (found["scheme"] == "http" and found["host"] not in _HERE):
        shown = "…" if "@" in value else value
        raise SettingError(
            name, shown, "Write its address, such as « https://s3.example.org/bucket/folder »."
        )
    if not _REGION.fullmatch(region):
        raise SettingError("FORMUNE_BUCKET_REGION", region, "Write the region that the bucket's host names.")
    if database.startswith("sqlite"):
        # A file is sent inside the transaction of its row: over a network, SQLite's one writer would wait for it.
        raise SettingError(name, value, "Use PostgreSQL with a bucket, or keep the files in the folder.")
    prefix = f"{found['prefix']}/" if found["prefix"] else ""
    return BucketAddress(
        f"{found['scheme']}://{found['host']}{found['port']}", found["bucket"], region, prefix
    )


_BUCKET = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253})(?P<port>(?::[1-9][0-9]{0,4})?)"
    r"/(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(?P<prefix>[A-Za-z0-9_-]{1,60}(?:/[A-Za-z0-9_-]{1,60}){0,5}))?/?"
)
_REGION = re.compile(r"[A-Za-z0-9-]{1,60}")
#: A bucket without encryption on the way is for trials on this machine alone.
_HERE = frozenset({"127.0.0.1", "localhost"})


def _addresses(environ: Mapping[str, str]) -> str | None:
    """Give the address of the search; what residents type goes unencrypted to a private network at most."""
    name = "FORMUNE_ADDRESSES"
    value = _value(environ, name)
    if not value:
        return None
    if not _SEARCH.fullmatch(value) or not _is_decent(value):
        mend = "Write the whole address of the service's search, without « ? », such as"
        raise SettingError(
            name,
            "…" if "@" in value else value,
            f"{mend} « {_SEARCH_EXAMPLE} »; http:// serves a private IP address or localhost only.",
        )
    return value


def _is_decent(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if port == 0 or not _HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return False
    return parts.scheme == "https" or host == "localhost" or _is_private(host)


def _is_private(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


_SEARCH = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,255}(?:/[A-Za-z0-9._~/-]{0,200})?")
_SEARCH_EXAMPLE = "https://data.geopf.fr/geocodage/search"


def _is_port(value: str) -> bool:
    return _PORT.fullmatch(value) is not None and int(value) <= _HIGHEST_PORT


def _port(environ: Mapping[str, str]) -> int:
    value = _value(environ, "PORT")
    if not value:
        return DEFAULT_PORT
    if not _is_port(value):
        raise SettingError("PORT", value, "Write a number from 1 to 65535.")
    return int(value)
