"""The drop folder: each submission is a folder that appears whole, or not at all.

    <path>/<reference>/delivery.json   the delivery document (schemas/delivery/1.json)
                       seal.json       the seal as a flattened JSON JWS (RFC 7515 section 7.2.2)
                       receipt.pdf     when it is ready; else it is added later
                       files/<code>-<n>.<ext>

It is made under `.tmp-<key>`, every file and folder is flushed to the disk, then it is renamed: a rename
never replaces a folder that holds something (rename(2)). A receipt that comes after the city has taken
the folder away arrives alone as `<reference>-receipt/receipt.pdf`.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from connectors.contract import (
    Accepted,
    BadFile,
    Check,
    Context,
    Delivery,
    DeliveryFile,
    Descriptor,
    Outcome,
    Part,
    Permanent,
    Prepared,
    Transient,
    Unknown,
    encode,
)

RECEIPT = "receipt.pdf"

_DESCRIPTOR = Descriptor(
    id="folder",
    version="1",
    title="Dossier partagé",
    capabilities=frozenset({"idempotent_key", "conflict", "files_stream", "addition", "complement"}),
    config_schema={
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["path"],
        "properties": {
            "path": {
                "type": "string",
                "pattern": "^/[^\\u0000]*[^/\\u0000]$",
                "title": "Absolute path of the folder",
            }
        },
    },
)


class FolderConnector:
    """Writes each submission into a folder that the city's software watches."""

    def describe(self) -> Descriptor:
        """Give the descriptor."""
        return _DESCRIPTOR

    def check(self, ctx: Context) -> tuple[Check, ...]:
        """Say whether the folder is there and may be written to."""
        base = Path(ctx.config["path"])
        return (
            Check("exists", base.is_dir(), "the drop folder is there"),
            Check("writable", os.access(base, os.W_OK | os.X_OK), "the drop folder may be written to"),
        )

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:  # noqa: ARG002 -- the contract's shape
        """Give the folder's content; names come from the question's code and the media type alone."""
        document = encode(delivery.document())
        return Prepared(
            key=delivery.key,
            reference=delivery.reference,
            digest=hashlib.sha256(document).hexdigest(),
            parts=(
                Part("delivery.json", "application/json", document),
                Part("seal.json", "application/jose+json", encode(_flattened(delivery.seal))),
            ),
            files=tuple(
                (f"files/{file.code}-{n}.{extension(file)}", file)
                for n, file in enumerate(delivery.files, start=1)
            ),
            receipt=delivery.receipt,
            addition=delivery.addition,
        )

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:  # noqa: ARG002
        """Write and rename; an existing folder with the same document is accepted, another one refused."""
        base = Path(ctx.config["path"])
        if not base.is_dir():
            return Transient("the drop folder is not there")
        try:
            with _locked(base, prepared.key) as (work, mine):
                if not mine:
                    return Transient("another attempt is writing")
                return _deliver(base, work, prepared)
        except BadFile:
            return Permanent("content", "a file's bytes differ from what was sealed")
        except OSError as error:
            return _failed(error)


def extension(file: DeliveryFile) -> str:
    """Give a harmless file name extension: from the media type, else from plain letters of the name."""
    known = _EXTENSIONS.get(file.type)
    if known:
        return known
    end = re.search(r"\.([A-Za-z0-9]{1,8})\Z", file.name)
    return end[1].lower() if end else "bin"


_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
    "application/json": "json",
}


def _deliver(base: Path, work: Path, prepared: Prepared) -> Outcome:
    home = base / prepared.reference
    if prepared.addition:
        return _add_receipt(base, work, prepared)
    if os.path.lexists(home):
        return _compare(base, work, prepared)
    for part in prepared.parts:
        _write(work / part.name, (part.content,))
    for name, file in prepared.files:
        _write(work / name, file.chunks())
    if prepared.receipt:
        _write(work / RECEIPT, prepared.receipt.chunks())
    _flush_tree(work)
    try:
        os.rename(work, home)  # noqa: PTH104 -- Path.rename promises replacement; rename(2) refuses it
    except OSError as error:
        if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            return _compare(base, work, prepared)
        raise
    return _settled(base, prepared)


def _compare(base: Path, work: Path, prepared: Prepared) -> Outcome:
    if _digest(base / prepared.reference / "delivery.json") != prepared.digest:
        return Permanent("conflict", "the folder exists with another content")
    return _add_receipt(base, work, prepared) if prepared.receipt else Accepted(prepared.reference)


def _add_receipt(base: Path, work: Path, prepared: Prepared) -> Outcome:
    receipt = prepared.receipt
    if receipt is None:
        return Permanent("bug", "an addition without a receipt")
    home = base / prepared.reference
    if not os.path.lexists(home):
        home = base / f"{prepared.reference}-receipt"
    elif _digest(home / "delivery.json") != prepared.digest:
        return Permanent("conflict", "the folder exists with another content")
    target = home / RECEIPT
    if os.path.lexists(target):
        same = _digest(target) == receipt.sha256
        return Accepted(prepared.reference) if same else Permanent("conflict", "another receipt is there")
    _write(work / RECEIPT, receipt.chunks())
    if home.is_dir():
        os.rename(work / RECEIPT, target)  # noqa: PTH104 -- the lock makes us the only writer of this name
        return _settled(home, prepared)
    _flush(work)
    os.rename(work, home)  # noqa: PTH104 -- rename(2) refuses a folder that holds something
    return _settled(base, prepared)


def _settled(folder: Path, prepared: Prepared) -> Outcome:
    try:
        _flush(folder)
    except OSError:
        return Unknown("renamed, but the disk did not confirm it")
    return Accepted(prepared.reference)


@contextlib.contextmanager
def _locked(base: Path, key: str) -> Iterator[tuple[Path, bool]]:
    """Give an empty work folder that only we hold; the lock dies with the process, its litter is cleared."""
    work = base / f".tmp-{key}"
    work.mkdir(mode=0o770, exist_ok=True)
    handle = os.open(work, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        mine = _take(handle) and _same(handle, work)
        if mine:
            _empty(work)
        try:
            yield work, mine
        finally:
            if mine and _same(handle, work):
                shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), os.lstat(path))
    except FileNotFoundError:
        return False


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _write(path: Path, chunks: Iterable[bytes]) -> None:
    path.parent.mkdir(mode=0o770, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o660)
    with open(handle, "wb") as target:  # noqa: PTH123 -- a descriptor has no Path
        target.writelines(chunks)
        target.flush()
        os.fsync(target.fileno())


def _flush_tree(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            _flush(entry)
    _flush(folder)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _flattened(seal: str) -> dict[str, Any]:
    protected, payload, signature = seal.split(".")
    members = {"protected": protected, "payload": payload, "signature": signature}
    return {name: value for name, value in members.items() if value}


def _failed(error: OSError) -> Outcome:
    word = errno.errorcode.get(error.errno or 0, "EIO")
    if error.errno in (
        errno.EACCES,
        errno.EPERM,
        errno.EROFS,
        errno.ENAMETOOLONG,
        errno.ENOTDIR,
        errno.ELOOP,
    ):
        return Permanent("config", f"the drop folder refuses: {word}")
    return Transient(f"the drop folder failed: {word}")


_FOR_SOMEBODY_TO_MEND = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.ELOOP}
)
