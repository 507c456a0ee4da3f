"""`python -m engine.demo`: start the demonstration, say when it is ready, stop everything together."""

import os
import shutil
import sys
from pathlib import Path

from engine.demo.cities import CODES
from engine.demo.launcher import Launcher
from engine.errors import FormuneError
from engine.settings import Settings


class NotOurs(FormuneError):
    """The folder holds something that no demonstration made, and is left alone."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds something that no demonstration made; it is left alone")
        self.folder = folder


def main() -> int:
    """Run until Ctrl-C; give the exit status."""
    try:
        settings = Settings.from_environ({**os.environ, "FORMUNE_DEMO": "1"})
        if "--fresh" in sys.argv[1:] and settings.data.is_dir():
            _forget(settings)
        return Launcher(settings).run()
    except FormuneError as error:
        sys.stderr.write(f"formune demo: {error}\n")
        return 2


def _forget(settings: Settings) -> None:
    """Wipe what earlier demonstrations kept; refuse a folder that no demonstration made."""
    if any(settings.data.iterdir()) and not (settings.data / "cities" / f"{CODES[0]}.toml").is_file():
        raise NotOurs(settings.data)
    shutil.rmtree(settings.data)


if __name__ == "__main__":
    sys.exit(main())
