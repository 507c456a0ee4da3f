"""The six imaginary persons that one may be, each with a trait that a form must bear.

Claims have FranceConnect's shapes: birth name in capitals, INSEE codes, dates padded with 01 when incomplete.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_PIVOT = (
    "given_name",
    "given_name_array",
    "family_name",
    "birthdate",
    "gender",
    "birthplace",
    "birthcountry",
)

#: Claims that each scope opens.
SCOPES: dict[str, tuple[str, ...]] = {
    "openid": (),
    "identite_pivot": _PIVOT,
    "profile": (*_PIVOT, "preferred_username"),
    "birth": ("birthplace", "birthcountry"),
    "given_name": ("given_name", "given_name_array"),
    **{
        name: (name,)
        for name in (
            "family_name",
            "birthdate",
            "gender",
            "birthplace",
            "birthcountry",
            "preferred_username",
            "email",
            "idp_birthdate",
        )
    },
}


@dataclass(frozen=True, slots=True)
class Person:
    """An imaginary person."""

    #: What the button sends.
    key: str
    #: What one sees of them, in French.
    shown: str
    #: Their trait, in French.
    trait: str
    claims: dict[str, Any]

    def claims_for(self, scopes: tuple[str, ...], today: date) -> dict[str, Any]:
        """Give the claims that these scopes open."""
        known = {**self.claims, **({} if "birthdate" in self.claims else {"birthdate": _sixteen(today)})}
        names = {name for scope in scopes for name in SCOPES.get(scope, ())}
        return {name: value for name, value in known.items() if name in names}


def _sixteen(today: date) -> str:
    """Give the birth date of who turned sixteen three weeks ago, so that the census always concerns them."""
    turned = today - timedelta(days=21)
    # The first of the month exists in every year, 29 February does not.
    born = turned.replace(day=1, year=turned.year - 16) + timedelta(days=min(turned.day, 28) - 1)
    return born.isoformat()


def _person(key: str, shown: str, trait: str, given: str, **claims: str) -> Person:
    names = {"given_name": given, "given_name_array": given.split()}
    return Person(key, shown, trait, {**names, **claims})


#: In the order of the page.
PERSONS = (
    _person(
        "claire",
        "Claire Besson",
        "Porte un nom d’usage\N{NO-BREAK SPACE}: Marchand",
        "Claire Odile",
        family_name="BESSON",
        preferred_username="MARCHAND",
        gender="female",
        birthdate="1984-05-17",
        birthplace="44109",
        birthcountry="99100",
        email="claire.marchand@courriel.example",
    ),
    _person(
        "paul",
        "Paul Ferrand",
        "Né à Paris, 12e arrondissement",
        "Paul Étienne Marie",
        family_name="FERRAND",
        gender="male",
        birthdate="1959-11-02",
        birthplace="75112",
        birthcountry="99100",
        email="paul.ferrand@courriel.example",
    ),
    _person(
        "ines",
        "Inês Carvalho",
        "Née au Portugal",
        "Inês",
        family_name="CARVALHO",
        gender="female",
        birthdate="1991-03-24",
        birthplace="",
        birthcountry="99139",
        email="ines.carvalho@courriel.example",
    ),
    _person(
        "marcel",
        "Marcel Leroux",
        "N’a pas d’adresse électronique",
        "Marcel Jean-Baptiste",
        family_name="LEROUX",
        gender="male",
        birthdate="1941-08-09",
        birthplace="35238",
        birthcountry="99100",
    ),
    _person(
        "aminata",
        "Aminata Diarra",
        "Née au Sénégal en 1968, jour et mois inconnus",
        "Aminata",
        family_name="DIARRA",
        gender="female",
        birthdate="1968-01-01",
        idp_birthdate="1968",
        birthplace="",
        birthcountry="99341",
        email="aminata.diarra@courriel.example",
    ),
    _person(
        "lucas",
        "Lucas Morin",
        "Vient d’avoir 16 ans",
        "Lucas Noé",
        family_name="MORIN",
        gender="male",
        birthplace="33063",
        birthcountry="99100",
        email="lucas.morin@courriel.example",
    ),
)
