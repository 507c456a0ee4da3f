"""Which version of a form a page shows: the newest that the city follows, or the one that a draft began with.

A draft finishes on the version it began with as long as that one is published. When a later minor or patch
version is in force it moves to it on being opened, and the move is stored with the next save. A major change
never moves a draft.
"""

from dataclasses import replace

from engine.catalogue import UnknownForm, Version
from engine.cities.city import City
from engine.model import Definition
from engine.store.drafts import Draft
from engine.web.services import Services


def offered_form(services: Services, city: City, slug: str, version: str | None = None) -> Definition | None:
    """Give a form as the city offers it, or None when it does not.

    Without a version, the newest that the city follows; so too when that version is in no catalogue any more.
    """
    found = _exactly(services, city, slug, version) if version else None
    return found or _in_force(services, city, slug)


def form_of(services: Services, city: City, draft: Draft) -> Definition | None:
    """Give the form to fill a draft with: its own version, or the one in force when it may move to it.

    From sources, where a version goes when the next is written, a draft follows the source.
    """
    newest = _in_force(services, city, draft.form)
    if newest is not None and newest.version == draft.version:
        return newest
    own = _exactly(services, city, draft.form, draft.version)
    if own is None:
        return None if services.catalogue.signed else newest
    return newest if newest is not None and may_move(own, newest) else own


def may_move(old: Definition, new: Definition) -> bool:
    """Say whether a draft begun on `old` may go on with `new`: later, same major, every question in its place."""
    before, after = Version.parse(old.version), Version.parse(new.version)
    if after <= before or after.major != before.major:
        return False
    return all(
        code in new.questions
        and (new.questions[code].pointer, new.questions[code].widget) == (question.pointer, question.widget)
        for code, question in old.questions.items()
    )


def bound_to(definition: Definition, draft: Draft) -> Draft:
    """Give the draft as one of this form, version and city's profile: what it is sealed with."""
    return replace(
        draft,
        version=definition.version,
        digest=definition.digest,
        profile_digest=definition.profile_digest or "",
    )


def _in_force(services: Services, city: City, slug: str) -> Definition | None:
    profile = city.profile(slug)
    if profile is None:
        return None
    try:
        return services.forms.get(services.catalogue.in_force(slug, profile.version), city)
    except UnknownForm:
        return None


def _exactly(services: Services, city: City, slug: str, version: str) -> Definition | None:
    if city.profile(slug) is None:
        return None
    try:
        return services.forms.get(services.catalogue.get(slug, version), city)
    except UnknownForm:
        return None
