"""What travels with a connection: the keys, the clock and the place of files that its rows need.

It rides in SQLAlchemy's execution options, so that a function of this room takes a connection and nothing
else.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from engine.clock import Clock
from engine.errors import FormuneError
from engine.store import crypto
from engine.store.files import FileStore
from engine.store.secrets import Secrets

#: The execution option that holds the Keeper.
OPTION: Final = "formune_keeper"


class NotAStoreConnection(FormuneError):
    """The connection was not opened by Store.begin or Store.read, so its rows have no keys."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """The collaborators of one store."""

    secrets: Secrets
    clock: Clock
    files: FileStore = field(repr=False)

    def wrap(self, dek: bytes, city: str, kind: str, row_id: str) -> tuple[bytes, str]:
        """Encrypt a data key under the city's newest KEK; give the wrapped key and the KEK's id."""
        kek = self.secrets.kek(city)
        where = crypto.place(city, kind, row_id, kek.id)
        return crypto.seal(crypto.derive(kek.key, where), dek, where), kek.id

    def unwrap(self, wrapped: bytes, kek_id: str, city: str, kind: str, row_id: str) -> bytes:
        """Decrypt a data key; raise Unreadable when moved or altered, MissingSecret when its KEK is gone."""
        where = crypto.place(city, kind, row_id, kek_id)
        return crypto.unseal(crypto.derive(self.secrets.kek_by_id(city, kek_id).key, where), wrapped, where)


def keeper(conn: Connection) -> Keeper:
    """Give the Keeper of a connection; raise NotAStoreConnection when it has none."""
    found = conn.get_execution_options().get(OPTION)
    if not isinstance(found, Keeper):
        raise NotAStoreConnection
    return found


def to_bytes(value: object) -> bytes:
    """Encode a JSON value for encryption."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def from_bytes(data: bytes) -> Any:  # noqa: ANN401 -- JSON has no narrower type
    """Decode what `to_bytes` gave."""
    return json.loads(data)
