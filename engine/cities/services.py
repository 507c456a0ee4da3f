"""Which service of a city deals with a submission: the one its routing chose, else the form's contact."""

from engine.cities.city import City
from engine.journey.pointers import get
from engine.model import Definition, Document


def service_in_charge(city: City, definition: Definition, answers: Document) -> str:
    """Give the service's name, as a resident reads it."""
    for question in definition.questions.values():
        if question.calculate and question.calculate.value.get("fn") == "service":
            known = city.services.get(str(get(answers, question.path)))
            if known:
                return known.label
    return city.contact_for(definition.slug).service
