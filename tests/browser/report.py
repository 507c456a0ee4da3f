"""The report of the long look, in French: what was visited, with what, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.proof import VIEWS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_MODES = {"light": "clair", "dark": "sombre"}


@dataclass(frozen=True, slots=True)
class Visited:
    """A form (or the portal) in one language: the pages shown, refused ones counted, and what is wrong with them."""

    what: str
    language: str
    pages: int
    faults: tuple[str, ...]
    #: axe's rules that found something to judge and nothing wrong.
    rules: tuple[str, ...] = ()
    chromium: str = ""


def written(visited: Sequence[Visited], tools: Mapping[str, str], day: date, *, partial: bool = False) -> str:
    """Write the report; no path of a machine stands in it."""
    views = ", ".join(f"{width} px {_MODES[colours]}" for width, _height, colours in VIEWS)
    rules = sorted({rule for one in visited for rule in one.rules})
    found = sum(len(one.faults) for one in visited)
    lines = [
        "# Examen automatique de toutes les pages",
        "",
        "Écrit par `make audit` ; ne se modifie pas à la main.",
        "Une règle qu’axe ne sait pas trancher compte comme une faute.",
        "",
        *(
            ["**Examen partiel** : seules les démarches du tableau ont été parcourues.", ""]
            if partial
            else []
        ),
        f"- Date : {day.isoformat()}",
        f"- Outils : {', '.join(f'{name} {number}' for name, number in tools.items())}",
        f"- Vues de chaque page : {views} ; la touche Tabulation parcourt chaque page.",
        f"- Pages montrées : {sum(one.pages for one in visited)}",
        f"- Fautes : {found}",
        "",
        "## Pages",
        "",
        "Chaque démarche est parcourue avec les exemples qui montrent, ensemble, toutes ses pages ;",
        "chaque page est aussi envoyée vide. La même page montrée par un autre exemple n’est comptée qu’une fois.",
        "",
        "| Démarche | Langue | Pages | Fautes |",
        "|---|---|---|---|",
        *(f"| {one.what} | {one.language} | {one.pages} | {len(one.faults)} |" for one in visited),
        "",
        "## Règles d’axe qui ont trouvé à juger, et rien à redire",
        "",
        ", ".join(f"`{rule}`" for rule in rules) + ".",
        "",
    ]
    if found:
        lines += ["## Fautes", "", *(f"- {fault}" for one in visited for fault in one.faults), ""]
    return "\n".join(lines)
