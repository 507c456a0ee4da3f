"""The city of Tilleray, as the demonstration writes it."""

import tempfile
from pathlib import Path

from engine.cities.city import City
from engine.demo.cities import DemoPorts, write_demo_cities


def tilleray() -> City:
    """Read the demonstration's Tilleray."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        return write_demo_cities(root / "cities", root / "secrets", DemoPorts(1, 2, 3), root / "drop").get(
            "tilleray"
        )
