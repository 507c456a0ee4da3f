"""The imaginary town in which forms are previewed: whom it names, nothing that it sets."""

from pathlib import Path

from engine.cities.city import City, Contact, Dpo, Profile, Theme
from engine.clock import PARIS
from engine.reference.cog import Commune


def town(name: str, slug: str) -> City:
    """Give a town of that name that offers one form."""
    return City(
        code="apercu",
        name=name,
        label=f"Mairie de {name}",
        communes=(Commune("99999", name),),
        url="http://127.0.0.1",
        hosts=("127.0.0.1",),
        zone=PARIS,
        tribunal="tribunal administratif",
        ville_tribunal="",
        contact=Contact(
            "Mairie (ville imaginaire)",
            ("1 place de la Mairie", "99999 Ville d’essai"),
            "mairie@ville.example",
            "+33199006789",
            "Du lundi au vendredi",
        ),
        dpo=Dpo("Délégué à la protection des données", "dpo@ville.example"),
        theme=Theme({}, {}, Path()),
        demarches={slug: Profile(slug)},
        routes=(),
        smtp=None,
        providers={},
        allow_private_hosts=(),
        services={},
        lists={},
        comedec=frozenset(),
        box=None,
        siren=None,
        demonstration=True,
        digest="",
    )
