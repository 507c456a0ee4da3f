"""What a WSGI server loads: `engine.web.wsgi:application()`."""

import os

from flask import Flask

from engine.settings import Settings
from engine.web import wiring


def application() -> Flask:
    """Make the application from the environment."""
    return wiring.application(Settings.from_environ(os.environ))
