"""Connectors that are wrong on purpose: each proves that a case of the kit can fail."""

import hashlib
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, replace

from connectors.contract import (
    Accepted,
    Check,
    Connector,
    Context,
    Delivery,
    Descriptor,
    Outcome,
    Prepared,
    Transient,
    Unknown,
)


@dataclass(slots=True)
class Faithful:
    """Does what the inner connector does; the mutants each break one method."""

    inner: Connector

    def describe(self) -> Descriptor:
        """Give the inner descriptor."""
        return self.inner.describe()

    def check(self, ctx: Context) -> tuple[Check, ...]:
        """Check as the inner connector does."""
        return self.inner.check(ctx)

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Prepare as the inner connector does."""
        return self.inner.prepare(ctx, delivery)

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Deliver as the inner connector does."""
        return self.inner.deliver(ctx, prepared, memo)


class ForgetsTheKey(Faithful):
    """Gives each attempt a key and a place of its own."""

    attempts = 0

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Deliver under a new key each time."""
        type(self).attempts += 1
        key = hashlib.sha256(f"{prepared.key}{self.attempts}".encode()).hexdigest()[:32]
        place = f"{prepared.reference}-{self.attempts}"
        return self.inner.deliver(ctx, replace(prepared, key=key, reference=place), memo)


class SwallowsFailure(Faithful):
    """Calls everything accepted."""

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Deliver and forget what came of it."""
        self.inner.deliver(ctx, prepared, memo)
        return Accepted(prepared.reference)


class TakesUnknownForTransient(Faithful):
    """Says that nothing was received when it cannot know."""

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Deliver and be too sure."""
        outcome = self.inner.deliver(ctx, prepared, memo)
        return Transient(outcome.detail) if isinstance(outcome, Unknown) else outcome


class LosesFiles(Faithful):
    """Sends the document alone."""

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Prepare without the files."""
        return replace(self.inner.prepare(ctx, delivery), files=())


class ReadsWhilePreparing(Faithful):
    """Opens the files too early."""

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Prepare after having read."""
        for file in delivery.files:
            list(file.chunks())
        return self.inner.prepare(ctx, delivery)


class TrustsNames(Faithful):
    """Uses the name that the resident's device gave as the name at the target."""

    def prepare(self, ctx: Context, delivery: Delivery) -> Prepared:
        """Prepare with the given names."""
        prepared = self.inner.prepare(ctx, delivery)
        return replace(prepared, files=tuple((f"files/{file.name}", file) for _, file in prepared.files))


class Indiscreet(Faithful):
    """Logs what it sends through the standard logger."""

    def deliver(self, ctx: Context, prepared: Prepared, memo: MutableMapping[str, str]) -> Outcome:
        """Deliver and tell everybody."""
        import logging  # noqa: PLC0415 -- the mutant goes around the log it was given

        logging.getLogger("formune.connectors.mutant").warning("%s", prepared.part("delivery.json").decode())
        return self.inner.deliver(ctx, prepared, memo)


#: Each mutant with a case that must catch it.
MUTANTS: Mapping[str, Callable[[Connector], Connector]] = {
    "a_replay_makes_no_second_record": ForgetsTheKey,
    "nobody_there_is_transient": SwallowsFailure,
    "no_answer_is_unknown": TakesUnknownForTransient,
    "accepts_a_delivery": LosesFiles,
    "prepares_the_same_bytes_without_touching_anything": ReadsWhilePreparing,
    "survives_hostile_file_names": TrustsNames,
    "tells_no_secret": Indiscreet,
}
