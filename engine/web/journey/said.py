"""The words of a page's problems: one text a place, those of files and of an old page included."""

from collections.abc import Iterable, Mapping
from typing import Final

from engine.journey.problems import Problem
from engine.journey.words import Words, fill
from engine.model import Document

#: Where a problem that no question has is mended: the page itself.
PAGE: Final = "#contenu"

#: A place: a question's code and its rank in a group.
Place = tuple[str, int | None]

_OWN: Final[Mapping[str, str]] = {
    "jeton": "Cette page est restée ouverte trop longtemps. Vérifiez vos réponses, puis continuez.",
    "fichier.vide": "Le fichier « {nom} » est vide. Choisissez-en un autre, par exemple : une photo.",
    "fichier.taille": "Le fichier « {nom} » est trop grand. Choisissez-en un de moins de 10\u00a0Mo.",
    "fichier.type": "Le fichier « {nom} » n’est ni un PDF ni une photo JPEG ou PNG. Choisissez-en un autre.",
    "fichier.illisible": "Nous n’arrivons pas à lire « {nom} ». Refaites-le, par exemple : une nouvelle photo.",
    "fichier.verrouille": "Le fichier « {nom} » est protégé par un mot de passe. Envoyez-le sans mot de passe.",
    "fichier.actif": "Le fichier « {nom} » contient un programme ou d’autres fichiers. Envoyez une simple copie.",
    "fichier.nombre": "Vous avez déjà envoyé le nombre de fichiers prévu. « {nom} » n’est pas gardé.",
}


def words_of_problem(words: Words, problem: Problem, document: Document) -> str:
    """Give the sentence that says what to do about a problem."""
    own = _OWN.get(problem.keyword)
    return fill(own, problem.params) if own else words.message(problem, document)


def by_place(words: Words, found: Iterable[Problem], document: Document) -> dict[Place, str]:
    """Give one text a place, in order; what a file was refused for stands before all else said of its question."""
    told: dict[Place, list[Problem]] = {}
    for one in found:
        told.setdefault((one.code, one.rank), []).append(one)
    return {place: _joined(words, problems, document) for place, problems in told.items()}


def _joined(words: Words, problems: list[Problem], document: Document) -> str:
    files = [one for one in problems if one.keyword.startswith("fichier.")]
    texts = [words_of_problem(words, one, document) for one in files or problems]
    return " ".join(dict.fromkeys(texts))
