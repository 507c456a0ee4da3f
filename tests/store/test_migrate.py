"""Migrations: they make exactly the tables of engine.store.tables, and leave the queue's alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, inspect, text

from engine.store import migrate
from engine.store.store import connect
from engine.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def differences(conn: Connection) -> list[Any]:
    options = {"version_table": migrate.VERSION_TABLE, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(conn, opts=options), metadata))


def test_an_empty_database_is_brought_to_the_head(empty_url: str) -> None:
    assert migrate.current(empty_url) is None
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head()
    migrate.upgrade(empty_url)
    assert migrate.current(empty_url) == migrate.head()


def test_the_migrations_make_the_tables_that_the_code_knows(empty_url: str) -> None:
    migrate.upgrade(empty_url)
    engine = connect(empty_url)
    with engine.begin() as conn:
        assert differences(conn) == []
        conn.execute(text("ALTER TABLE job ADD COLUMN other INTEGER"))
        assert len(differences(conn)) == 1
    engine.dispose()


def test_other_tables_of_the_same_database_are_left_alone(empty_url: str) -> None:
    engine = connect(empty_url)
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE workflow_status (workflow_uuid TEXT)"))
        conn.execute(text("INSERT INTO workflow_status VALUES ('kept')"))
    migrate.upgrade(empty_url)
    with engine.begin() as conn:
        assert conn.execute(text("SELECT workflow_uuid FROM workflow_status")).scalar_one() == "kept"
        assert set(inspect(conn).get_table_names()) == {
            *metadata.tables,
            "workflow_status",
            migrate.VERSION_TABLE,
        }
    engine.dispose()


def test_every_table_has_a_primary_key() -> None:
    assert [name for name, table in metadata.tables.items() if not table.primary_key.columns] == []
    assert all(isinstance(column, Column) for column in metadata.tables["event"].primary_key)
    assert isinstance(metadata.tables["event"].c.id.type, Integer)
