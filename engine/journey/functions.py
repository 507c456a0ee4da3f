"""The engine's own calculations, named in `calculate`: a closed list, each a pure function of answers and facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from engine.journey.calendar_years import days_by_year
from engine.journey.catchment import row_of
from engine.journey.dates import birthday, earliest, end_of_month, latest, parts, whole
from engine.journey.facts import Facts, Route
from engine.journey.normalise import normalise
from engine.journey.reading import is_of_city
from engine.model import Definition, Json
from engine.reference import communes, meubles, streets
from engine.reference.fold import fold

#: Longest values that the shared types take.
_TITLE_LENGTH = 200
_STREET_CODE_LENGTH = 80
#: As `date.weekday` counts.
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Call:
    """One calculation at work: `read(argument)` gives the answer that an argument's pointer names."""

    read: Callable[[str], Json]
    arguments: Mapping[str, Json]
    facts: Facts
    definition: Definition


Function = Callable[[Call], Json]


def _departement(call: Call) -> str | None:
    commune = call.read("of")
    if not isinstance(commune, Mapping):
        return None
    found = communes.departement(str(commune.get("code", "")))
    return found[0] if found else None


def _voie(call: Call) -> str | None:
    street = call.read("of")
    if not isinstance(street, str):
        return None
    return str(getattr(streets.decompose(street), call.arguments["part"])) or None


def _age_sous(call: Call) -> bool:
    born = earliest(call.read("of"))
    return born is not None and birthday(born, call.arguments["years"]) > call.facts.today


def _age_au_moins(call: Call) -> bool:
    born = earliest(call.read("of"))
    return born is not None and birthday(born, call.arguments["years"]) <= call.facts.today


def _annee_avant(call: Call) -> bool:
    read = parts(call.read("of"))
    return read is not None and read[0] <= call.facts.today.year - int(call.arguments["years"])


def _fin_de_mois(call: Call) -> str | None:
    start = earliest(call.read("of"))
    if start is None:
        return None
    reached = birthday(start, call.arguments.get("years", 0))
    return end_of_month(reached, call.arguments.get("months", 0)).isoformat()


def _depasse(call: Call) -> bool:
    last = latest(call.read("of"))
    return last is not None and last < call.facts.today


def _anniversaire(call: Call) -> str | None:
    born = earliest(call.read("of"))
    return None if born is None else birthday(born, int(call.arguments["years"])).isoformat()


def _organisme(call: Call) -> str | None:
    chosen = call.read("of")
    return _route(call, chosen).label if isinstance(chosen, str) else None


def _position_disponible(call: Call) -> bool:
    """Say whether a position may be given: a device told that it can, or no device is in between."""
    return call.facts.position_available or call.facts.origin in {"api", "import"}


def _lieu_dans_la_ville(call: Call) -> bool:
    commune = call.read("of")
    if not isinstance(commune, Mapping):
        return True
    return is_of_city(str(commune.get("code")), call.facts.city)


def _commune_de_la_ville(call: Call) -> dict[str, str] | None:
    own = call.facts.city.communes
    return {"code": own[0].code, "nom": own[0].nom} if len(own) == 1 else None


def _dans_liste(call: Call) -> bool:
    commune = call.read("of")
    if call.arguments["list"] != "comedec" or not isinstance(commune, Mapping):
        return False
    return commune.get("code") in call.facts.city.comedec


def _service(call: Call) -> str | None:
    chosen = call.read("of")
    return _route(call, chosen).service if isinstance(chosen, str) else None


def _hors_competence(call: Call) -> bool:
    chosen = call.read("of")
    if not isinstance(chosen, str):
        return False
    route = _route(call, chosen)
    return route.other_body and not route.forwarded


def _route(call: Call, chosen: str) -> Route:
    table = call.facts.city.routing
    return table.get(chosen) or table.get("") or Route("mairie", "Mairie")


def _titre(call: Call) -> str | None:
    chosen = call.read("of")
    if not isinstance(chosen, str):
        return None
    code = str(call.arguments["code"])
    label = normalise(str(call.definition.texts["fr"].get(f"{code}.option.{chosen}", chosen)))
    where = call.read("lieu")
    return (f"{label}, {where}" if isinstance(where, str) else label)[:_TITLE_LENGTH]


def _code_rue(call: Call) -> str | None:
    commune = call.read("commune")
    if not isinstance(commune, Mapping):
        return None
    street = [one for one in (call.read("type"), call.read("nom")) if isinstance(one, str)]
    words = street or [one for one in (call.read("lieuDit"),) if isinstance(one, str)]
    if not words:
        return None
    return "-".join(fold(" ".join([str(commune.get("code", "")), *words])).split())[:_STREET_CODE_LENGTH]


def _autre_option(call: Call) -> bool:
    question = call.definition.questions[str(call.arguments["code"])]
    return any(option.value != call.arguments["sauf"] for option in question.options)


def _fins_de_semaine(call: Call) -> int | None:
    dates = [earliest(one) for one in call.read("of") or ()]
    after_saturday = [one.weekday() - _SATURDAY if one else -1 for one in dates]
    if not dates or min(after_saturday) < 0:
        return None
    return len({one - timedelta(days=n) for one, n in zip(dates, after_saturday, strict=True) if one})


def _cle_du_numero(call: Call) -> bool | None:
    number = call.read("of")
    if not isinstance(number, str) or not is_of_city(number[:5], call.facts.city):
        return None
    return meubles.has_our_key(number)


def _numero_de_la_commune(call: Call) -> bool | None:
    number = call.read("of")
    return is_of_city(number[:5], call.facts.city) if isinstance(number, str) else None


def _secteur(call: Call) -> Json:
    """Give a column of the row of a list of streets that holds an address."""
    address = call.read("of")
    if not isinstance(address, Mapping):
        return None
    rows = call.facts.city.lists.get(str(call.arguments["list"]), ())
    row = row_of(address, rows, call.facts.today)
    return None if row is None else row.values.get(str(call.arguments["give"]))


def _jours_par_annee(call: Call) -> list[dict[str, int]] | None:
    """Give the days of a group's periods by calendar year; periods that are not two whole dates are left out."""
    items, first, last = call.read("of"), str(call.arguments["from"]), str(call.arguments["to"])
    spans = [
        (start, end)
        for one in (items if isinstance(items, list) else ())
        if (start := whole(one.get(first))) is not None and (end := whole(one.get(last))) is not None
    ]
    return [{"annee": year, "jours": days} for year, days in days_by_year(spans).items()] or None


#: Every function that `{"fn": …}` may name.
FUNCTIONS: Mapping[str, Function] = {
    "departement": _departement,
    "voie": _voie,
    "ageSous": _age_sous,
    "ageAuMoins": _age_au_moins,
    "anneeAvant": _annee_avant,
    "finDeMois": _fin_de_mois,
    "depasse": _depasse,
    "anniversaire": _anniversaire,
    "organisme": _organisme,
    "identiteVerifiee": lambda call: call.facts.identity_verified,
    "origine": lambda call: call.facts.origin,
    "communeUnique": lambda call: len(call.facts.city.communes) == 1,
    "positionDisponible": _position_disponible,
    "lieuDansLaVille": _lieu_dans_la_ville,
    "communeDeLaVille": _commune_de_la_ville,
    "dansListe": _dans_liste,
    "aujourdhui": lambda call: call.facts.today.isoformat(),
    "anneeCourante": lambda call: call.facts.today.year,
    "trimestreCourant": lambda call: (call.facts.today.month + 2) // 3,
    "service": _service,
    "horsCompetence": _hors_competence,
    "autreOption": _autre_option,
    "titre": _titre,
    "codeRue": _code_rue,
    "finsDeSemaine": _fins_de_semaine,
    "numeroMeuble": lambda call: call.facts.given.get(str(call.arguments["code"])),
    "cleDuNumero": _cle_du_numero,
    "numeroDeLaCommune": _numero_de_la_commune,
    "secteur": _secteur,
    "joursParAnnee": _jours_par_annee,
    "quotientFamilial": lambda call: call.facts.family_quotient,
}
