"""The preview of the shipped forms, and of a small catalogue that a test may break."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.clock import SystemClock
from engine.documents.papers import Papers
from engine.resources import forms_root, schemas_root
from engine.web.preview import create_preview
from tests.catalogue.conftest import roots

__all__ = ["roots"]


@pytest.fixture(scope="session")
def shipped() -> FlaskClient:
    """Give a browser on the shipped forms; it keeps what it read."""
    return client_of(forms_root(), schemas_root())


@pytest.fixture
def browse() -> Callable[[Path, Path], FlaskClient]:
    """Give a function that opens a browser on two folders."""
    return client_of


def client_of(forms: Path, schemas: Path) -> FlaskClient:
    """Open a browser on a folder of forms and one of blocks; an error of the program is raised, not shown."""
    app = create_preview(forms, schemas, SystemClock(), Papers())
    app.testing = True
    return app.test_client()
