"""What a city sets: its file, its colours, its services, and how it narrows a national form.

A city may restrict and never widen; this room reads city files and definitions, and knows no store, no web.
"""

from engine.cities.city import City, Contact, Dpo, Profile, ProviderConfig, RouteConfig, Smtp, Theme
from engine.cities.errors import CityError, CityFileError, Finding, ProfileRefused, UnknownCity
from engine.cities.folder import Cities
from engine.cities.profile import EffectiveForms, effective, refusals
from engine.cities.reader import check_city, read_city
from engine.cities.services import contact_line, service_in_charge, shown_number, shown_phone, words_of
from engine.cities.subscriptions import subscriptions

__all__ = [
    "Cities",
    "City",
    "CityError",
    "CityFileError",
    "Contact",
    "Dpo",
    "EffectiveForms",
    "Finding",
    "Profile",
    "ProfileRefused",
    "ProviderConfig",
    "RouteConfig",
    "Smtp",
    "Theme",
    "UnknownCity",
    "check_city",
    "contact_line",
    "effective",
    "read_city",
    "refusals",
    "service_in_charge",
    "shown_number",
    "shown_phone",
    "subscriptions",
    "words_of",
]
