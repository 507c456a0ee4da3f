"""Making and changing the tables, from a checkout or an installed wheel, by Alembic.

The migrations touch the tables of engine.store.tables alone; what the queue keeps in the same database is
its own.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.store.store import Store, connect

#: The table that holds the present revision.
VERSION_TABLE = "formune_revision"


def upgrade(target: Store | str) -> None:
    """Bring a store, or the database at a URL, to the newest revision, in one transaction."""
    engine = target.engine if isinstance(target, Store) else connect(target)
    with engine.begin() as conn:
        command.upgrade(_config(conn), "head")
    if isinstance(target, str):
        engine.dispose()


def current(target: Store | str) -> str | None:
    """Give a database's revision; None when it is empty."""
    engine = target.engine if isinstance(target, Store) else connect(target)
    with engine.connect() as conn:
        revision = MigrationContext.configure(
            conn, opts={"version_table": VERSION_TABLE}
        ).get_current_revision()
    if isinstance(target, str):
        engine.dispose()
    return revision


def head() -> str:
    """Give the newest revision that this program knows."""
    return str(ScriptDirectory.from_config(_config(None)).get_current_head())


def _config(conn: Connection | None) -> Config:
    config = Config()
    folder = Path(__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    config.attributes["version_table"] = VERSION_TABLE
    return config
