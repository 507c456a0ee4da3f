"""Connectors that a vendor might ship, each with a weakness of its own; they note what they were asked to do."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from connectors.contract import Accepted, Descriptor, Outcome, Part, Prepared, Unknown, encode

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from connectors.contract import Check, Context, Delivery

#: What the connectors were asked, in order; a test empties it.
CALLS: list[str] = []
#: What `deliver` gives or raises, the first first; then Accepted.
ANSWERS: list[Outcome | Exception] = []
#: What `find` gives.
FOUND: list[Outcome | None] = []


class Forgetful:
    """Cannot tell whether it has seen a key: nothing may be sent twice by itself."""

    capabilities: frozenset[str] = frozenset()

    def describe(self) -> Descriptor:
        """Give the descriptor."""
        return Descriptor("forgetful", "1", "Oublieux", self.capabilities, {"type": "object"})

    def check(self, ctx: Context) -> tuple[Check, ...]:  # noqa: ARG002 -- the contract's shape
        """Find nothing wrong."""
        return ()

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:  # noqa: ARG002 -- the contract's shape
        """Give the document."""
        document = encode(delivery.document())
        digest = hashlib.sha256(document).hexdigest()
        return Prepared(
            delivery.key, delivery.reference, digest, (Part("delivery.json", "application/json", document),)
        )

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:  # noqa: ARG002
        """Do what the test says."""
        CALLS.append(f"deliver {sorted(memo.items())}")
        memo["step"] = str(len(memo) + 1)
        memo["other"] = "x"
        answer = ANSWERS.pop(0) if ANSWERS else Accepted("V-1")
        if isinstance(answer, Exception):
            raise answer
        return answer


class Finding(Forgetful):
    """Cannot be sent a key twice, but can be asked whether it knows one."""

    capabilities = frozenset({"find_by_key"})

    def find(self, ctx: Context, key: str) -> Outcome | None:  # noqa: ARG002 -- the contract's shape
        """Say what the test says."""
        CALLS.append("find")
        return FOUND.pop(0) if FOUND else None


class Broken(Forgetful):
    """Breaks before anything is sent."""

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:  # noqa: ARG002 -- the contract's shape
        """Raise, quoting an answer."""
        raise ValueError(str(delivery.answers))


LOST = Unknown("lost")
