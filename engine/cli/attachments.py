"""`formune attachments`: where the sealed files are kept."""

import os

import click

from engine.clock import SystemClock
from engine.settings import SettingError, Settings
from engine.store import Secrets
from engine.store.folder import Folder
from engine.store.hosted import bucket_of
from engine.store.moving import move as moved

_EVERY = 100


@click.group()
def attachments() -> None:
    """Move the sealed files between the folder and the bucket."""


@attachments.command()
@click.option(
    "--to",
    "target",
    type=click.Choice(["bucket", "folder"]),
    default="bucket",
    show_default=True,
    help="Where the files go.",
)
def move(target: str) -> None:
    """Move every file, while pages and workers are stopped; stopped itself, it goes on when called again.

    A file is copied, read back and compared before its original is removed.
    """
    settings = Settings.from_environ(os.environ)
    if settings.bucket is None:
        raise SettingError("FORMUNE_BUCKET", "", "Write the address of the bucket.")
    folder, bucket = Folder(settings.files), bucket_of(settings.bucket, Secrets(settings.secrets))
    folder.check()
    bucket.check()
    source, goal = (folder, bucket) if target == "bucket" else (bucket, folder)
    count = 0
    for count, _name in enumerate(moved(source, goal, SystemClock().now()), start=1):
        if count % _EVERY == 0:
            click.echo(f"{count} files moved…")
    click.echo(f"{count} files moved to the {target}; nothing is left to move.")
