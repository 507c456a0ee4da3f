"""What the service and the person say to each other after a deposit: kept sealed, told by mail, handed over.

This room knows the store, the papers and a city; it knows no page and no connector.
"""

from engine.dialogue.counter import Counter, UnknownSubmission
from engine.dialogue.errors import (
    BadCode,
    DialogueError,
    Ended,
    NothingSaid,
    TooEarlyLimit,
    TooLong,
    Undelivered,
)
from engine.dialogue.person import answer, awaited, can_erase, erase, withdraw
from engine.dialogue.service import OUTCOMES, Desk, ask, decide, say
from engine.dialogue.standing import Standing, clocks_of, standing_of

__all__ = [
    "OUTCOMES",
    "BadCode",
    "Counter",
    "Desk",
    "DialogueError",
    "Ended",
    "NothingSaid",
    "Standing",
    "TooEarlyLimit",
    "TooLong",
    "Undelivered",
    "UnknownSubmission",
    "answer",
    "ask",
    "awaited",
    "can_erase",
    "clocks_of",
    "decide",
    "erase",
    "say",
    "standing_of",
    "withdraw",
]
