"""How papers and mails write instants and sizes in French."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from engine.clock import PARIS
from engine.journey.words import long_date

NBSP: Final = "\N{NO-BREAK SPACE}"
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_THOUSAND: Final = 1000


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write « lundi 23 novembre 2026 à 14 h 07 (heure de Paris) », at the city's hour."""
    local = at.astimezone(zone)
    hour = f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"
    whose = "heure de Paris" if zone.key == PARIS.key else "heure de la ville"
    return f"{_DAYS[local.weekday()]} {long_date(local.date())} à {hour} ({whose})"


def size(octets: int) -> str:
    """Write a file's size in decimal units: « 118 octets », « 118 ko », « 2,4 Mo »."""
    if octets < _THOUSAND:
        return f"{octets}{NBSP}octets"
    if octets < _THOUSAND**2:
        return f"{round(octets / _THOUSAND)}{NBSP}ko"
    return f"{octets / _THOUSAND**2:.1f}{NBSP}Mo".replace(".", ",")
