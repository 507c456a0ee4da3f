"""Notices of failure as Postfix 3 and Exim 4.9 write them, about an invented person."""

from __future__ import annotations

_TEXT = "This is the mail system at host mail.example.org.\n\n<claire.dubois@exemple.fr>: user unknown\n"
ORIGINAL = (
    "Content-Type: text/rfc822-headers\n\nFrom: Ville de Tilleray <ne-pas-repondre@tilleray.example>\n"
    "To: claire.dubois@exemple.fr\nSubject: invented\nMessage-ID: <1234.receipt@tilleray.example>\n"
)


def postfix(
    to: str, status: str = "5.1.1", action: str = "failed", original: str = ORIGINAL, more: str = ""
) -> bytes:
    """Give a notice of Postfix, as its local(8) or pipe(8) hands it over; `more` is another recipient's fields."""
    fields = (
        "Reporting-MTA: dns; mail.example.org\nX-Postfix-Queue-ID: 4F1B23C0D5\n"
        f"X-Postfix-Sender: rfc822; {to}\nArrival-Date: Tue, 24 Nov 2026 10:00:00 +0100 (CET)\n\n"
        "Final-Recipient: rfc822; claire.dubois@exemple.fr\n"
        "Original-Recipient: rfc822;claire.dubois@exemple.fr\n"
        f"Action: {action}\nStatus: {status}\nRemote-MTA: dns; mx.exemple.fr\n"
        "Diagnostic-Code: smtp; 550 5.1.1 <claire.dubois@exemple.fr>: Recipient address rejected:\n"
        "    User unknown in virtual mailbox table\n"
    )
    head = (
        f"Return-Path: <>\nX-Original-To: {to}\nDelivered-To: {to}\n"
        "Date: Tue, 24 Nov 2026 10:00:05 +0100 (CET)\n"
        "From: MAILER-DAEMON@mail.example.org (Mail Delivery System)\n"
        f"Subject: Undelivered Mail Returned to Sender\nTo: {to}\nAuto-Submitted: auto-replied\n"
        "MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status;\n"
        '\tboundary="4F1B23C0D5.1795510805/mail.example.org"\n\n'
        "This is a MIME-encapsulated message.\n\n"
    )
    return report(head, "4F1B23C0D5.1795510805/mail.example.org", f"{fields}{more}", original)


def exim(to: str, status: str = "5.0.0", action: str = "failed", original: str = ORIGINAL) -> bytes:
    """Give a notice of Exim, whose status is general and whose fields stand in another order."""
    fields = (
        "Reporting-MTA: dns; mail.example.org\n\n"
        f"Action: {action}\nFinal-Recipient: rfc822;claire.dubois@exemple.fr\nStatus: {status}\n"
        "Remote-MTA: dns; mx.exemple.fr\nDiagnostic-Code: smtp; 550 5.1.1 unknown user\n"
    )
    head = (
        f"Return-path: <>\nEnvelope-to: {to}\nDelivery-date: Tue, 24 Nov 2026 10:00:05 +0100\n"
        "X-Failed-Recipients: claire.dubois@exemple.fr\nAuto-Submitted: auto-replied\n"
        f"From: Mail Delivery System <Mailer-Daemon@mail.example.org>\nTo: {to}\n"
        "References: <1234.receipt@tilleray.example>\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=1795510805-eximdsn-12\n"
        "MIME-Version: 1.0\nSubject: Mail delivery failed: returning message to sender\n\n"
    )
    return report(head, "1795510805-eximdsn-12", fields, original)


def absence(to: str) -> bytes:
    """Give the answer of a mailbox whose owner is away."""
    return (
        f"Return-Path: <>\nDelivered-To: {to}\nTo: {to}\nFrom: claire.dubois@exemple.fr\n"
        "Auto-Submitted: auto-replied\nSubject: Absente\nContent-Type: text/plain\n\nJe suis absente. 5.1.1\n"
    ).encode()


def report(head: str, boundary: str, fields: str, original: str = ORIGINAL) -> bytes:
    """Give a report of three parts, two without the original."""
    parts = [
        f"Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n{_TEXT}",
        f"Content-Description: Delivery report\nContent-Type: message/delivery-status\n\n{fields}",
        *([original] if original else []),
    ]
    body = "".join(f"--{boundary}\n{part}\n" for part in parts)
    return f"{head}{body}--{boundary}--\n".encode()
