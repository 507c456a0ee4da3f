"""A command loads what it needs: those of forms know no database, those that serve pages no decoder."""

import subprocess
import sys

HEAVY = ("alembic", "cryptography", "dbos", "flask", "sqlalchemy", "tuf", "weasyprint")


#: What opens files of strangers: for the process that looks into them, and for no other.
DECODERS = ("PIL", "pillow_heif", "puremagic", "pypdf")


def loaded(module: str, among: tuple[str, ...] = HEAVY) -> str:
    """Say which of some libraries a module loads."""
    program = f"import sys, {module}; print(*(name for name in {among} if name in sys.modules))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    return shown.strip()


def test_the_commands_of_forms_load_no_large_library() -> None:
    assert loaded("engine.cli.forms") == ""


def test_the_settings_load_no_database_until_they_are_read() -> None:
    assert loaded("engine.settings") == ""
    assert loaded("engine.store") == "cryptography sqlalchemy"


def test_what_serves_pages_loads_no_decoder_and_nothing_that_draws() -> None:
    assert loaded("engine.web.wsgi", (*DECODERS, "weasyprint", "alembic")) == ""
    assert loaded("engine.documents.inspector", DECODERS) == " ".join(DECODERS)
