"""A city narrows a national form; whatever would widen it is refused by a rule with a name."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.cities import errors
from engine.cities.city import City, Profile
from engine.cities.profile import EffectiveForms, effective, refusals
from engine.cities.reader import read_city
from engine.model import Definition

Write = Callable[..., Path]


def _bundle() -> dict[str, Any]:
    """Give a small form: a family opens kinds; a calculation writes « autre »; a document is asked or not."""
    family = ["voirie", "eau", "autre"]
    kinds = {"trou": "voirie", "panneau": "voirie", "fuite": "eau", "autre": "autre"}
    acts = ["naissance", "mariage", "deces"]
    properties = {
        "famille": {"enum": family},
        "type": {"enum": list(kinds)},
        "motifs": {"type": "array", "items": {"enum": acts}},
        "lieux": {
            "type": "array",
            "items": {"type": "object", "properties": {"genre": {"enum": ["a", "b"]}}},
        },
        "service": {"type": "string"},
    }
    questions = {
        "SIG-001": {
            "field": "/famille",
            "widget": "radios",
            "schema": {"enum": family},
            "options": [{"value": one} for one in family],
        },
        "SIG-002": {
            "field": "/type",
            "widget": "radios",
            "schema": {"enum": list(kinds)},
            "options": [{"value": kind, "if": {"field": "/famille", "is": of}} for kind, of in kinds.items()],
            "calculate": {"value": {"const": "autre"}, "if": {"field": "/famille", "is": "autre"}},
        },
        "ACT-022": {
            "field": "/motifs",
            "widget": "checkboxes",
            "schema": {"type": "array", "items": {"enum": acts}},
            "options": [{"value": one} for one in acts],
        },
        "LIE-001": {
            "field": "/lieux/*/genre",
            "widget": "radios",
            "schema": {"enum": ["a", "b"]},
            "options": [{"value": "a"}, {"value": "b"}],
        },
        "SIG-903": {
            "field": "/service",
            "widget": "none",
            "schema": {"type": "string"},
            "calculate": {"value": {"fn": "service", "of": "/type"}},
        },
    }
    return {
        "slug": "acte",
        "version": "1.0.0",
        "schema": {"properties": properties},
        "base": {"properties": properties},
        "questions": questions,
        "pages": [],
        "sections": [],
        "exits": {},
        "procedure": {
            "mode": "demande",
            "city": [
                "contact",
                "notice",
                "routing",
                "retention",
                "options:SIG-002",
                "options:ACT-022",
                "options:LIE-001",
            ],
            "retention": {"draft": "P30D", "portal": "P3M", "file": {"period": "P1Y", "verified": False}},
        },
        "texts": {"fr": {}},
    }


@pytest.fixture
def form() -> Definition:
    """Give the small form."""
    return Definition.from_bundle(_bundle(), "0" * 64)


@pytest.fixture
def city(city_file: Write) -> City:
    """Give a city that narrows nothing."""
    return replace(read_city(city_file()), demarches={})


def _with(city: City, **profile: Any) -> City:  # noqa: ANN401 -- any field of a profile
    raw = {key: value for key, value in profile.items() if key != "contact"}
    return replace(city, demarches={"acte": Profile("acte", raw=raw, **profile)})


def _values(form: Definition, code: str) -> list[str]:
    return [option.value for option in form.questions[code].options]


def test_without_a_profile_the_form_is_the_national_one(form: Definition, city: City) -> None:
    local = effective(form, city)

    assert (local.questions, local.base, local.digest) == (form.questions, form.base, form.digest)
    assert local.profile_digest is not None


def test_options_are_kept_in_the_national_order_and_the_schema_follows(form: Definition, city: City) -> None:
    local = effective(form, _with(city, options={"ACT-022": ("deces", "naissance")}))

    assert _values(local, "ACT-022") == ["naissance", "deces"]
    assert local.base["properties"]["motifs"]["items"]["enum"] == ["naissance", "deces"]
    assert local.questions["ACT-022"].schema["items"]["enum"] == ["naissance", "deces"]
    assert local.schema == form.schema, "the published contract stays the national one"
    assert form.base["properties"]["motifs"]["items"]["enum"] == ["naissance", "mariage", "deces"]


def test_options_inside_a_group_are_narrowed_too(form: Definition, city: City) -> None:
    local = effective(form, _with(city, options={"LIE-001": ("b",)}))

    assert local.base["properties"]["lieux"]["items"]["properties"]["genre"]["enum"] == ["b"]


def test_a_family_with_no_kind_left_disappears_and_what_is_calculated_stays(
    form: Definition, city: City
) -> None:
    local = effective(form, _with(city, options={"SIG-002": ("trou",)}))

    assert _values(local, "SIG-002") == ["trou", "autre"]
    assert _values(local, "SIG-001") == ["voirie", "autre"]
    assert local.base["properties"]["famille"]["enum"] == ["voirie", "autre"]


def test_an_option_that_leads_out_stays_whatever_the_town_keeps(city: City) -> None:
    bundle = _bundle()
    bundle["questions"]["ACT-022"]["options"].append({"value": "etranger", "exit": True})
    form = Definition.from_bundle(bundle, "1" * 64)
    kept = effective(form, _with(city, options={"ACT-022": ("deces",)}))
    assert _values(kept, "ACT-022") == ["deces", "etranger"]
    assert kept.questions["ACT-022"].schema["items"]["enum"] == ["deces"]
    refused = [
        type(one) for one in refusals(form, city.code, Profile("acte", options={"ACT-022": ("etranger",)}))
    ]
    assert errors.WidenedOption in refused


def test_a_shorter_retention_reaches_the_procedure(form: Definition, city: City) -> None:
    local = effective(form, _with(city, retention={"draft": "P15D"}))

    assert local.procedure["retention"] == {**form.procedure["retention"], "draft": "P15D"}


def test_two_cities_that_say_the_same_share_one_form(form: Definition, city: City) -> None:
    contact = replace(city.contact, service="Mairie d'Antibes")
    other = replace(city, code="antibes", name="Antibes", contact=contact)

    assert effective(form, _with(city, notice="Fermé.")) == effective(form, _with(other, notice="Fermé."))


REFUSED: dict[str, tuple[dict[str, Any], type[errors.ProfileRefused], str]] = {
    "widened option": (
        {"options": {"ACT-022": ("naissance", "pacs")}},
        errors.WidenedOption,
        "options.ACT-022",
    ),
    "no option left": ({"options": {"ACT-022": ()}}, errors.NoOptionLeft, "options.ACT-022"),
    "question not listed": (
        {"options": {"SIG-001": ("voirie",)}},
        errors.NotRestrictable,
        "options.SIG-001",
    ),
    "unknown question": ({"options": {"ZZZ-999": ("a",)}}, errors.NotRestrictable, "options.ZZZ-999"),
    "longer retention": ({"retention": {"portal": "P1Y"}}, errors.LongerRetention, "retention.portal"),
    "unknown answer routed": ({"routing": {"pacs": "voirie"}}, errors.UnknownRouting, "routing.pacs"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_widen_is_refused_by_a_named_rule(form: Definition, city: City, case: str) -> None:
    profile, refusal, key = REFUSED[case]

    with pytest.raises(refusal) as caught:
        effective(form, _with(city, **profile))

    assert (caught.value.city, caught.value.slug, caught.value.key) == ("nice", "acte", key)
    assert caught.value.rule in str(caught.value)
    assert caught.value.words


@pytest.mark.parametrize(
    ("setting", "value"),
    [("notice", "Bonjour"), ("routing", {"trou": "voirie"}), ("retention", {"draft": "P1D"})],
)
def test_a_setting_that_the_procedure_does_not_list_is_refused(
    form: Definition,
    city: City,
    setting: str,
    value: Any,  # noqa: ANN401 -- any setting
) -> None:
    strict = replace(form, procedure={**form.procedure, "city": []})

    with pytest.raises(errors.NotRestrictable) as caught:
        effective(strict, _with(city, **{setting: value}))

    assert caught.value.key == setting


def test_a_report_form_is_never_closed_and_another_may_be(form: Definition, city: City) -> None:
    closed = _with(city, statut="ferme")
    report = replace(form, procedure={**form.procedure, "mode": "signalement"})

    assert effective(form, closed).procedure == form.procedure
    with pytest.raises(errors.NeverClosed):
        effective(report, closed)


def test_every_refusal_is_listed_at_once(form: Definition, city: City) -> None:
    profile = Profile("acte", options={"ACT-022": ("pacs",)}, retention={"draft": "P9Y"})

    assert [one.rule for one in refusals(form, city.code, profile)] == [
        "widened-option",
        "no-option-left",
        "longer-retention",
    ]


def test_the_profile_digest_follows_the_profile_alone(form: Definition, city: City) -> None:
    one = effective(form, _with(city, notice="Fermé.")).profile_digest
    same = effective(form, replace(_with(city, notice="Fermé."), name="Autre")).profile_digest
    other = effective(form, _with(city, notice="Ouvert.")).profile_digest

    assert one == same
    assert one != other


def test_effective_forms_are_made_once_for_each_content(form: Definition, city: City) -> None:
    forms = EffectiveForms()
    first = forms.get(form, city)

    assert forms.get(form, city) is first
    assert forms.get(form, replace(city, digest="f" * 64)) is not first
