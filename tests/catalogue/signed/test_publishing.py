"""Publishing: immutable bundles, all or none, in an order that a kill at any moment leaves readable."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.catalogue import UnknownForm, VersionRange, bundle_digest
from engine.catalogue.diff import understated
from engine.catalogue.signed.errors import (
    AlreadyPublished,
    CodeReused,
    MissingKey,
    NoCatalogue,
    UnknownRole,
    Unpublishable,
    VersionUnderstated,
)
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.publishing import Sources, publish
from engine.catalogue.signed.repository import Repository
from engine.model import Definition
from tests.catalogue.signed.keepers import AUTHORITY, JOURNEY, SLUG, Keepers
from tests.store.killing import kill_repeatedly

WAIVERS = f"forms/{SLUG}/waivers.json"


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.json")}


def test_a_published_form_is_read_back_word_for_word(keepers: Keepers) -> None:
    published = keepers.publish("1.0.0", "Demander un badge")
    bundle = json.loads(keepers.bundle_file(published).read_bytes())
    assert published.new
    assert published.release.digest == bundle_digest(bundle)
    catalogue = keepers.catalogue()
    assert catalogue.signed
    assert catalogue.get(SLUG).digest == published.release.digest
    assert catalogue.titles(SLUG) == {"fr": "Demander un badge", **_other_titles(bundle)}


def _other_titles(bundle: Any) -> dict[str, str]:  # noqa: ANN401 -- JSON
    texts = {language: words["form.title"] for language, words in bundle["texts"].items() if language != "fr"}
    assert {"en", "fr-falc"} <= texts.keys()
    return texts


def test_the_index_is_known_before_any_bundle_is_opened(keepers: Keepers) -> None:
    published = keepers.publish("1.0.0", "Demander un badge")
    keepers.bundle_file(published).unlink()
    catalogue = keepers.catalogue()
    assert catalogue.slugs() == (SLUG,)
    assert [str(one) for one in catalogue.versions(SLUG)] == ["1.0.0"]
    assert catalogue.titles(SLUG)["fr"] == "Demander un badge"


def test_publishing_the_same_twice_changes_nothing(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    before = files_of(keepers.folder)
    assert not keepers.publish("1.0.0").new
    assert files_of(keepers.folder) == before


def test_a_published_version_never_changes(keepers: Keepers) -> None:
    first = keepers.publish("1.0.0", "Un badge")
    before = files_of(keepers.folder)
    with pytest.raises(AlreadyPublished) as caught:
        keepers.publish("1.0.0", "Un autre badge")
    assert (caught.value.version, caught.value.digest) == ("1.0.0", first.release.digest)
    assert files_of(keepers.folder) == before


def test_a_lower_version_is_refused_and_an_older_major_may_still_be_mended(keepers: Keepers) -> None:
    for version in ("1.1.0", "2.0.0", "1.1.1"):
        assert keepers.publish(version).new
    for lower in ("1.1.0-rc1", "1.0.0", "0.9.0"):
        with pytest.raises((VersionUnderstated, Unpublishable)):
            keepers.publish(lower)
    assert [str(one) for one in keepers.catalogue().versions(SLUG)] == ["1.1.0", "1.1.1", "2.0.0"]


def test_the_gate_sees_both_bundles_and_its_reasons_refuse(keepers: Keepers) -> None:
    seen: list[tuple[str, str]] = []

    def gate(old: Definition, new: Definition) -> list[str]:
        seen.append((old.version, new.version))
        return ["BAD-002 is asked of everybody now"]

    keepers.publish("1.0.0", gate=gate)
    assert seen == []
    with pytest.raises(VersionUnderstated) as caught:
        keepers.publish("1.0.1", gate=gate)
    assert seen == [("1.0.0", "1.0.1")]
    assert caught.value.reasons == ("BAD-002 is asked of everybody now",)
    assert [str(one) for one in keepers.catalogue().versions(SLUG)] == ["1.0.0"]


def test_a_named_waiver_lets_an_understated_version_pass_until_its_day(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    waiver = {
        "rule": "version-understated",
        "reason": "no town has opened the form yet",
        "until": "2026-11-30",
        "by": "A. Person",
    }
    keepers.edit(WAIVERS, lambda one: one.append(waiver))

    def gate(_old: Definition, _new: Definition) -> list[str]:
        return ["too small"]

    assert keepers.publish("1.0.1", gate=gate).waived == ("too small",)
    keepers.clock.advance(timedelta(days=10))
    with pytest.raises(VersionUnderstated):
        keepers.publish("1.0.2", gate=gate)


def test_a_bigger_change_than_the_number_says_is_refused_with_its_question(keepers: Keepers) -> None:
    keepers.publish("1.0.0", gate=understated)
    keepers.edit(
        f"forms/{SLUG}/schema.json",
        lambda one: one["properties"]["parents"]["items"]["properties"]["plaque"].update(maxLength=11),
    )
    with pytest.raises(VersionUnderstated, match="major"):
        keepers.publish("1.1.0", gate=understated)
    assert keepers.publish("2.0.0", gate=understated).new


def test_a_code_is_never_used_again_for_another_answer(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    schema, example = f"forms/{SLUG}/schema.json", f"forms/{SLUG}/examples"

    def renamed(one: Any) -> None:  # noqa: ANN401 -- JSON
        one["properties"]["plages"] = one["properties"].pop("horaires")

    keepers.edit(schema, renamed)
    keepers.edit(JOURNEY, lambda one: one["questions"]["BAD-005"].update(field="/plages"))
    for path in sorted((keepers.sources / example).glob("*.json")):
        path.write_text(path.read_text(encoding="utf-8").replace('"horaires"', '"plages"'), encoding="utf-8")
    with pytest.raises(CodeReused) as caught:
        keepers.publish("2.0.0")
    assert caught.value.codes == {"BAD-005": "/horaires in 1.0.0"}


def test_no_waiver_lets_a_version_go_back(keepers: Keepers) -> None:
    keepers.publish("1.1.0")
    waiver = {"rule": "version-understated", "reason": "-", "until": "2027-01-01", "by": "A. Person"}
    keepers.edit(WAIVERS, lambda one: one.append(waiver))
    with pytest.raises(VersionUnderstated):
        keepers.publish("1.0.5")


def test_a_form_that_the_linter_refuses_does_not_publish(keepers: Keepers) -> None:
    keepers.edit(f"forms/{SLUG}/procedure.json", lambda one: one.pop("silence"))
    with pytest.raises(Unpublishable) as caught:
        keepers.publish("1.0.0")
    assert [one.rule for one in caught.value.findings] == ["silence-missing"]
    assert keepers.catalogue().slugs() == ()


def test_a_rule_of_law_that_was_not_read_publishes_only_with_a_waiver(keepers: Keepers) -> None:
    keepers.edit(f"forms/{SLUG}/procedure.json", lambda one: one["silence"].update(verified=False))
    with pytest.raises(Unpublishable, match="silence-unverified"):
        keepers.publish("1.0.0")
    waiver = {"rule": "silence-unverified", "reason": "not found", "until": "2027-01-01", "by": "A. Person"}
    keepers.edit(WAIVERS, lambda one: one.append(waiver))
    assert keepers.publish("1.0.0").new


def test_one_bad_form_among_several_leaves_the_catalogue_as_it_was(keepers: Keepers) -> None:
    before = files_of(keepers.folder)
    sources = Sources(keepers.sources / "forms", keepers.sources / "schemas")
    with pytest.raises(UnknownForm):
        publish(sources, [SLUG, "absente"], keepers.folder, keepers.ring(), keepers.clock.now())
    assert files_of(keepers.folder) == before


def test_publishing_needs_the_keys_of_the_authority_and_a_catalogue(keepers: Keepers) -> None:
    sources = Sources(keepers.sources / "forms", keepers.sources / "schemas")
    now, nobody = keepers.clock.now(), KeyRing({})
    with pytest.raises(MissingKey) as caught:
        publish(sources, [SLUG], keepers.folder, nobody, now)
    assert caught.value.role == AUTHORITY
    with pytest.raises(UnknownRole):
        publish(sources, [SLUG], keepers.folder, keepers.ring(), now, "metropole")
    with pytest.raises(NoCatalogue):
        publish(sources, [SLUG], keepers.base, keepers.ring(), now)


def test_a_city_is_served_the_newest_version_of_its_range(keepers: Keepers) -> None:
    for version in ("1.0.0", "1.1.0", "1.1.1", "2.0.0"):
        keepers.publish(version)
    catalogue = keepers.catalogue()
    served = {
        text: catalogue.in_force(SLUG, VersionRange.parse(text)).version
        for text in ("^1", "^1.1", "~1.0.0", "1.1.0", "^2")
    }
    assert served == {"^1": "1.1.1", "^1.1": "1.1.1", "~1.0.0": "1.0.0", "1.1.0": "1.1.0", "^2": "2.0.0"}
    assert catalogue.in_force(SLUG).version == "2.0.0"
    with pytest.raises(UnknownForm):
        catalogue.in_force(SLUG, VersionRange.parse("^3"))


def test_a_running_reader_takes_what_is_new_and_keeps_what_was(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    catalogue = keepers.catalogue()
    first = catalogue.get(SLUG)
    keepers.publish("1.1.0")
    catalogue.look()
    assert catalogue.get(SLUG).version == "1.1.0"
    assert catalogue.get(SLUG, "1.0.0") is first


def test_readers_are_never_turned_away_while_forms_are_published(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    faults: list[Exception] = []
    seen: list[str] = []
    done = threading.Event()

    def read(state: str) -> None:
        while not done.is_set():
            try:
                catalogue = keepers.catalogue(state)
                seen.append(catalogue.get(SLUG).version)
                if catalogue.alert:
                    faults.append(catalogue.alert)
            except Exception as error:  # noqa: BLE001 -- a thread hands every fault to the test
                faults.append(error)

    readers = [threading.Thread(target=read, args=(f"state-{rank % 2}",)) for rank in range(3)]
    for reader in readers:
        reader.start()
    for patch in range(1, 8):
        keepers.publish(f"1.0.{patch}")
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(set(seen)) > 2


@pytest.mark.slow
def test_a_publisher_killed_at_any_moment_leaves_a_catalogue_that_verifies(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    killed = kill_repeatedly(
        "tests.catalogue.signed.killed_publisher",
        [str(keepers.base), str(keepers.sources)],
        times=6,
        longest=2.5,
    )
    assert killed.acknowledged
    catalogue = keepers.catalogue()
    assert catalogue.alert is None
    published = [str(one) for one in catalogue.versions(SLUG)]
    assert set(killed.acknowledged) <= set(published)
    for version in published:
        assert catalogue.get(SLUG, version).version == version
    Repository.open(keepers.folder)
    keepers.clock.advance(timedelta(seconds=1))
    assert keepers.publish("9.0.0").new
