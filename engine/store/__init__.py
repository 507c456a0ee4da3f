"""The store: everything a city must not lose, encrypted, in one database and one folder or bucket of files.

It knows SQL, keys and disks; it knows nothing of forms, pages, identity providers or back offices.
"""

from engine.store.context import Keeper, NotAStoreConnection
from engine.store.crypto import Unreadable
from engine.store.hosted import open_hosted
from engine.store.secrets import Secrets, SecretsError
from engine.store.store import Store, open_store

__all__ = [
    "Keeper",
    "NotAStoreConnection",
    "Secrets",
    "SecretsError",
    "Store",
    "Unreadable",
    "open_hosted",
    "open_store",
]
