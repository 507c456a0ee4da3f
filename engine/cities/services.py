"""Whom a resident reaches about a submission, and the words that a city fills into a form's own."""

from dataclasses import replace
from functools import lru_cache

from engine.cities.city import City, Contact
from engine.journey.pointers import get
from engine.journey.words import Words
from engine.language import FRENCH
from engine.model import Definition, Document
from engine.reference import phones

_NBSP = "\u00a0"


def service_in_charge(city: City, definition: Definition, answers: Document) -> Contact:
    """Give the form's contact, under the name of the service that the form's routing chose for these answers."""
    contact = city.contact_for(definition.slug)
    for question in definition.questions.values():
        if question.calculate and question.calculate.value.get("fn") == "service":
            known = city.services.get(str(get(answers, question.path)))
            if known:
                return replace(contact, service=known.label)
    return contact


def contact_line(contact: Contact) -> str:
    """Give a service with its addresses and telephone, as R112-11-1 (CRPA) names them, on one line."""
    parts = (contact.service, *contact.address, contact.email, shown_phone(contact))
    return ", ".join(part for part in parts if part)


def shown_phone(contact: Contact) -> str:
    """Give a contact's telephone as people write it, unbroken; empty when there is none."""
    return shown_number(contact.phone) if contact.phone else ""


@lru_cache(maxsize=1024)
def shown_number(e164: str) -> str:
    """Give a town's number as people write it, unbroken; kept, for it stands three times on every page."""
    return phones.display(e164).replace(" ", _NBSP)


def words_of(definition: Definition, city: City, language: str = FRENCH) -> Words:
    """Give a form's words in a language, with what the city fills in."""
    contact = city.contact_for(definition.slug)
    values = {
        "ville": city.ville_tribunal or city.name,
        "commune": city.name,
        "contact": contact_line(contact),
        "phone": shown_phone(contact),
        "tribunal": city.tribunal,
    }
    known = {name: value for name, value in values.items() if value}
    return Words(definition, language, known, lists=city.lists)
