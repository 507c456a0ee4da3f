"""Claims become an identity; what does not read is left out, never guessed."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.identity.claims import Identity, prefill, read_identity
from engine.identity.profiles import build_profile

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECRET = {"client_id": "abc", "client_secret": "a-secret-long-enough"}


def read(claims: dict[str, object], names: dict[str, str] | None = None) -> Identity:
    profile = build_profile(
        "fc",
        {"issuer": "https://oidc.example", "claims": names or {}},
        SECRET,
        base_url="https://tilleray.example",
        demo=False,
    )
    return read_identity(profile, {"sub": "s", **claims}, "eidas1", NOW, {"99100": "FR"}.get)


@pytest.mark.parametrize(
    ("official", "declared", "read_as"),
    [
        ("1962-08-24", None, "1962-08-24"),
        ("1962-08-24", "1962-08-24", "1962-08-24"),
        ("1968-01-01", "1968", "1968"),
        ("1968-03-01", "1968-03", "1968-03"),
        ("1968-00-00", None, "1968"),
        ("1968-03-00", None, "1968-03"),
        ("1968-01-01", "1970", "1968-01-01"),
        ("1968", None, "1968"),
        (None, "1968", "1968"),
        ("1968-02-30", None, None),
        ("1968-13-01", None, None),
        ("24/08/1962", None, None),
        ("1962-08-24\n", None, "1962-08-24"),
        ("١٩٦٢-08-24", None, None),
        ("", "", None),
    ],
)
def test_a_partial_birth_date_stays_partial(
    official: str | None, declared: str | None, read_as: str | None
) -> None:
    assert read({"birthdate": official, "idp_birthdate": declared}).birth_date == read_as


def test_first_names_keep_their_order_and_their_compounds() -> None:
    both = read({"given_name": "Jean Marie Anne", "given_name_array": ["Jean Marie", "Anne"]})
    assert both.given_names == ("Jean Marie", "Anne")
    assert prefill(both)["given_name"] == "Jean Marie Anne"
    assert read({"given_name": "Jean Marie"}).given_names == ("Jean Marie",)
    assert read({"given_name": "Jean", "given_name_array": [3]}).given_names == ("Jean",)
    assert read({}).given_names == ()


def test_a_person_born_abroad_has_a_country_and_no_commune() -> None:
    abroad = read({"birthplace": "", "birthcountry": "99139"})
    assert (abroad.birth_place, abroad.birth_country) == (None, None)
    assert read({"birthcountry": "99100"}).birth_country == "FR"
    assert read({"birthcountry": "FRANCE"}).birth_country is None


@pytest.mark.parametrize("code", ["75112", "69383", "2A004", "97411", "44109"])
def test_communes_and_arrondissements_are_kept_as_they_are(code: str) -> None:
    assert read({"birthplace": code}).birth_place == code


@pytest.mark.parametrize("code", ["00000", "2C004", "4410", "441099", "99139", "４４１０９"])
def test_what_is_no_commune_s_code_is_left_out(code: str) -> None:
    assert read({"birthplace": code}).birth_place is None


def test_civil_status_sex_is_written_as_the_forms_write_it() -> None:
    assert prefill(read({"gender": "female"})) == {"gender": "feminin"}
    assert prefill(read({"gender": "male"})) == {"gender": "masculin"}
    assert prefill(read({"gender": "x"})) == {}


def test_an_address_that_is_no_address_is_left_out() -> None:
    for text in ("", "sans", "a@b", "a@@b.fr", "a b@c.fr", "a" * 300 + "@b.fr"):
        assert read({"email": text}).email is None
    assert read({"email": " zoe@courriel.example "}).email == "zoe@courriel.example"


def test_a_provider_may_name_its_claims_otherwise() -> None:
    identity = read({"nom": "BESSON", "family_name": "AUTRE"}, {"family_name": "nom"})
    assert identity.birth_name == "BESSON"


def test_control_characters_and_endless_names_are_left_out() -> None:
    assert read({"family_name": "BES\x00SON"}).birth_name is None
    assert read({"family_name": "B" * 151}).birth_name is None
    assert read({"family_name": "  DE   LA  TOUR "}).birth_name == "DE LA TOUR"


@given(
    st.dictionaries(
        st.sampled_from(
            [
                "given_name",
                "given_name_array",
                "family_name",
                "birthdate",
                "idp_birthdate",
                "gender",
                "birthplace",
                "birthcountry",
                "preferred_username",
                "email",
            ]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=30),
            lambda x: st.lists(x, max_size=3),
        ),
    )
)
def test_whatever_a_provider_says_the_prefill_is_texts(claims: dict[str, object]) -> None:
    values = prefill(read(claims))
    assert all(value and value.isprintable() for value in values.values())
