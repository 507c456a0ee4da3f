"""The ticket that lets a telephone send files to one question of one draft, and do nothing else.

It is a signed name of the draft and the question with a random word. The draft holds the same word and the moment
when it ends, in its sealed body: taking the word away revokes the ticket, and no table is needed.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from itsdangerous import BadSignature, Signer

from engine.journey.names import counted, page_key, uncounted
from engine.journey.pointers import Ranks

#: How long a ticket is good.
LIFETIME: Final = timedelta(minutes=30)
#: One salt per use of the host's keys (itsdangerous, « The Salt »).
_SALT: Final = "formune.telephone"
#: Where the words stand in `DraftBody.facts`.
_FACT: Final = "telephone"
_BETWEEN: Final = "~"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a ticket names; `word` is what the draft must still hold."""

    draft: str
    code: str
    ranks: Ranks
    word: str

    def signed(self, keys: Sequence[bytes]) -> str:
        """Give the ticket as an address carries it."""
        text = _BETWEEN.join((self.draft, self.code, counted(self.ranks), self.word))
        return _signer(keys).sign(text).decode()

    def holds(self, facts: Mapping[str, Any], now: datetime) -> bool:
        """Say whether the draft with these facts still honours it."""
        found = _known(facts).get(page_key(self.code, self.ranks))
        return found is not None and found["word"] == self.word and now < _end(found)


def read(keys: Sequence[bytes], signed: str) -> Ticket | None:
    """Give the ticket that an address carries; None when it was not made by us."""
    try:
        draft, code, ranks, word = _signer(keys).unsign(signed).decode().split(_BETWEEN)
    except (BadSignature, UnicodeError):
        return None
    return Ticket(draft, code, uncounted(ranks), word)


def given(draft: str, code: str, ranks: Ranks, facts: Mapping[str, Any], now: datetime) -> Ticket | None:
    """Give the ticket that a draft holds for a question, None without one or after its end."""
    found = _known(facts).get(page_key(code, ranks))
    return Ticket(draft, code, ranks, found["word"]) if found and now < _end(found) else None


def until(ticket: Ticket, facts: Mapping[str, Any]) -> datetime:
    """Give the end of a ticket that holds."""
    return _end(_known(facts)[page_key(ticket.code, ticket.ranks)])


def open_for(facts: Mapping[str, Any], code: str, ranks: Ranks, now: datetime) -> dict[str, Any]:
    """Give the facts with a new ticket for a question, in place of an earlier one; those at their end go."""
    kept = {key: one for key, one in _known(facts).items() if now < _end(one)}
    fresh = {"word": secrets.token_urlsafe(8), "until": (now + LIFETIME).isoformat()}
    return {**facts, _FACT: {**kept, page_key(code, ranks): fresh}}


def closed_for(facts: Mapping[str, Any], code: str, ranks: Ranks) -> dict[str, Any]:
    """Give the facts without the ticket of a question."""
    kept = {key: one for key, one in _known(facts).items() if key != page_key(code, ranks)}
    return {**facts, _FACT: kept}


def _known(facts: Mapping[str, Any]) -> Mapping[str, Mapping[str, str]]:
    return facts.get(_FACT) or {}


def _end(one: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(one["until"])


def _signer(keys: Sequence[bytes]) -> Signer:
    return Signer(list(reversed(keys)), _SALT, key_derivation="hmac", digest_method=hashlib.sha256)
