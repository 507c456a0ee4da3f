"""Which versions of a form a city follows, and whether the catalogue has one of them."""

from collections.abc import Iterator

from engine.catalogue import Catalogue
from engine.cities.city import City
from engine.cities.faults import Fault
from engine.cities.reader import Check


def subscriptions(catalogue: Catalogue) -> Check:
    """Give the check that every form a city names is published, in a version that it follows."""

    def check(city: City) -> Iterator[Fault]:
        for slug, profile in city.demarches.items():
            versions = catalogue.versions(slug)
            if profile.version is not None and not any(map(profile.version.holds, versions)):
                newest = max(versions, default=None)
                mend = f'Par exemple : version = "^{newest.major}"' if newest else "Retirez cette démarche."
                asked = f"aucune version publiée ne répond à « {profile.raw['version']} »."
                yield ("demarches", slug, "version"), asked, mend
            elif catalogue.signed and not versions:
                yield (
                    ("demarches", slug),
                    "cette démarche n'est pas publiée dans le catalogue.",
                    "Vérifiez son nom, ou retirez-la.",
                )

    return check
