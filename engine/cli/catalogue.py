"""`formune forms publish`, `verify` and `catalogue`: the signed catalogue, its keepers and its readers."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.clock import SystemClock
from engine.resources import forms_root, schemas_root

if TYPE_CHECKING:
    from engine.catalogue.signed.publishing import Published

_FOLDER = click.Path(file_okay=False, path_type=Path)
_KEYS = click.option(
    "--keys",
    type=_FOLDER,
    required=True,
    multiple=True,
    help="Folder of keys (PEM, mode 0600); may be given several times.",
)
_JSON = click.option("--json", "in_json", is_flag=True, help="The result as JSON.")


@click.command()
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option("--catalogue", "folder", type=_FOLDER, required=True, help="The published folder.")
@_KEYS
@click.option("--authority", default=None, help="Who publishes; needed when the catalogue has several.")
@click.option("--root", type=_FOLDER, default=None, help="Folder of the forms; the shipped ones when absent.")
@_JSON
def publish(  # noqa: PLR0913 -- one option each
    slugs: tuple[str, ...],
    folder: Path,
    keys: tuple[Path, ...],
    authority: str | None,
    root: Path | None,
    *,
    in_json: bool,
) -> None:
    """Publish forms into a signed catalogue: all or none, each version once and for ever."""
    from engine.catalogue.diff import understated  # noqa: PLC0415 -- only publishing compares
    from engine.catalogue.signed import publishing  # noqa: PLC0415 -- signatures are slow to load
    from engine.catalogue.signed.keys import KeyRing  # noqa: PLC0415 -- same

    sources = publishing.Sources(root or forms_root(), schemas_root())
    done = publishing.publish(
        sources, slugs, folder, KeyRing.load(keys), SystemClock().now(), authority, gate=understated
    )
    if in_json:
        click.echo(json.dumps([_row(one) for one in done], ensure_ascii=False, indent=2))
        return
    for one in done:
        said = "published" if one.new else "was published already"
        click.echo(f"{one.release.slug} {one.release.version} {said}, sha256 {one.release.digest}")
        for reason in one.waived:
            click.echo(f"    waived: {reason}")


def _row(one: "Published") -> dict[str, object]:
    release = one.release
    version = str(release.version)
    return {
        "slug": release.slug,
        "version": version,
        "digest": release.digest,
        "new": one.new,
        "waived": one.waived,
    }


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), metavar="FOLDER|BUNDLE")
@click.option(
    "--catalogue", "folder", type=_FOLDER, envvar="FORMUNE_CATALOGUE", help="The catalogue of a bundle."
)
@click.option(
    "--trusted-root",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="FORMUNE_CATALOGUE_ROOT",
    help="The root that the keepers handed over.",
)
@click.option("--state", type=_FOLDER, help="What an engine remembers; the catalogue may not be older.")
@_JSON
def verify(
    path: Path, folder: Path | None, trusted_root: Path | None, state: Path | None, *, in_json: bool
) -> None:
    """Verify a published catalogue, or one bundle against it; exit status 1 when something is wrong."""
    from engine.catalogue.signed import verifying  # noqa: PLC0415 -- signatures are slow to load

    if path.is_dir():
        report = verifying.verify_catalogue(path, trusted_root, SystemClock(), state)
    elif folder is None:
        raise click.UsageError("Say with --catalogue against which catalogue the bundle is verified.")
    else:
        report = verifying.verify_bundle(path, folder, trusted_root, SystemClock())
    click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2) if in_json else report.text())
    if not report.good:
        sys.exit(1)


@click.group()
def catalogue() -> None:
    """Keep a signed catalogue: begin it, renew its dates, replace its keys."""


@catalogue.command()
@click.argument("folder", type=_FOLDER)
@click.option("--authority", required=True, help="Who publishes first, such as dgcl.")
@click.option("--keys", type=_FOLDER, required=True, help="Folder for the keys in daily use.")
@click.option(
    "--root-keys",
    type=_FOLDER,
    multiple=True,
    help="Folder of a root key, one for each of three media; --keys when absent.",
)
def init(folder: Path, authority: str, keys: Path, root_keys: tuple[Path, ...]) -> None:
    """Make the keys and an empty catalogue in FOLDER."""
    from engine.catalogue.signed.ceremony import begin  # noqa: PLC0415 -- signatures are slow to load

    began = begin(folder, authority, keys, root_keys, SystemClock().now())
    click.echo(f"{folder} is begun. Hand every host this root: {began.root}")
    click.echo(f"Read its sha256 aloud, and have them compare: {began.fingerprint}")
    if not root_keys:
        click.echo(f"The three root keys stand in {keys}: move each to a medium of its own, offline.")


@catalogue.command()
@click.argument("folder", type=_FOLDER)
@_KEYS
@_JSON
def refresh(folder: Path, keys: tuple[Path, ...], *, in_json: bool) -> None:
    """Give FOLDER new dates: run it every day, on the machine that holds the daily keys."""
    from engine.catalogue.signed.ceremony import renew  # noqa: PLC0415 -- signatures are slow to load
    from engine.catalogue.signed.keys import KeyRing  # noqa: PLC0415 -- same
    from engine.catalogue.signed.repository import Repository  # noqa: PLC0415 -- same

    renewed = renew(folder, KeyRing.load(keys), SystemClock().now())
    repository = Repository.open(folder)
    names = ("root", "targets", *repository.authorities, "snapshot", "timestamp")
    rows = [
        {"role": name, "renewed": name in renewed, "expires": repository.expires(name).isoformat()}
        for name in names
    ]
    if in_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for row in rows:
        click.echo(f"{row['role']}: good until {row['expires']}{', renewed' if row['renewed'] else ''}")


@catalogue.command("rotate-key")
@click.argument("folder", type=_FOLDER)
@click.argument("role")
@_KEYS
@click.option(
    "--into", type=_FOLDER, default=None, help="Folder for the new key; the first of --keys if absent."
)
@click.option("--retire", default="", help="For a root key: how the name of the one to take out begins.")
def rotate_key(folder: Path, role: str, keys: Sequence[Path], into: Path | None, retire: str) -> None:
    """Replace the key of ROLE: timestamp, snapshot, targets, root, or an authority's name."""
    from engine.catalogue.signed.ceremony import replace_key  # noqa: PLC0415 -- signatures are slow to load
    from engine.catalogue.signed.keys import KeyRing  # noqa: PLC0415 -- same

    keyid = replace_key(folder, role, KeyRing.load(keys), into or keys[0], SystemClock().now(), retire)
    click.echo(f"{role} is signed by {role}-{keyid[:8]}.pem from now on; destroy the old key.")


@catalogue.command("add-authority")
@click.argument("folder", type=_FOLDER)
@click.argument("authority")
@_KEYS
@click.option("--into", type=_FOLDER, default=None, help="Folder for its key; the first of --keys if absent.")
def add_authority(folder: Path, authority: str, keys: Sequence[Path], into: Path | None) -> None:
    """Let one more AUTHORITY publish forms under its own name."""
    from engine.catalogue.signed.ceremony import name_authority  # noqa: PLC0415 -- signatures are slow to load
    from engine.catalogue.signed.keys import KeyRing  # noqa: PLC0415 -- same

    keyid = name_authority(folder, authority, KeyRing.load(keys), into or keys[0], SystemClock().now())
    click.echo(f"{authority} publishes with {authority}-{keyid[:8]}.pem; hand it over, and keep no copy.")
