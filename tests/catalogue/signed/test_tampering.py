"""Whatever is tampered with in a published catalogue is refused, and what was verified before is still served."""

import shutil
from datetime import timedelta

import pytest
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import TargetFile, Targets

from engine.catalogue import Catalogue, CatalogueError, UnknownForm
from engine.catalogue.errors import CatalogueRefused
from engine.catalogue.signed.ceremony import name_authority
from engine.catalogue.signed.errors import (
    Altered,
    BadSignature,
    Incomplete,
    OutOfDate,
    OutsidePaths,
    RolledBack,
)
from engine.catalogue.signed.files import metadata_file
from engine.catalogue.signed.keys import KeyRing
from tests.catalogue.signed.keepers import AUTHORITY, SLUG, Keepers


def refused(keepers: Keepers, error: type[CatalogueError], *, serves: str) -> Catalogue:
    """Start a new reader, who refuses, and the old one again, who says why and goes on with what it had."""
    with pytest.raises(error):
        keepers.catalogue("another-state")
    started = keepers.catalogue()
    assert isinstance(started.alert, error)
    assert [str(one) for one in started.versions(SLUG)] == [serves]
    assert started.get(SLUG).version == serves
    return started


@pytest.fixture
def reader(keepers: Keepers) -> Keepers:
    """Give a catalogue of one version, which one reader verified and read."""
    keepers.publish("1.0.0")
    assert keepers.catalogue().get(SLUG).version == "1.0.0"
    return keepers


def test_a_bundle_with_one_other_byte_is_refused(keepers: Keepers) -> None:
    published = keepers.publish("1.0.0")
    file = keepers.bundle_file(published)
    file.write_bytes(file.read_bytes().replace(b"badge", b"bodge", 1))
    with pytest.raises(Altered):
        keepers.catalogue().get(SLUG)


def test_a_bundle_that_was_read_once_is_served_from_its_copy(reader: Keepers) -> None:
    shutil.rmtree(reader.folder / "targets")
    assert reader.catalogue().get(SLUG).version == "1.0.0"


def test_a_copy_that_was_altered_is_read_again_from_the_catalogue(reader: Keepers) -> None:
    (copy,) = (reader.base / "state" / "bundles").iterdir()
    good = copy.read_bytes()
    copy.write_bytes(good.replace(b"badge", b"bodge", 1))
    assert reader.catalogue().get(SLUG).version == "1.0.0"
    assert copy.read_bytes() == good


def test_a_bundle_put_in_the_place_of_another_form_s_is_refused(keepers: Keepers) -> None:
    first = keepers.publish("1.0.0", "Un badge")
    second = keepers.publish("1.1.0", "Un autre badge")
    keepers.bundle_file(second).write_bytes(keepers.bundle_file(first).read_bytes())
    catalogue = keepers.catalogue()
    with pytest.raises(Altered):
        catalogue.get(SLUG, "1.1.0")
    assert isinstance(catalogue.alert, Altered)
    assert catalogue.get(SLUG).version == "1.0.0"


def test_a_bundle_signed_for_under_another_slug_is_refused(keepers: Keepers) -> None:
    published = keepers.publish("1.0.0")
    data = keepers.bundle_file(published).read_bytes()
    other = f"{AUTHORITY}/autre-demande/1.0.0.json"

    def swap(targets: Targets) -> None:
        targets.targets[other] = TargetFile.from_data(other, data, ["sha256"])

    keepers.forge_authority(swap)
    stolen = keepers.folder / "targets" / AUTHORITY / "autre-demande"
    stolen.mkdir()
    (stolen / f"{published.release.digest}.1.0.0.json").write_bytes(data)
    catalogue = keepers.catalogue()
    assert catalogue.slugs() == ("autre-demande", SLUG)
    with pytest.raises(Altered):
        catalogue.get("autre-demande")


def test_a_digest_changed_in_the_metadata_of_targets_is_refused(reader: Keepers) -> None:
    published = reader.publish("1.1.0", "Un badge neuf")
    file, digest = reader.metadata(AUTHORITY), published.release.digest
    file.write_bytes(file.read_bytes().replace(digest.encode(), digest[::-1].encode()))
    refused(reader, Altered, serves="1.0.0")


def test_a_timestamp_signed_by_another_key_is_refused(reader: Keepers) -> None:
    reader.forge_timestamp(CryptoSigner.generate_ed25519())
    refused(reader, BadSignature, serves="1.0.0")


def test_a_timestamp_without_a_valid_signature_is_refused(reader: Keepers) -> None:
    file = metadata_file(reader.folder, "timestamp")
    file.write_bytes(file.read_bytes().replace(b'"version":2', b'"version":9'))
    refused(reader, BadSignature, serves="1.0.0")


def test_a_timestamp_whose_date_is_past_brings_no_new_bundle(reader: Keepers) -> None:
    reader.publish("1.1.0", "Un badge neuf")
    reader.clock.advance(timedelta(days=15))
    refused(reader, OutOfDate, serves="1.0.0")


def test_a_catalogue_that_runs_out_is_still_served_and_says_so(reader: Keepers) -> None:
    catalogue = reader.catalogue()
    before = catalogue.alert
    reader.clock.advance(timedelta(days=15))
    assert before is None
    assert isinstance(catalogue.alert, OutOfDate)
    assert "timestamp" in str(catalogue.alert)
    assert catalogue.get(SLUG).version == "1.0.0"


def test_what_is_wrong_is_logged_once_for_each_thing(
    reader: Keepers, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue = reader.catalogue()
    reader.clock.advance(timedelta(days=15))
    for _ in range(3):
        catalogue.look()
    (ran_out,) = [one.getMessage() for one in caplog.records]
    assert "OutOfDate: timestamp ran out on 2026-12-08" in ran_out
    assert "goes on being served" in ran_out


def test_an_earlier_state_put_back_between_two_starts_is_refused(reader: Keepers) -> None:
    before = reader.saved()
    reader.publish("1.1.0", "Un badge neuf")
    assert reader.catalogue().get(SLUG).version == "1.1.0"
    reader.put_back(before)
    started = reader.catalogue()
    assert isinstance(started.alert, RolledBack)
    assert started.get(SLUG).version == "1.1.0"
    with pytest.raises(RolledBack):
        reader.trust().verify()


def test_an_earlier_state_is_refused_even_when_the_library_s_memory_was_lost(reader: Keepers) -> None:
    before = reader.saved()
    reader.publish("1.1.0", "Un badge neuf")
    reader.trust().verify()
    reader.put_back(before)
    shutil.rmtree(reader.base / "state" / "metadata")
    with pytest.raises(RolledBack, match="version 3 was seen"):
        reader.trust().verify()


def test_an_older_snapshot_under_a_newer_timestamp_is_refused(reader: Keepers) -> None:
    old = reader.metadata("snapshot").read_bytes()
    reader.publish("1.1.0", "Un badge neuf")
    reader.metadata("snapshot").write_bytes(old)
    refused(reader, Altered, serves="1.0.0")


def test_an_older_authority_under_a_newer_snapshot_is_refused(reader: Keepers) -> None:
    old = reader.metadata(AUTHORITY).read_bytes()
    reader.publish("1.1.0", "Un badge neuf")
    reader.metadata(AUTHORITY).write_bytes(old)
    refused(reader, Altered, serves="1.0.0")


def test_a_snapshot_that_leaves_the_authority_out_is_refused(reader: Keepers) -> None:
    reader.forge_snapshot(lambda snapshot: snapshot.meta.pop(f"{AUTHORITY}.json"))
    refused(reader, Altered, serves="1.0.0")


def test_a_root_with_one_signature_only_is_refused(reader: Keepers) -> None:
    one = list(KeyRing.load(reader.media[:1]).signers.values())
    reader.forge_root(2, one)
    refused(reader, BadSignature, serves="1.0.0")


def test_a_root_signed_twice_by_one_key_is_refused(reader: Keepers) -> None:
    one = list(KeyRing.load(reader.media[:1]).signers.values())
    reader.forge_root(2, [*one, *one])
    refused(reader, BadSignature, serves="1.0.0")


def test_a_root_that_skips_a_version_is_refused(reader: Keepers) -> None:
    two = list(KeyRing.load(reader.media[:2]).signers.values())
    reader.forge_root(3, two, file_version=2)
    refused(reader, RolledBack, serves="1.0.0")


def test_a_catalogue_of_other_keepers_is_refused(reader: Keepers) -> None:
    others = Keepers(reader.base / "others", reader.sources, reader.clock)
    others.begin()
    others.publish("9.0.0")
    reader.put_back(others.folder)
    refused(reader, BadSignature, serves="1.0.0")


def test_an_authority_that_signs_outside_its_folder_is_not_heard_there(reader: Keepers) -> None:
    name_authority(reader.folder, "metropole", reader.ring(), reader.keys, reader.clock.now())
    outside = f"{AUTHORITY}/{SLUG}/9.0.0.json"
    reader.forge_authority(
        lambda targets: targets.targets.update({outside: TargetFile.from_data(outside, b"{}", ["sha256"])}),
        "metropole",
    )
    catalogue = reader.catalogue()
    assert isinstance(catalogue.alert, OutsidePaths)
    assert outside in str(catalogue.alert)
    assert catalogue.get(SLUG).version == "1.0.0"
    with pytest.raises(UnknownForm):
        catalogue.get(SLUG, "9.0.0")


def test_a_form_that_another_authority_publishes_is_not_taken_over(reader: Keepers) -> None:
    name_authority(reader.folder, "metropole", reader.ring(), reader.keys, reader.clock.now())
    taken = reader.publish("2.0.0", authority="metropole")
    catalogue = reader.catalogue()
    assert isinstance(catalogue.alert, OutsidePaths)
    assert taken.release.path in str(catalogue.alert)
    assert catalogue.get(SLUG).version == "1.0.0"


def test_metadata_that_is_missing_is_refused(reader: Keepers) -> None:
    reader.publish("1.1.0", "Un badge neuf")
    reader.metadata(AUTHORITY).unlink()
    refused(reader, Incomplete, serves="1.0.0")


def test_metadata_without_end_is_refused(reader: Keepers) -> None:
    metadata_file(reader.folder, "timestamp").write_bytes(b"[" * 50_000_000)
    refused(reader, CatalogueRefused, serves="1.0.0")


def test_metadata_that_nests_without_end_is_refused(reader: Keepers) -> None:
    metadata_file(reader.folder, "timestamp").write_bytes(b"[" * 10_000)
    refused(reader, Altered, serves="1.0.0")


def test_a_target_that_is_no_form_is_left_out(reader: Keepers) -> None:
    path = f"{AUTHORITY}/{SLUG}/latest.json"
    reader.forge_authority(
        lambda targets: targets.targets.update({path: TargetFile.from_data(path, b"{}", ["sha256"])})
    )
    catalogue = reader.catalogue()
    assert catalogue.get(SLUG).version == "1.0.0"
    assert path in str(catalogue.alert)


def test_the_keys_of_a_catalogue_that_others_can_read_are_not_used(keepers: Keepers) -> None:
    from engine.catalogue.signed.errors import BadKey, OpenKey  # noqa: PLC0415 -- beside their only use

    key = next(keepers.keys.glob("timestamp-*.pem"))
    assert key.stat().st_mode & 0o777 == 0o600
    key.chmod(0o640)
    with pytest.raises(OpenKey):
        keepers.ring()
    key.chmod(0o600)
    key.write_bytes(key.read_bytes()[:-40])
    with pytest.raises(BadKey):
        keepers.ring()
