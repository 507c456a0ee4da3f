"""`python -m engine.demo`: start the demonstration, say when it is ready, stop everything together."""

import os
import shutil
import sys

from engine.demo.launcher import Launcher
from engine.errors import FormuneError
from engine.settings import Settings


def main() -> int:
    """Run until Ctrl-C; give the exit status."""
    try:
        settings = Settings.from_environ({**os.environ, "FORMUNE_DEMO": "1"})
        if "--fresh" in sys.argv[1:] and settings.data.is_dir():
            shutil.rmtree(settings.data)
        return Launcher(settings).run()
    except FormuneError as error:
        sys.stderr.write(f"formune demo: {error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
