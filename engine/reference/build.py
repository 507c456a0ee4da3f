"""Rebuild `schemas/reference/communes.tsv` and `departements.tsv` from the package that publishes the COG.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python -m engine.reference.build package/data schemas/reference

The rows are sorted by folded name, so that the reader searches the lines as they stand.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from engine.reference.fold import fold

_KINDS = {
    "commune-actuelle": "actuelle",
    "commune-deleguee": "deleguee",
    "commune-associee": "associee",
    "arrondissement-municipal": "arrondissement",
}


def build(package: Path, target: Path) -> int:
    """Write both tables into `target` from the package's `data` folder; give the number of communes."""
    communes = json.loads((package / "communes.json").read_text(encoding="utf-8"))
    codes = {
        row["code"]: row.get("codesPostaux", []) for row in communes if row["type"] == "commune-actuelle"
    }
    _write(target / "communes.tsv", sorted(_commune(row, codes) for row in communes))
    departements = json.loads((package / "departements.json").read_text(encoding="utf-8"))
    _write(target / "departements.tsv", sorted((row["code"], row["nom"]) for row in departements))
    return len(communes)


def _commune(row: Mapping[str, Any], codes: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Give one row; a former commune takes the postal codes of the commune that it became part of."""
    parent = row.get("chefLieu") or row.get("commune") or ""
    postal = row.get("codesPostaux") or codes.get(parent, [])
    return (fold(row["nom"]), row["code"], row["nom"], _KINDS[row["type"]], parent, " ".join(postal))


def _write(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[1]), Path(sys.argv[2]))} communes\n")
