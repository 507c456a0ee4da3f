"""Reading and writing single files of secrets: mode, size and encoding checked, each error with its mend."""

import base64
import binascii
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from engine.errors import FormuneError
from engine.store.crypto import KEY_SIZE

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_HOST = "_host"


class SecretsError(FormuneError):
    """A secret is missing or unusable; `mend` says what to do."""

    def __init__(self, file: Path, reason: str, mend: str) -> None:
        super().__init__(f"{file}: {reason}. {mend}.")
        self.file = file
        self.reason = reason
        self.mend = mend


class MissingSecret(SecretsError):
    """A secret's file does not exist."""


class OpenSecret(SecretsError):
    """A secret can be read by others on this machine."""


class BadSecret(SecretsError):
    """A secret's file does not hold what its name promises."""


def folder_of(root: Path, owner: str) -> Path:
    """Give the folder of a city's code or of `_host`; raise BadSecret on a name that could leave the root."""
    if owner != _HOST and not _NAME.fullmatch(owner):
        raise BadSecret(root, "a folder's name is not a city's code", "Use small letters, digits and dashes")
    return root / owner


def named(folder: Path, prefix: str, name: str, suffix: str) -> Path:
    """Give the file of a route or a provider; raise BadSecret on a name that could leave the folder."""
    if not _NAME.fullmatch(name):
        raise BadSecret(folder, f"{prefix}… is not named by a code", "Use small letters, digits and dashes")
    return folder / f"{prefix}-{name}{suffix}"


def numbered(folder: Path, prefix: str, suffix: str) -> tuple[Path, ...]:
    """Give `<prefix>-<n><suffix>`, highest n first; raise MissingSecret when there is none."""
    found = sorted(_numbered(folder, prefix, suffix), reverse=True)
    if not found:
        raise MissingSecret(
            folder / f"{prefix}-1{suffix}",
            "there is no such key",
            "Restore it from its backup, or make a first one as docs/reference/settings.md says",
        )
    return tuple(file for _, file in found)


def read(file: Path) -> bytes:
    """Read a secret; raise MissingSecret, OpenSecret (mode wider than 0600) or BadSecret (not readable)."""
    check_mode(file)
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadSecret(
            file, f"cannot be read ({error.strerror})", "Give it to the account that runs Formune"
        ) from None


def read_text(file: Path) -> str:
    """Read a secret that is one line of ASCII text."""
    try:
        return read(file).decode("ascii").strip()
    except UnicodeDecodeError:
        raise BadSecret(file, "not plain text", "Restore it from its backup") from None


def read_key(file: Path) -> bytes:
    """Read a symmetric key: 32 bytes in base64."""
    try:
        key = base64.b64decode(read_text(file), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != KEY_SIZE:
        raise BadSecret(file, "not 32 bytes in base64", "Restore it from its backup")
    return key


def check_mode(file: Path) -> None:
    """Raise OpenSecret when others than the owner may read or write, MissingSecret when there is no file."""
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except FileNotFoundError:
        raise MissingSecret(file, "the file does not exist", "Make it or restore it") from None
    if mode & 0o077:
        raise OpenSecret(file, f"its mode is {mode:04o}", f"Run « chmod 600 {file} »")


def write(file: Path, data: bytes) -> None:
    """Write a secret with mode 0600, durably, whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)


def write_key(file: Path) -> None:
    """Write a fresh symmetric key unless the file exists."""
    if not file.exists():
        write(file, base64.b64encode(os.urandom(KEY_SIZE)) + b"\n")


def _numbered(folder: Path, prefix: str, suffix: str) -> Iterator[tuple[int, Path]]:
    pattern = re.compile(re.escape(prefix) + r"-([1-9][0-9]{0,5})" + re.escape(suffix))
    for file in folder.iterdir() if folder.is_dir() else ():
        match = pattern.fullmatch(file.name)
        if match:
            yield int(match[1]), file
