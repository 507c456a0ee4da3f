"""A small identity provider with imaginary persons, as strict as FranceConnect; for demonstrations and tests.

It refuses to be made outside demo mode, bears no mark of FranceConnect's, and forgets all when it stops.
"""

from engine.demo.provider.app import NotDemoError, create_provider
from engine.demo.provider.persons import PERSONS, Person
from engine.demo.provider.rules import DemoClient

__all__ = ["PERSONS", "DemoClient", "NotDemoError", "Person", "create_provider"]
