"""What a signed catalogue refuses: when it is read, and when something is published into it."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from engine.catalogue.errors import CatalogueError, CatalogueRefused
from engine.catalogue.lint import Finding


class OutOfDate(CatalogueRefused):
    """The date of the catalogue's metadata is past: nothing new is taken until it is renewed."""


class BadSignature(CatalogueRefused):
    """A role's metadata is not signed by enough of its keys."""


class RolledBack(CatalogueRefused):
    """The catalogue shows an older state than one that was seen, or leaves a version out."""


class Altered(CatalogueRefused):
    """A file of the catalogue is not the one that its metadata describes."""


class Incomplete(CatalogueRefused):
    """A file that the catalogue's metadata names is not there."""


class OutsidePaths(CatalogueRefused):
    """An authority signs a form outside its own folder, or one that another authority published."""


class UnusableFolder(CatalogueError):
    """A folder of the catalogue cannot be read or written."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {reason}")
        self.folder = folder
        self.reason = reason


class NoCatalogue(CatalogueError):
    """The folder holds no catalogue."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds no catalogue; begin one with « formune forms catalogue init »")
        self.folder = folder


class AlreadyThere(CatalogueError):
    """Going on would overwrite what exists."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} exists already; it is left alone")
        self.path = path


class OpenKey(CatalogueError):
    """A key can be read by others on this machine."""

    def __init__(self, file: Path, mode: int) -> None:
        super().__init__(f"{file}: its mode is {mode:04o}. Run « chmod 600 {file} ».")
        self.file = file


class BadKey(CatalogueError):
    """A file of keys holds no Ed25519 private key."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"{file} holds no Ed25519 private key in PEM; restore it from its backup")
        self.file = file


class MissingKey(CatalogueError):
    """Too few of a role's keys are at hand to sign for it."""

    def __init__(self, role: str, wanted: Sequence[str], needed: int) -> None:
        names = ", ".join(f"{role}-{keyid[:8]}.pem" for keyid in wanted)
        super().__init__(f"{role}: {needed} of these keys must be in the folders given: {names}")
        self.role = role
        self.wanted = tuple(wanted)
        self.needed = needed


class UnknownRole(CatalogueError):
    """The catalogue has no such role, authority or key."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"« {name} » is not known here; known: {', '.join(known)}")
        self.name = name
        self.known = tuple(known)


class Unpublishable(CatalogueError):
    """A form has something to mend; `findings` are the linter's."""

    def __init__(self, slug: str, findings: Sequence[Finding]) -> None:
        lines = "\n".join(f"  {one.file}:{one.line} {one.rule}: {one.message}" for one in findings)
        super().__init__(f"{slug} does not publish, {len(findings)} to mend:\n{lines}")
        self.slug = slug
        self.findings = tuple(findings)


class AlreadyPublished(CatalogueError):
    """The version was published with other content, and a published version never changes."""

    def __init__(self, slug: str, version: str, digest: str) -> None:
        message = f"{slug} {version} is published with digest {digest} and never changes: raise the version"
        super().__init__(message)
        self.slug = slug
        self.version = version
        self.digest = digest


class CodeReused(CatalogueError):
    """A question's code meant another answer in an earlier version; training sheets would lie."""

    def __init__(self, slug: str, codes: Mapping[str, str]) -> None:
        told = "; ".join(f"{code} was {before}" for code, before in codes.items())
        super().__init__(f"{slug} uses codes again for something else: {told}. Give new codes.")
        self.slug = slug
        self.codes = dict(codes)


class VersionUnderstated(CatalogueError):
    """The version's number says less than what changed; `reasons` say what did."""

    def __init__(self, slug: str, version: str, reasons: Sequence[str]) -> None:
        super().__init__(f"{slug} {version} understates the change: {'; '.join(reasons)}")
        self.slug = slug
        self.version = version
        self.reasons = tuple(reasons)
