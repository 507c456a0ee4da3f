"""Hardened HTTP and SMTP: the sockets that connectors and the engine's mail are given.

Both connect to the very address that was checked, refuse private addresses but an operator's allow-list of
`host:port`, follow nothing, read little, and stop at a deadline. Their errors say at which point the
exchange broke and never whom it was with or what it carried.
"""

import contextlib
import ipaddress
import re
import smtplib
import socket
import ssl
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Literal
from urllib.parse import urlsplit

import httpcore

from connectors.contract import HttpAnswer, NoAnswer, NotSent, Refused, SmtpRefused

#: Allowed for unencrypted exchanges and private addresses, as `host:port`.
AllowList = Collection[str]


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides which address may be connected to; `allow` holds the operator's private `host:port`."""

    allow: AllowList = ()

    def allows(self, host: str, port: int) -> bool:
        """Say whether the operator named this host and port."""
        named = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return named.lower() in {entry.lower() for entry in self.allow}

    def addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Give the addresses of `host`, all checked; raise Refused, or NotSent when the name is unknown."""
        found = _resolve(host, port)
        if not self.allows(host, port) and not all(is_public(address) for address in found):
            raise Refused("private address")
        return found


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also when it hides another inside.

    `ipaddress` alone takes multicast and translated addresses for global (RFC 6052, 3056, 4380).
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or any(ip in net for net in _TRANSLATED)):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


@dataclass(frozen=True, slots=True)
class HttpLimits:
    """Seconds for a connection, for one silence and for a whole request; bytes of an answer."""

    connect: float = 5.0
    silence: float = 15.0
    total: float = 60.0
    answer: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class HttpClient:
    """One connection per request, encrypted unless the host is allow-listed; no redirect, proxy or cookie.

    `authorities` trusts other certificate authorities than the machine's, for a city with its own.
    """

    guard: Guard = Guard()
    limits: HttpLimits = HttpLimits()
    authorities: ssl.SSLContext | None = field(default=None, repr=False)

    def send(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | Iterable[bytes] = b""
    ) -> HttpAnswer:
        """Give the answer whatever its status.

        Raises Refused (address, scheme), NotSent (no connection) or NoAnswer (anything after it). A stream
        needs a `content-length` among `headers`; an error of the stream itself goes through as it is.
        """
        self._must_be_decent(url)
        wire = _Backend(self.guard, self.limits, time.monotonic() + self.limits.total)
        tls = self.authorities or ssl.create_default_context()
        fields = {"accept-encoding": "identity", "connection": "close", **headers}
        if isinstance(body, bytes):
            fields["content-length"] = str(len(body))
            body = (body,)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=tls, network_backend=wire, http2=False) as pool,
                pool.stream(method, url, headers=list(fields.items()), content=iter(body)) as response,
            ):
                return _answer(response, self.limits.answer)
        except (httpcore.ConnectError, httpcore.ConnectTimeout):
            raise NotSent("no connection or no TLS") from None
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError):
            raise NoAnswer("no usable answer") from None
        except httpcore.UnsupportedProtocol:
            raise Refused("address of the wrong form") from None

    def _must_be_decent(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise Refused("address of the wrong form") from None
        if not host or not port or parts.username is not None or parts.fragment:
            raise Refused("address of the wrong form")
        if parts.scheme != "https" and not self.guard.allows(host, port):
            raise Refused("not encrypted")


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """A city's mail server. `security`: STARTTLS required, TLS at once, or STARTTLS when offered.

    The last lets a mail go in the clear, so it is heeded towards an allow-listed host only.
    """

    host: str
    port: int = 587
    security: Literal["starttls", "offered", "tls"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    sender: str = ""
    timeout: float = 20.0
    authorities: ssl.SSLContext | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Hands one message at a time to the city's mail server."""

    settings: SmtpSettings
    guard: Guard = Guard()

    def send(self, message: EmailMessage, recipients: Sequence[str]) -> None:
        """Send, all recipients or none.

        Raises Refused (address), NotSent (lost before the final dot), NoAnswer (lost after it, RFC 5321
        section 4.5.3.2.6) or SmtpRefused with the server's code.
        """
        data = message.as_bytes(policy=SMTP_POLICY)
        with self._session() as smtp:
            _step("mail", smtp.mail(self.settings.sender))
            for recipient in recipients:
                _step("rcpt", smtp.rcpt(recipient))
            code, _ = smtp.docmd("DATA")
            if code != _GO_AHEAD:
                raise SmtpRefused(code, "data")
            smtp.send(_dotted(data))
            try:
                reply = smtp.getreply()
            except (OSError, smtplib.SMTPException):
                raise NoAnswer("lost after the final dot") from None
            _step("end", reply)

    def probe(self) -> None:
        """Connect, greet, encrypt, log in and leave; raises what `send` raises."""
        with self._session() as smtp:
            _step("noop", smtp.noop())

    @contextlib.contextmanager
    def _session(self) -> Iterator[smtplib.SMTP]:
        smtp = _GuardedSmtp(self.settings, self.guard)
        try:
            smtp.open()
            yield smtp
            with contextlib.suppress(OSError, smtplib.SMTPException):
                smtp.quit()
        except smtplib.SMTPResponseException as error:
            raise SmtpRefused(error.smtp_code, "login") from None
        except (OSError, smtplib.SMTPException):
            raise NotSent("mail server lost before the final dot") from None
        finally:
            smtp.close()


class _GuardedSmtp(smtplib.SMTP):
    """The standard client, connected by the guard: `_get_socket` is the seam that SMTP_SSL itself uses."""

    def __init__(self, settings: SmtpSettings, guard: Guard) -> None:
        super().__init__(local_hostname="localhost", timeout=settings.timeout)
        self._settings = settings
        self._guard = guard
        self._tls = settings.authorities or ssl.create_default_context()
        # What certificates are checked against; SMTP sets it only when it is given a host at once.
        self._host = settings.host

    def open(self) -> None:
        """Connect, greet, encrypt as the settings ask, log in when there is a name."""
        if not self._settings.host:
            raise Refused("no mail server in the settings")
        _step("connect", self.connect(self._settings.host, self._settings.port))
        self.ehlo_or_helo_if_needed()
        if self._settings.security != "tls" and self._encrypts():
            _step("starttls", self.starttls(context=self._tls))
            self.ehlo_or_helo_if_needed()
        if self._settings.username:
            self.login(self._settings.username, self._settings.password)

    def _encrypts(self) -> bool:
        """Say whether STARTTLS is to be used; raise Refused when it is needed and not offered."""
        if self.has_extn("starttls"):
            return True
        private = self._guard.allows(self._settings.host, self._settings.port)
        if self._settings.security == "offered" and private:
            return False
        raise Refused("no encryption offered")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = _first_that_answers(self._guard, host, port, timeout)
        if self._settings.security != "tls":
            return plain
        return self._tls.wrap_socket(plain, server_hostname=host)


class _Backend(httpcore.NetworkBackend):
    """Connects through the guard and stops at `until` (seconds of the monotonic clock)."""

    def __init__(self, guard: Guard, limits: HttpLimits, until: float) -> None:
        self._guard = guard
        self._limits = limits
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 -- the limits rule
        local_address: str | None = None,  # noqa: ARG002 -- never asked for
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 -- never asked for
    ) -> httpcore.NetworkStream:
        for address in self._guard.addresses(host, port):
            left = min(self._limits.connect, self._until - time.monotonic())
            if left <= 0:
                break
            with contextlib.suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                stream = httpcore.SyncBackend().connect_tcp(address, port, left)
                return _Stream(stream, self._limits.silence, self._until)
        raise NotSent("no connection")


class _Stream(httpcore.NetworkStream):
    """A stream whose every wait is capped by the silence allowed and by what is left of the request."""

    def __init__(self, inner: httpcore.NetworkStream, silence: float, until: float) -> None:
        self._inner = inner
        self._silence = silence
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 -- ours rules
        return self._inner.read(max_bytes, self._left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 -- ours rules
        self._inner.write(buffer, self._left(httpcore.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 -- ours rules
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._left(httpcore.ConnectTimeout))
        return _Stream(secured, self._silence, self._until)

    def get_extra_info(self, info: str) -> object:
        return self._inner.get_extra_info(info)

    def _left(self, failure: type[Exception]) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise failure("deadline")
        return min(left, self._silence)


_PORTS = {"http": 80, "https": 443}

_GO_AHEAD = 354

#: IPv6 networks whose addresses carry an IPv4 address that another machine unwraps.
_TRANSLATED = tuple(
    ipaddress.IPv6Network(net)
    for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
)


def _resolve(host: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("name not found") from None
    return tuple(dict.fromkeys(str(address[0]).split("%")[0] for *_, address in found))


def _first_that_answers(guard: Guard, host: str, port: int, timeout: float) -> socket.socket:
    for address in guard.addresses(host, port):
        with contextlib.suppress(OSError):
            return socket.create_connection((address, port), timeout)
    raise NotSent("no connection")


def _answer(response: httpcore.Response, limit: int) -> HttpAnswer:
    body = b""
    for chunk in response.iter_stream():
        body += chunk
        if len(body) > limit:
            raise NoAnswer("answer too long")
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    return HttpAnswer(response.status, headers, body)


def _step(stage: str, reply: tuple[int, bytes]) -> None:
    if not 200 <= reply[0] < 300:  # noqa: PLR2004 -- the class of positive replies, RFC 5321 section 4.2.1
        raise SmtpRefused(reply[0], stage)


def _dotted(data: bytes) -> bytes:
    """Give the message as DATA wants it: leading dots doubled, the final dot added (RFC 5321, 4.5.2)."""
    ended = data if data.endswith(b"\r\n") else data + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended) + b".\r\n"
