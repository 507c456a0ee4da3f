"""What the demo back office holds: deliveries received by HTTP, and those found in drop folders."""

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal


@dataclass(frozen=True, slots=True)
class Piece:
    """An attachment of a file: its number from 1, and where its bytes are (None when they are missing)."""

    number: int
    code: str
    name: str
    type: str
    size: int
    path: Path | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One delivered submission; `received_at` is aware, in UTC."""

    city: str
    way: Literal["http", "folder"]
    reference: str
    received_at: datetime
    document: Mapping[str, Any] = field(repr=False)
    pieces: tuple[Piece, ...]
    receipt: Path | None

    @property
    def title(self) -> str:
        """The form's title, or its name when there is no title."""
        form = self.document.get("form", {})
        return str(form.get("title") or form.get("id", ""))

    @property
    def completes(self) -> tuple[str, str] | None:
        """Give the city and the reference of the entry that this one completes; None for a submission."""
        more = self.document.get("complement")
        return (self.city, str(more["reference"])) if more else None

    @property
    def what(self) -> str:
        """Say what a complement brings: a piece that was asked for, or a withdrawal."""
        kind = str((self.document.get("complement") or {}).get("kind"))
        return {"piece": "Pièce demandée, reçue", "withdrawal": "Demande retirée par l’usager"}.get(kind, "")


Stored = Literal["new", "same", "other"]


@dataclass(frozen=True, slots=True)
class Inbox:
    """Deliveries under `data` (one folder per city and key) and in the cities' drop `folders`."""

    data: Path
    folders: Mapping[str, Path]

    def entries(self) -> tuple[Entry, ...]:
        """Give all deliveries, the latest first."""
        found = [*self._by_http(), *self._by_folder()]
        return tuple(sorted(found, key=lambda entry: entry.received_at, reverse=True))

    def find(self, city: str, reference: str) -> Entry | None:
        """Give one delivery, None when it is not there."""
        wanted = (city, reference)
        return next((entry for entry in self.entries() if (entry.city, entry.reference) == wanted), None)

    def document(self, city: str, key: str) -> Mapping[str, Any] | None:
        """Give the document received under `key`, None when none was."""
        return _read(self._home(city, key) / "delivery.json")

    def put(self, city: str, key: str, name: str, stream: IO[bytes], sha256: str) -> Stored | None:
        """Keep a file's bytes; None when they are not those of `sha256`."""
        home = self._home(city, key)
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=home, delete=False) as target:
            digest = hashlib.sha256()
            while chunk := stream.read(64 * 1024):
                digest.update(chunk)
                target.write(chunk)
        path = Path(target.name)
        if digest.hexdigest() != sha256:
            path.unlink()
            return None
        return _settle(path, home / name, sha256)

    def missing(self, city: str, key: str, document: Mapping[str, Any]) -> bool:
        """Say whether an announced file has not been received, or has other bytes than announced."""
        home = self._home(city, key)
        return any(
            _digest(home / f"file-{number}") != announced["sha256"]
            for number, announced in enumerate(document["files"], start=1)
        )

    def _home(self, city: str, key: str) -> Path:
        return self.data / "http" / city / key

    def _by_http(self) -> Iterator[Entry]:
        for path in self.data.glob("http/*/*/delivery.json"):
            document = _read(path)
            if document is not None:
                yield _entry(path.parent.parent.name, "http", path, document, _numbered(path.parent))

    def _by_folder(self) -> Iterator[Entry]:
        for city, folder in self.folders.items():
            for path in folder.glob("[!.]*/delivery.json"):
                document = _read(path)
                if document is not None:
                    yield _entry(city, "folder", path, document, _coded(path.parent))


def _entry(
    city: str,
    way: Literal["http", "folder"],
    path: Path,
    document: Mapping[str, Any],
    found: Mapping[int, Path],
) -> Entry:
    pieces = tuple(
        Piece(n, announced["code"], announced["name"], announced["type"], announced["size"], found.get(n))
        for n, announced in enumerate(document.get("files", ()), start=1)
    )
    reference = str(document.get("reference", ""))
    late = path.parent.parent / f"{reference}-receipt" / "receipt.pdf"
    receipt = next((p for p in (path.parent / "receipt.pdf", late) if p.is_file()), None)
    received = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Entry(city, way, reference, received, document, pieces, receipt)


def _numbered(home: Path) -> dict[int, Path]:
    return {int(path.name.removeprefix("file-")): path for path in home.glob("file-[0-9]*")}


def _coded(home: Path) -> dict[int, Path]:
    found = ((re.search(r"-(\d+)\.[a-z0-9]+\Z", path.name), path) for path in home.glob("files/*"))
    return {int(number[1]): path for number, path in found if number}


def _settle(path: Path, target: Path, sha256: str) -> Stored:
    """Put `path` at `target` once; the link makes two equal requests at once leave one of them."""
    try:
        os.link(path, target)
    except FileExistsError:
        return "same" if _digest(target) == sha256 else "other"
    finally:
        path.unlink()
    return "new"


def _digest(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _read(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
