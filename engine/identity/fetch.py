"""Calling a provider: bounded in size and time; no redirect, no cookie, nothing read from the environment."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import requests
import urllib3

from engine.identity.errors import Reason, Refused

_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Reply:
    """What a provider answered."""

    status: int
    #: Media type, lower case, without parameters.
    type: str
    body: bytes = field(repr=False)


class Fetch(Protocol):
    """Calls an address and gives its answer, whatever its status."""

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> Reply:
        """Call `url`; raise Refused (provider_unavailable, response_too_large)."""


@dataclass(frozen=True, slots=True)
class HttpFetch:
    """Calls over HTTP, a fresh connection each time: nothing of one login can reach another."""

    #: Seconds to connect, and between two pieces of the answer.
    timeout: float = 5.0
    #: Seconds for the whole answer.
    deadline: float = 10.0
    #: Largest answer, in bytes.
    limit: int = 262_144
    #: Outgoing proxies, as `{"https": "http://proxy:3128"}`; those of the environment are not read.
    proxies: Mapping[str, str] = field(default_factory=dict)

    def __call__(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: str | None = None
    ) -> Reply:
        """Call `url`; raise Refused (provider_unavailable, response_too_large)."""
        sent = {"Accept-Encoding": "identity", "User-Agent": "formune", **(headers or {})}
        try:
            with requests.Session() as session:
                # A .netrc entry would replace the Authorization header, REQUESTS_CA_BUNDLE the trusted roots.
                session.trust_env = False
                answer = session.request(
                    method,
                    url,
                    headers=sent,
                    data=body,
                    timeout=self.timeout,
                    allow_redirects=False,
                    stream=True,
                    verify=True,
                    proxies=dict(self.proxies),
                )
                with answer:
                    return self._read(answer)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError, ValueError):
            # ValueError: an address or a header that no library can send.
            raise Refused(Reason.PROVIDER_UNAVAILABLE) from None

    def _read(self, answer: requests.Response) -> Reply:
        end = time.monotonic() + self.deadline
        if answer.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Refused(Reason.PROVIDER_UNAVAILABLE)
        body = bytearray()
        while piece := answer.raw.read1(_CHUNK, decode_content=False):
            body += piece
            if len(body) > self.limit:
                raise Refused(Reason.RESPONSE_TOO_LARGE)
            if time.monotonic() > end:
                raise Refused(Reason.PROVIDER_UNAVAILABLE)
        media = answer.headers.get("Content-Type", "").split(";")[0].strip().lower()
        return Reply(answer.status_code, media, bytes(body))
