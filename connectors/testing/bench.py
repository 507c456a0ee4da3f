"""What the kit needs to know of a connector and of its target."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

from connectors.contract import Connector, Context

#: Where the target breaks: nobody listens; it hangs up once it has read all; it stores, then hangs up.
Fault: TypeAlias = Literal["refused", "unanswered", "stored-unanswered"]


class Failure(AssertionError):
    """A connector does not do what the contract says; the message names what was seen."""


@dataclass(frozen=True, slots=True)
class Received:
    """One submission as the target holds it: the document's bytes, the files in order, the receipt."""

    reference: str
    document: bytes = field(repr=False)
    files: Sequence[bytes] = field(repr=False)
    receipt: bytes | None = field(default=None, repr=False)


class Bench(Protocol):
    """A connector, a target that starts empty, and a way to break it."""

    def connector(self) -> Connector:
        """Give the connector under test."""

    def context(self, fault: Fault | None = None) -> Context | None:
        """Give a context towards the target; None when this target cannot break that way."""

    def received(self) -> Sequence[Received]:
        """Give what the target holds now."""

    def spoken(self) -> str:
        """Give all that was logged since the bench began."""

    def secrets(self) -> Mapping[str, str]:
        """Give words that may appear in no log and no outcome, by a name that may."""
