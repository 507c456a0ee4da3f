"""Why something cannot be said about a submission any more, or not so."""

from datetime import date

from engine.errors import FormuneError


class DialogueError(FormuneError):
    """Something cannot be said about this submission."""


class Ended(DialogueError):
    """The submission is decided, withdrawn or erased: nothing more may change it."""

    def __init__(self, reference: str, status: str) -> None:
        super().__init__(f"submission {reference} is {status}: nothing more may change it")
        self.reference = reference
        self.status = status


class NothingSaid(DialogueError):
    """There are neither words nor files to give to the person: write a text."""


class TooLong(DialogueError):
    """The text is longer than a page shows."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(f"the text has {length} characters, {most} at most: shorten it")
        self.length = length
        self.most = most


class TooEarlyLimit(DialogueError):
    """The last day to send a piece lies in the past or is today."""

    def __init__(self, until: date) -> None:
        super().__init__(f"the limit {until.isoformat()} leaves no day to answer: give a later one")
        self.until = until


class BadCode(DialogueError):
    """What is asked for has no code of a question, such as PIE-001."""

    def __init__(self, code: str) -> None:
        super().__init__(f"« {code[:20]} » is no question's code, such as PIE-001")
        self.code = code


class Undelivered(DialogueError):
    """The service has not received everything yet: erasing now would lose what the person sent."""
