"""What stands in a sentence when the value of a placeholder is not known, in each language.

The register of shared blocks (section 14) is the source of the French; the names are the closed list of the format.
"""

import re
from collections.abc import Mapping
from typing import Final

from engine.language import EASY, ENGLISH, FRENCH

_EXAMPLE: Final = re.compile(r",? (?:par exemple|for example)\s*:\s*\{exemple\}")
_FRENCH: Final = {
    "date": "la date indiquée dans le suivi",
    "ville": "votre ville",
    "commune": "la commune du lieu",
    "contact": "la mairie",
    "phone": "le numéro de la mairie",
    "reference": "votre référence",
    "debut": "les dates affichées en haut de la page",
    "fin": "les dates affichées en haut de la page",
    "lien": "service-public.fr",
    "departement": "votre département",
    "tribunal": "tribunal administratif",
    "acte": "un acte d’état civil",
    "organisme": "la mairie vous dira lequel",
    "refusée": "refusée",
    "n": "5",
    "nomProjet": "le projet",
    "prenom": "l’enfant",
}
_ENGLISH: Final = {
    "date": "the date shown in the follow-up",
    "ville": "your town",
    "commune": "the town of the place",
    "contact": "the town hall",
    "phone": "the number of the town hall",
    "reference": "your reference",
    "debut": "the dates shown at the top of the page",
    "fin": "the dates shown at the top of the page",
    "lien": "service-public.fr",
    "departement": "your département",
    "tribunal": "administrative court",
    "acte": "a civil status record",
    "organisme": "the town hall will tell you which one",
    "refusée": "refused",
    "n": "5",
    "nomProjet": "the project",
    "prenom": "the child",
}
_FALLBACKS: Final[Mapping[str, Mapping[str, str]]] = {
    FRENCH: _FRENCH,
    ENGLISH: _ENGLISH,
    EASY: {
        **_FRENCH,
        "date": "la date écrite sur la page de suivi",
        "debut": "les dates écrites en haut de la page",
        "fin": "les dates écrites en haut de la page",
        "acte": "un acte de la mairie",
    },
}

#: Every name that has a fallback.
NAMES: Final = frozenset(_FRENCH)


def fallback(name: str, language: str = FRENCH) -> str | None:
    """Give what stands for a placeholder whose value is not known; None for a name outside the list."""
    return _FALLBACKS.get(language, _FRENCH).get(name)


def without_example(text: str) -> str:
    """Give a text without its « par exemple : {exemple} », when there is no example to give."""
    return _EXAMPLE.sub("", text)
