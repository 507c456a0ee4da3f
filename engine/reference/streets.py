"""A French street line in its four parts, losing no character (shared block `adresse`, 008, 015 to 017)."""

import re
from dataclasses import dataclass

from engine.reference.fold import fold

_LIST = """
    allee allees avenue boulevard chaussee chemin cite clos corniche cote cour cours descente digue
    domaine escalier espace esplanade faubourg galerie hameau impasse jardin lotissement mail montee
    parc parvis passage passerelle place placette plage pont port porte promenade quai quartier rampe
    residence rocade rond-point route rue ruelle sente sentier square traverse venelle villa village
    voie zone
"""

#: Street types, without accents or case.
TYPES = frozenset(_LIST.split())


@dataclass(frozen=True, slots=True)
class Street:
    """The parts of a street line; joined by one space they give the line back (`text`)."""

    numero: str = ""
    extension: str = ""
    type: str = ""
    nom: str = ""

    @property
    def text(self) -> str:
        """The parts that are there, joined by one space."""
        return " ".join(part for part in (self.numero, self.extension, self.type, self.nom) if part)


def decompose(voie: str) -> Street:
    """Cut « 25 bis allée des Tilleuls » into number, extension, type and name.

    `voie` is normalised text (trimmed, one space between words). What does not fit stays whole in `nom`, so
    that `decompose(line).text == line` for every line.
    """
    found = _LINE.fullmatch(voie)
    if not found:
        return Street(nom=voie)
    rest = found["rest"] or ""
    first, _, after = rest.partition(" ")
    kind = first if first and _kind(first) in TYPES else ""
    parts = Street(found["numero"] or "", found["extension"] or "", kind, after if kind else rest)
    return parts if parts.text == voie else Street(nom=voie)


#: A number longer than five digits is not a street number.
_LINE = re.compile(
    r"(?:(?P<numero>[0-9]{1,5})(?: (?P<extension>bis|ter|quater|quinquies|[a-z]))?(?: |$))?(?P<rest>.*)",
    re.IGNORECASE,
)


def _kind(word: str) -> str:
    return fold(word).replace(" ", "-")
