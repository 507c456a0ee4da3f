"""Check that a wheel holds every file of the rooms and data folders, and nothing of the tests."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

#: Where each top-level folder of the checkout stands in the wheel (setup.cfg, package_dir).
PLACES = {
    "engine": "engine",
    "connectors": "connectors",
    "forms": "engine/_data/forms",
    "schemas": "engine/_data/schemas",
    "themes": "engine/_data/themes",
}


def main(wheel: str) -> int:
    """Compare the wheel with the checkout; print what is missing and answer 1, else 0."""
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        f"{place}/{path.relative_to(folder).as_posix()}"
        for folder, place in PLACES.items()
        for path in Path(folder).rglob("*")
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    }
    strangers = {
        name
        for name in packed
        if not name.startswith(("engine/", "connectors/")) and ".dist-info/" not in name
    }
    for name in sorted(wanted - packed):
        print(f"missing from the wheel: {name}")
    for name in sorted(strangers):
        print(f"should not be in the wheel: {name}")
    print(f"{Path(wheel).name}: {len(packed)} files, all of the {len(wanted)} of the checkout looked for")
    return 1 if wanted - packed or strangers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
