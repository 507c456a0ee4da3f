"""`python -m engine.cli` is `formune`."""

from engine.cli import main

main()
