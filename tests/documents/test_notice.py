"""Notices as mail servers write them are understood; whatever else comes to their address means nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.documents.notice import MOST, read_notice
from tests.documents.notices import ORIGINAL, absence, exim, postfix, report

TO = "rebond+token@courrier.tilleray.example"
GLOBAL = (
    "Reporting-MTA: dns; mail.example.org\n\n"
    "Final-Recipient: utf-8; maëlle@exemple.fr\nAction: failed\nStatus: 5.1.1\n"
)


@pytest.mark.parametrize(
    "original", [ORIGINAL, "", "Content-Type: message/rfc822\n\nSubject: x\n\nBonjour\n"]
)
def test_a_failure_for_good_is_read_with_or_without_the_mail_that_it_returns(original: str) -> None:
    found = read_notice(postfix(TO, original=original))
    assert (found.verdict, found.status) == ("hard", "5.1.1")
    assert found.recipients[0] == TO
    found = read_notice(exim(TO, original=original))
    assert (found.verdict, found.status, found.recipients[0]) == ("hard", "5.0.0", TO)


def test_lines_may_end_as_on_the_wire() -> None:
    assert read_notice(postfix(TO).replace(b"\n", b"\r\n")).verdict == "hard"


@pytest.mark.parametrize(
    ("status", "action"),
    [
        ("4.4.1", "failed"),
        ("4.2.2", "delayed"),
        ("5.1.1", "delayed"),
        ("2.0.0", "delivered"),
        ("2.0.0", "relayed"),
    ],
)
def test_what_is_late_or_arrived_or_given_up_for_now_is_soft(status: str, action: str) -> None:
    assert read_notice(postfix(TO, status, action)).verdict == "soft"
    assert read_notice(exim(TO, status, action)).verdict == "soft"


def test_a_mail_that_arrived_in_one_of_two_places_is_not_lost() -> None:
    other = "\nFinal-Recipient: rfc822; claire@ailleurs.fr\nAction: relayed\nStatus: 2.0.0\n"
    assert read_notice(postfix(TO, more=other)).verdict == "soft"
    assert (
        read_notice(postfix(TO, more=other.replace("relayed", "failed").replace("2.0", "5.4"))).verdict
        == "hard"
    )


def test_the_international_kind_is_read_too() -> None:
    head = f"To: {TO}\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
    data = report(head, "x", GLOBAL).replace(b"message/delivery-status", b"message/global-delivery-status")
    assert read_notice(data).verdict == "hard"


@pytest.mark.parametrize(
    "data",
    [
        absence(TO),
        b"",
        b"\x00\xff" * 1000,
        b"Subject: 5.1.1 failed\n\nAction: failed\nStatus: 5.1.1\n",
        postfix(TO).replace(b"delivery-status;", b"disposition-notification;"),
        postfix(TO).replace(b"message/delivery-status", b"text/plain"),
        postfix(TO).replace(b"Status: 5.1.1", b"Status: bad"),
        postfix(TO).replace(b"Status: 5.1.1", b"Status: 9.9.9"),
        postfix(TO).replace(b"Action: failed", b"Action:"),
        postfix(TO)[:900],
    ],
)
def test_what_is_no_notice_means_nothing(data: bytes) -> None:
    assert read_notice(data).verdict == "other"


def nested(depth: int) -> bytes:
    """Give a report in a report in a report."""
    head = "".join(
        f"Content-Type: multipart/report; report-type=delivery-status; boundary=b{one}\n\n--b{one}\n"
        for one in range(depth)
    )
    return f"To: {TO}\n{head}".encode()


@pytest.mark.parametrize("data", [nested(20), nested(2000), b"To: x\n" + nested(3000) + postfix(TO)])
def test_a_message_that_is_made_too_deep_means_nothing_and_costs_little(data: bytes) -> None:
    began = time.process_time()
    assert read_notice(data).verdict == "other"
    assert time.process_time() - began < 5


def test_of_a_huge_message_the_beginning_is_read() -> None:
    huge = f"Content-Type: message/rfc822\n\nSubject: x\n\n{'Bonjour ' * 2_000_000}\n"
    assert read_notice(postfix(TO, original=huge)).verdict == "hard"
    padded = postfix(TO).replace(b"user unknown", b"x" * MOST)
    assert read_notice(padded).verdict == "other"


@given(st.binary(max_size=400))
@example(b"Content-Type: multipart/report; report-type*=x'y'%ff; boundary=\n\n--\n")
@example(b"Content-Type: multipart/report; report-type=delivery-status; boundary*0*=a''%zz\n\n")
def test_no_message_is_too_broken(data: bytes) -> None:
    assert read_notice(data).verdict == "other"
    middle = postfix(TO).partition(b"Final-Recipient")
    read_notice(middle[0] + data + middle[1] + middle[2])
