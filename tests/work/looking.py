"""What the queue's own table holds, and a clock that runs ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.store import Store


@dataclass(frozen=True)
class Ahead:
    """The machine's clock, some time ahead: what a worker sees long after another died."""

    by: timedelta

    def now(self) -> datetime:
        """Give the instant."""
        return datetime.now(UTC) + self.by


def workflows(store: Store) -> Sequence[Any]:
    """Give every workflow's name, status, input, serialization and version."""
    schema = "" if store.engine.dialect.name == "sqlite" else "dbos."
    query = (
        "SELECT name, status, i.inputs, serialization, application_version "  # noqa: S608 -- our own words
        f"FROM {schema}workflow_status s JOIN {schema}workflow_input i ON i.workflow_uuid = s.workflow_uuid "
        "ORDER BY s.workflow_uuid"
    )
    with store.read() as conn:
        return conn.execute(text(query)).all()


def statuses(store: Store) -> list[str]:
    """Give every workflow's status."""
    return sorted(row.status for row in workflows(store))
