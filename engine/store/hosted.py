"""The store that a host's settings name: its database, its keys, and where its files are kept."""

from engine.clock import Clock
from engine.settings import BucketAddress, Settings
from engine.store.bucket import Bucket
from engine.store.files import FileStore
from engine.store.folder import Folder
from engine.store.secrets import Secrets
from engine.store.store import Store, open_store


def open_hosted(settings: Settings, clock: Clock) -> Store:
    """Open it; nothing goes to a bucket yet. Raise NoClient or SecretsError."""
    secrets = Secrets(settings.secrets)
    return open_store(settings.database, secrets, files_of(settings, secrets), clock)


def files_of(settings: Settings, secrets: Secrets) -> FileStore:
    """Give where files are kept."""
    return Folder(settings.files) if settings.bucket is None else bucket_of(settings.bucket, secrets)


def bucket_of(address: BucketAddress, secrets: Secrets) -> Bucket:
    """Give a bucket, with its key."""
    return Bucket.at(address, secrets.bucket())
