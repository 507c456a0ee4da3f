"""A command loads what it needs: those of forms know no database, and answer at once."""

import subprocess
import sys

HEAVY = ("alembic", "cryptography", "dbos", "flask", "sqlalchemy", "tuf", "weasyprint")


def loaded(module: str) -> str:
    """Say which of the large libraries a module loads."""
    program = f"import sys, {module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    return shown.strip()


def test_the_commands_of_forms_load_no_large_library() -> None:
    assert loaded("engine.cli.forms") == ""


def test_the_settings_load_no_database_until_they_are_read() -> None:
    assert loaded("engine.settings") == ""
    assert loaded("engine.store") == "cryptography sqlalchemy"
