"""The query that a provider sends back: each parameter once, the right provider, then error or code."""

import re
from collections.abc import Iterable, Mapping

from engine.identity.errors import Reason, Refused
from engine.identity.metadata import Metadata
from engine.identity.profiles import ProviderProfile

_LONGEST_VALUE = 4096
_MOST_PARAMETERS = 20
_INCIDENT = re.compile(r"\bY[0-9A-F]{6,8}\b")


def single_values(query: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Read the pairs of a query; raise Refused on a repeated, endless or unprintable one."""
    values: dict[str, str] = {}
    for count, (name, value) in enumerate(query):
        if count >= _MOST_PARAMETERS or len(value) > _LONGEST_VALUE or not value.isprintable():
            raise Refused(Reason.QUERY_INVALID)
        if name in values:
            raise Refused(Reason.QUERY_DUPLICATE)
        values[name] = value
    return values


def code_of(profile: ProviderProfile, metadata: Metadata, answer: Mapping[str, str]) -> str:
    """Give the code; raise Refused when another provider answers, or this one says no."""
    if "iss" not in answer and (profile.strict or metadata.promises_iss):
        raise Refused(Reason.ISS_MISSING)
    if answer.get("iss", profile.issuer) != profile.issuer:
        raise Refused(Reason.ISS_MISMATCH)
    if answer.get("error") == "access_denied":
        raise Refused(Reason.ACCESS_DENIED)
    if "error" in answer:
        raise Refused(Reason.PROVIDER_ERROR, incident(answer.get("error_description", "")))
    code = answer.get("code", "")
    if not code:
        raise Refused(Reason.CODE_MISSING)
    return code


def incident(text: str) -> str:
    """Give the provider's incident code that stands in a text, or nothing."""
    found = _INCIDENT.search(text)
    return found[0] if found else ""
