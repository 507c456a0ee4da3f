"""Where staff and programs of the host speak from: any city's desk, found with a submission by its reference."""

from dataclasses import dataclass

from engine.cities import Cities
from engine.dialogue.errors import DialogueError
from engine.dialogue.service import Desk, Enqueue
from engine.store import Store, submissions
from engine.store.references import BadReference, parse_reference
from engine.store.submissions import Submission


class UnknownSubmission(DialogueError):
    """There is no submission of that reference in that city."""

    def __init__(self, city: str, reference: str) -> None:
        super().__init__(f"{city[:60]}: no submission {reference[:20]}")
        self.city = city
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Counter:
    """A store, the cities that it serves, and the queue."""

    store: Store
    cities: Cities
    enqueue: Enqueue

    def desk(self, city: str) -> Desk:
        """Give a city's desk; raise UnknownCity."""
        return Desk(self.store, self.cities.get(city), self.enqueue)

    def find(self, city: str, reference: str) -> Submission:
        """Give a submission however its reference is typed; raise UnknownSubmission."""
        try:
            parsed = parse_reference(reference)
        except BadReference:
            raise UnknownSubmission(city, reference) from None
        with self.store.read() as conn:
            found = submissions.by_reference(conn, city, parsed)
        if found is None:
            raise UnknownSubmission(city, reference)
        return found
