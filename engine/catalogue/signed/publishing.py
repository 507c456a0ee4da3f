"""Publish forms: each becomes one immutable bundle, signed for by an authority of the catalogue."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import rfc8785
from tuf.api.metadata import TargetFile, Targets

from engine.catalogue.assemble import assemble_form
from engine.catalogue.diff.gate import RULE as UNDERSTATED
from engine.catalogue.diff.gate import reused
from engine.catalogue.lint import Finding, lint
from engine.catalogue.shelf import titles_of
from engine.catalogue.signed.errors import (
    AlreadyPublished,
    CodeReused,
    UnknownRole,
    Unpublishable,
    VersionUnderstated,
)
from engine.catalogue.signed.files import locked, target_file, target_path, write_whole
from engine.catalogue.signed.index import Release, release_of
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.reading import read_target
from engine.catalogue.signed.repository import Repository, write
from engine.catalogue.source import FormSource, Library, form_slugs, load_form
from engine.catalogue.versions import Version
from engine.clock import PARIS
from engine.model import Definition

#: A bundle: plain JSON.
Bundle = Mapping[str, Any]


class Gate(Protocol):
    """Says why a version's number understates what changed; nothing when it does not."""

    def __call__(self, old: Definition, new: Definition, /) -> Sequence[str]:
        """Give the reasons, in words, by which `new` needed a higher number after `old`."""


def later(old: Definition, new: Definition) -> Sequence[str]:
    """Refuse an equal or lower version: the least that any gate asks, and no waiver sets aside."""
    if Version.parse(new.version) > Version.parse(old.version):
        return ()
    return (f"{old.version} is published already, and {new.version} is not later",)


@dataclass(frozen=True, slots=True)
class Published:
    """One form in the catalogue; `new` is false when it was there already, word for word.

    `waived` are the reasons of the gate that a named person set aside.
    """

    release: Release
    new: bool
    waived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Where forms and blocks are written."""

    forms: Path
    schemas: Path

    def slugs(self) -> tuple[str, ...]:
        """Give the slug of every form."""
        return form_slugs(self.forms)


def publish(  # noqa: PLR0913, PLR0917 -- sources, place, keys, time and rules are all the caller's
    sources: Sources,
    slugs: Sequence[str],
    folder: Path,
    keys: KeyRing,
    now: datetime,
    authority: str | None = None,
    *,
    gate: Gate = later,
) -> tuple[Published, ...]:
    """Publish forms, all or none; every form of the sources when `slugs` is empty.

    Raises Unpublishable, AlreadyPublished, CodeReused, VersionUnderstated, MissingKey, UnknownRole, NoCatalogue or
    CatalogueRefused; the catalogue is then as it was.
    """
    wanted = tuple(slugs) or sources.slugs()
    today = now.astimezone(PARIS).date()
    library = Library(sources.schemas)
    bundles = [(form, _bundle(form, library)) for form in _sound(sources, wanted, today)]
    with locked(folder):
        repository = Repository.open(folder)
        name = _authority(repository, authority)
        keys.check(name, repository.role(name))
        targets = repository.authorities[name].signed
        admitted = [_admit(targets, folder, name, form, data, gate, today) for form, data in bundles]
        _place(folder, [one for one in zip(admitted, bundles, strict=True) if one[0].new], targets)
        if any(one.new for one in admitted):
            write(repository.reissue([name], keys, now))
    return tuple(admitted)


def target_of(release: Release, data: bytes) -> TargetFile:
    """Describe a bundle for the catalogue's metadata; its titles are there too, for an index without bundles."""
    hashes = {"sha256": release.digest}
    return TargetFile(len(data), hashes, release.path, {"custom": {"titles": dict(release.titles)}})


def canonical(bundle: Bundle) -> bytes:
    """Write a bundle as its digest reads it (RFC 8785)."""
    return rfc8785.dumps(dict(bundle))


def described(authority: str, bundle: Bundle, data: bytes) -> Release:
    """Give the release that a bundle becomes."""
    digest = hashlib.sha256(data).hexdigest()
    slug, version = str(bundle["slug"]), str(bundle["version"])
    path = target_path(authority, slug, version)
    return Release(slug, Version.parse(version), digest, len(data), path, titles_of(bundle))


#: A form's sources with its bundle and the bundle's bytes.
_Assembled = tuple[Bundle, bytes]


def _sound(sources: Sources, slugs: Sequence[str], today: date) -> list[FormSource]:
    """Read the forms, after the linter has nothing to say of them or of any block."""
    findings = lint(slugs[0] if len(slugs) == 1 else None, sources.forms, sources.schemas, today=today)
    errors = [one for one in findings if one.severity == "error"]
    for slug in slugs:
        concerned = [one for one in errors if _concerns(one, slug)]
        if concerned:
            raise Unpublishable(slug, concerned)
    return [load_form(slug, sources.forms) for slug in slugs]


def _concerns(finding: Finding, slug: str) -> bool:
    return finding.file.startswith((f"forms/{slug}/", "schemas/")) or finding.file == f"forms/{slug}"


def _bundle(form: FormSource, library: Library) -> _Assembled:
    bundle = assemble_form(form, library)
    return bundle, canonical(bundle)


def _authority(repository: Repository, name: str | None) -> str:
    known = tuple(repository.authorities)
    if name is None and len(known) == 1:
        return known[0]
    if name not in known:
        raise UnknownRole(name or "", known)
    return name


def _admit(  # noqa: PLR0913, PLR0917 -- one form against the catalogue
    targets: Targets,
    folder: Path,
    authority: str,
    form: FormSource,
    assembled: _Assembled,
    gate: Gate,
    today: date,
) -> Published:
    """Decide whether a form may enter; change nothing."""
    bundle, data = assembled
    release = described(authority, bundle, data)
    before = [one for one in map(release_of, targets.targets.values()) if one.slug == release.slug]
    same = next((one for one in before if one.version == release.version), None)
    if same is not None:
        if same.digest != release.digest:
            raise AlreadyPublished(release.slug, str(release.version), same.digest)
        return Published(release, new=False)
    old = _predecessor(before, release.version)
    if old is None:
        return Published(release, new=True)
    former = _definition(read_target(folder, old), old)
    coming = _definition(bundle, release)
    late = later(former, coming)
    reasons = late or gate(former, coming)
    if late or (reasons and not _waived(form, today)):
        raise VersionUnderstated(release.slug, str(release.version), reasons)
    codes = reused([_definition(read_target(folder, one), one) for one in before], coming)
    if codes:
        raise CodeReused(release.slug, codes)
    return Published(release, new=True, waived=tuple(reasons))


def _definition(bundle: Bundle, release: Release) -> Definition:
    return Definition.from_bundle(bundle, release.digest)


def _predecessor(before: Iterable[Release], version: Version) -> Release | None:
    """Give the release that a new one follows: the newest of the same major, else the newest of all."""
    ordered = sorted(before, key=lambda one: one.version)
    same = [one for one in ordered if one.version.major == version.major]
    return next(reversed(same or ordered), None)


def _waived(form: FormSource, today: date) -> bool:
    return any(
        one["rule"] == UNDERSTATED and date.fromisoformat(one["until"]) >= today for one in form.waivers
    )


def _place(
    folder: Path, entering: list[tuple[Published, tuple[FormSource, _Assembled]]], targets: Targets
) -> None:
    """Write the bundles, which nothing names yet, and name them in the metadata to be signed."""
    for published, (_form, assembled) in entering:
        release, data = published.release, assembled[1]
        write_whole(target_file(folder, release.path, release.digest), data)
        targets.targets[release.path] = target_of(release, data)
