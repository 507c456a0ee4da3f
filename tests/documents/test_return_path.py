"""The address of notices: a token for each mail, which nobody else can make and which tells nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.documents.return_path import mail_of, return_path

if TYPE_CHECKING:
    import uuid

KEYS = (b"n" * 32, b"o" * 32)
MAIL = "0c2d7c5e-4be5-4a7e-9a4e-1d2a55a0f4de"
LONGEST = "rebond-de-la-ville-1@courrier.tilleray.example"


def test_the_token_leads_to_its_mail_under_any_key_of_the_host_and_in_any_case() -> None:
    made = return_path(KEYS, "rebond@courrier.tilleray.example", MAIL)
    assert made.startswith("rebond+")
    assert made.endswith("@courrier.tilleray.example")
    assert mail_of(KEYS, made) == MAIL
    assert mail_of(KEYS, made.upper()) == MAIL
    assert mail_of((b"x" * 32, *KEYS), made) == MAIL
    assert mail_of((b"x" * 32,), made) is None


def test_the_address_fits_what_smtp_carries() -> None:
    local = return_path(KEYS, LONGEST, MAIL).partition("@")[0]
    assert len(local) <= 64


@pytest.mark.parametrize("place", [0, 10, 25, 26, 41])
def test_a_token_with_one_other_letter_leads_nowhere(place: int) -> None:
    local, _, domain = return_path(KEYS, LONGEST, MAIL).partition("@")
    name, _, token = local.partition("+")
    other = "a" if token[place] != "a" else "q"
    assert mail_of(KEYS, f"{name}+{token[:place]}{other}{token[place + 1 :]}@{domain}") is None


@given(st.text(max_size=120))
def test_nothing_that_is_no_token_leads_anywhere(text: str) -> None:
    assert mail_of(KEYS, text) is None
    assert mail_of(KEYS, f"rebond+{text}@tilleray.example") is None


@given(st.uuids())
def test_every_mail_has_its_own(known: uuid.UUID) -> None:
    assert mail_of(KEYS, return_path(KEYS, LONGEST, str(known))) == str(known)
