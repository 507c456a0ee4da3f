"""The message a town without software receives, and what a broken mail server means."""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from connectors.contract import (
    Accepted,
    Context,
    Delivery,
    Label,
    NotSent,
    Outcome,
    Permanent,
    Refused,
    Transient,
    Unknown,
)
from connectors.email import EmailConnector, compose
from connectors.testing import samples
from connectors.transport import Guard, SmtpSender, SmtpSettings

from .conftest import EmailBench, Postman, attachments, free_port, mail_context, parsed, scripted


def deliver(context: Context, given: Delivery) -> Outcome:
    connector = EmailConnector()
    return connector.deliver(context, connector.prepare(context, given), {})


def body(context: Context, given: Delivery, kind: str = "plain") -> str:
    message = compose(context, EmailConnector().prepare(context, given))
    part = parsed(message.as_bytes()).get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\N{NO-BREAK SPACE}", " ")


def test_the_message_says_who_what_when_in_plain_french() -> None:
    given = samples.delivery("letter", [samples.file("PJ-001", "carte.pdf", b"x" * 2000)])
    context = mail_context(1)
    message = compose(context, EmailConnector().prepare(context, given))
    assert message["Subject"] == f"Copie d’un acte d’état civil – demande {given.reference}"
    assert message["Message-ID"] == f"<{given.key}.delivery@tilleray.example>"
    text = body(context, given)
    assert "Déposée le : 23 novembre 2026 à 14 h 07" in text
    assert "Identité : déclarée par l’usager, non vérifiée" in text
    assert "IDE-002  Nom de naissance\n    Ximénès-Quillien\n" in text
    assert "LA PERSONNE" in text
    assert "Pièce 1 : PJ-001, « carte.pdf » (PDF, 2 ko), jointe à ce message." in text
    assert "Le récépissé de l’usager suivra dans un autre message." in text


def test_the_page_is_a_table_and_no_answer_can_add_markup_to_it() -> None:
    label = Label("SIG-001", "Lieu <i>", "<script>alert(1)</script>\nligne 2", rank="2")
    page = body(mail_context(1), replace(samples.delivery("page"), labels=(label,)), "html")
    assert "<td>SIG-001 n° 2</td>" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>ligne 2" in page
    assert "<script" not in page
    assert "Lieu &lt;i&gt;" in page


def test_a_long_answer_is_whole() -> None:
    long = "mot " * 5000 + "fin"
    given = replace(samples.delivery("long"), labels=(Label("SIG-001", "Texte", long),))
    for kind in ("plain", "html"):
        assert long in body(mail_context(1), given, kind)


def test_what_does_not_fit_is_named_with_the_place_where_it_stays() -> None:
    files = [samples.file("PJ-001", "grand.pdf", b"x" * 600), samples.file("PJ-002", "petit.pdf", b"y" * 300)]
    given = samples.delivery("limit", files)
    context = replace(mail_context(1), config={"to": ["mairie@tilleray.example"], "max_bytes": 599})
    names = list(attachments(compose(context, EmailConnector().prepare(context, given))))
    assert names == ["delivery.json", "PJ-002-2.pdf"]
    text = body(context, given)
    assert "Pièce 1 : PJ-001, « grand.pdf » (PDF, 600 octets), trop grosse pour ce message." in text
    assert f"reste dans le portail de la ville, sous la référence {given.reference}." in text


def test_the_limit_holds_for_all_attachments_together() -> None:
    files = [samples.file(f"PJ-00{n}", "a.pdf", b"x" * 300) for n in (1, 2, 3)]
    context = replace(mail_context(1), config={"to": ["mairie@tilleray.example"], "max_bytes": 600})
    message = compose(context, EmailConnector().prepare(context, samples.delivery("sum", files)))
    assert list(attachments(message)) == ["delivery.json", "PJ-001-1.pdf", "PJ-002-2.pdf"]


@pytest.mark.server
def test_a_line_that_is_a_dot_neither_ends_the_message_nor_is_lost(email_bench: EmailBench) -> None:
    message = EmailMessage()
    message["Subject"] = "dots"
    message.set_content(".\n..two\n.\nend")
    mail_context(email_bench.port).smtp.send(message, ["mairie@tilleray.example"])
    (received,) = map(parsed, email_bench.postman.messages)
    assert received.get_content().splitlines() == [".", "..two", ".", "end"]


def test_no_typed_word_reaches_a_header() -> None:
    evil = "x\r\nBcc: someone@example.org\r\n\r\nbody"
    base = samples.delivery("injection", [samples.file("PJ-001", evil, b"z")])
    given = replace(base, form=replace(base.form, title=evil), receipt_channel=evil)
    context = mail_context(1)
    raw = compose(context, EmailConnector().prepare(context, given)).as_bytes()
    assert b"\nBcc:" not in raw
    message = parsed(raw)
    assert message["Bcc"] is None
    assert message["Subject"] == f"x Bcc: someone@example.org body – demande {given.reference}"


def test_a_helper_is_said_without_a_name() -> None:
    given = replace(samples.delivery("helper"), helper={"nom": "Durand"}, identity=None)
    text = body(mail_context(1), given)
    assert "un aidant, avec un mandat" in text
    assert "Durand" not in text


@pytest.mark.server
@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("451 try later", Transient("smtp 451 at end")),
        ("421 closing", Transient("smtp 421 at end")),
        ("550 no such user", Permanent("config", "smtp 550 at end")),
        ("552 too big", Permanent("content", "smtp 552 at end")),
        ("535 who are you", Permanent("auth", "smtp 535 at end")),
    ],
)
def test_a_refusal_means_one_outcome(email_bench: EmailBench, code: str, expected: Outcome) -> None:
    email_bench.postman.answer = code
    assert deliver(mail_context(email_bench.port), samples.delivery("refusal")) == expected


@pytest.mark.server
def test_the_message_keeps_its_id_at_each_attempt(email_bench: EmailBench) -> None:
    given = samples.delivery("same")
    email_bench.postman.hang_up = True
    assert deliver(mail_context(email_bench.port), given) == Unknown("lost after the final dot")
    assert isinstance(deliver(mail_context(email_bench.port), given), Accepted)
    ids = [parsed(content)["Message-ID"] for content in email_bench.postman.messages]
    assert ids == [f"<{given.key}.delivery@tilleray.example>"] * 2


@pytest.mark.server
@pytest.mark.parametrize("stage", ["greeting", "EHLO", "MAIL", "RCPT", "DATA", "body"])
def test_a_server_lost_before_the_final_dot_is_transient(stack: ExitStack, stage: str) -> None:
    def script(connection: socket.socket) -> None:
        if stage == "greeting":
            return
        connection.sendall(b"220 hello\r\n")
        while line := connection.recv(65536):
            if line.upper().startswith(stage.encode()):
                return
            if line.upper().startswith(b"DATA"):
                connection.sendall(b"354 go\r\n")
                return  # "body": the message is cut off while it is being written, or its dot is unanswered
            connection.sendall(b"250 ok\r\n")

    outcome = deliver(mail_context(scripted(stack, script)), samples.delivery("lost"))
    assert isinstance(outcome, Unknown if stage == "body" else Transient)


@pytest.mark.server
def test_one_refused_recipient_refuses_the_whole_message(stack: ExitStack) -> None:
    said: list[bytes] = []

    def script(connection: socket.socket) -> None:
        connection.sendall(b"220 hello\r\n")
        while line := connection.recv(65536):
            said.append(line)
            connection.sendall(b"550 unknown\r\n" if b"second" in line else b"250 ok\r\n")

    both = {"to": ["first@tilleray.example", "second@tilleray.example"]}
    context = replace(mail_context(scripted(stack, script)), config=both)
    assert deliver(context, samples.delivery("two")) == Permanent("config", "smtp 550 at rcpt")
    assert not any(line.upper().startswith(b"DATA") for line in said)


@pytest.mark.server
def test_encryption_is_demanded_when_the_settings_demand_it(email_bench: EmailBench) -> None:
    context = mail_context(email_bench.port, security="starttls")
    assert deliver(context, samples.delivery("plain-server")) == Permanent("config", "no encryption offered")
    assert email_bench.postman.messages == []


@pytest.mark.server
def test_a_certificate_that_nobody_vouches_for_is_refused(secure: tuple[int, Postman, Path]) -> None:
    port, postman, certificate = secure
    given = samples.delivery("tls")
    assert isinstance(deliver(mail_context(port, security="starttls"), given), Transient)
    assert postman.messages == []
    trusted = ssl.create_default_context(cafile=str(certificate))
    context = mail_context(port, security="starttls", authorities=trusted)
    assert isinstance(deliver(context, given), Accepted)
    assert len(postman.messages) == 1


@pytest.mark.server
def test_check_tells_a_good_server_from_a_missing_one(email_bench: EmailBench) -> None:
    connector = EmailConnector()
    assert all(check.ok for check in connector.check(mail_context(email_bench.port)))
    missing = connector.check(mail_context(free_port(), sender=""))
    assert [check.ok for check in missing] == [False, False]


def test_a_town_without_a_mail_server_is_told_so() -> None:
    with pytest.raises(Refused, match="no mail server"):
        SmtpSender(SmtpSettings("")).probe()


@pytest.mark.server
def test_a_private_mail_server_must_be_allowed(email_bench: EmailBench) -> None:
    with pytest.raises(Refused):
        SmtpSender(SmtpSettings("127.0.0.1", email_bench.port, "offered")).probe()
    with pytest.raises(NotSent):
        SmtpSender(SmtpSettings("127.0.0.1", 1, "offered"), Guard(["127.0.0.1:1"])).probe()


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[int, Postman, Path]]:
    """Run a mail server that demands STARTTLS with a certificate of its own making."""
    certificate, key = self_signed(tmp_path)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    postman = Postman()
    server = Controller(
        postman, hostname="127.0.0.1", port=free_port(), tls_context=tls, require_starttls=True
    )
    server.start()
    yield server.port, postman, certificate
    server.stop()


def self_signed(home: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail server of a test")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = home / "mail.crt", home / "mail.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
