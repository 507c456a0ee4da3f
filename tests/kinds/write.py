"""Write the pages of the documentation about the kinds of questions: `python -m tests.kinds.write`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.kinds.kind import PAGES, kind, names
from tests.kinds.page import application, index, page_of

if TYPE_CHECKING:
    from flask import Flask


def pages(app: Flask) -> dict[str, str]:
    """Give the text of every page by the name of its file."""
    return {"index.md": index(), **{f"{one}.md": page_of(kind(one), app) for one in names()}}


def main() -> None:
    """Write every page, and take away those of kinds that are no more."""
    made = pages(application())
    PAGES.mkdir(parents=True, exist_ok=True)
    for path in PAGES.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"{len(made)} pages in {PAGES.name}/\n")


if __name__ == "__main__":
    main()
