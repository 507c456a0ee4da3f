"""Keys are made once, renewed, replaced and lost; readers follow from the first root they were given."""

from datetime import timedelta

import pytest
from tuf.api.metadata import Metadata, Root

from engine.catalogue.signed.ceremony import begin, name_authority, renew, replace_key
from engine.catalogue.signed.errors import (
    AlreadyThere,
    Altered,
    BadSignature,
    MissingKey,
    OutOfDate,
    UnknownRole,
)
from engine.catalogue.signed.files import metadata_file
from engine.catalogue.signed.repository import Repository
from tests.catalogue.signed.keepers import AUTHORITY, SLUG, Keepers


def root_key(keepers: Keepers, medium: int) -> str:
    return next(keepers.media[medium - 1].glob("root-*.pem")).stem.removeprefix("root-")


def test_a_catalogue_begins_with_three_root_keys_of_which_two_must_sign(keepers: Keepers) -> None:
    root = Metadata[Root].from_file(str(keepers.trusted)).signed
    assert (len(root.roles["root"].keyids), root.roles["root"].threshold) == (3, 2)
    assert root.consistent_snapshot
    for medium in keepers.media:
        assert len(list(medium.glob("*.pem"))) == 1
    names = sorted(path.name.partition("-")[0] for path in keepers.keys.glob("*.pem"))
    assert names == [AUTHORITY, "snapshot", "targets", "timestamp"]
    assert {path.stat().st_mode & 0o777 for path in keepers.keys.glob("*.pem")} == {0o600}
    assert keepers.catalogue().slugs() == ()


def test_a_catalogue_is_not_begun_over_another(keepers: Keepers) -> None:
    with pytest.raises(AlreadyThere):
        begin(keepers.folder, AUTHORITY, keepers.keys, [], keepers.clock.now())


@pytest.mark.parametrize("name", ["root", "timestamp", "../x", "Dgcl", "a/b", ""])
def test_an_authority_has_a_name_of_its_own(keepers: Keepers, name: str) -> None:
    with pytest.raises(UnknownRole):
        name_authority(keepers.folder, name, keepers.ring(), keepers.keys, keepers.clock.now())


def test_renewing_gives_a_catalogue_that_ran_out_new_days(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    catalogue = keepers.catalogue()
    keepers.clock.advance(timedelta(days=15))
    assert isinstance(catalogue.alert, OutOfDate)
    assert renew(keepers.folder, keepers.ring(), keepers.clock.now()) == ("timestamp",)
    catalogue.look()
    assert catalogue.alert is None


def test_renewing_takes_what_is_past_half_its_life_where_the_keys_are_at_hand(keepers: Keepers) -> None:
    keepers.clock.advance(timedelta(days=40))
    assert renew(keepers.folder, keepers.ring(), keepers.clock.now()) == ("snapshot", "timestamp")
    keepers.clock.advance(timedelta(days=160))
    renewed = renew(keepers.folder, keepers.ring(2), keepers.clock.now())
    assert renewed == ("targets", AUTHORITY, "snapshot", "root", "timestamp")
    keepers.clock.advance(timedelta(days=13))
    assert keepers.trust().verify().seen["root"].version == 2


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", AUTHORITY])
def test_a_key_is_replaced_and_readers_of_the_first_root_follow(keepers: Keepers, role: str) -> None:
    keepers.publish("1.0.0")
    reader = keepers.trust()
    before = reader.verify()
    old = set(keepers.keys.glob("*.pem"))
    keyid = replace_key(keepers.folder, role, keepers.ring(2), keepers.keys, keepers.clock.now())
    assert {path.name for path in keepers.keys.glob("*.pem")} - {path.name for path in old} == {
        f"{role}-{keyid[:8]}.pem"
    }
    after = reader.verify()
    assert after.seen[role].keys == (keyid,) != before.seen[role].keys
    assert keepers.publish("1.1.0").new
    assert keepers.catalogue("new-reader").get(SLUG).version == "1.1.0"


def test_a_replaced_key_signs_nothing_any_more(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    old = keepers.ring()
    (former,) = Repository.open(keepers.folder).role("timestamp").keyids
    replace_key(keepers.folder, "timestamp", keepers.ring(2), keepers.keys, keepers.clock.now())
    keepers.forge_timestamp(old.signers[former])
    with pytest.raises(BadSignature):
        keepers.trust().verify()


def test_a_root_key_is_replaced_by_the_two_others(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    gone = root_key(keepers, 3)
    ring, now = keepers.ring(2), keepers.clock.now()
    keyid = replace_key(keepers.folder, "root", ring, keepers.base / "medium-4", now, gone)
    seen = keepers.trust().verify().seen["root"]
    assert seen.version == 2
    assert keyid in seen.keys
    assert not any(one.startswith(gone) for one in seen.keys)


def test_a_lost_timestamp_key_is_replaced_without_it(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    next(keepers.keys.glob("timestamp-*.pem")).unlink()
    with pytest.raises(MissingKey, match="timestamp"):
        renew(keepers.folder, keepers.ring(), keepers.clock.now())
    replace_key(keepers.folder, "timestamp", keepers.ring(2), keepers.keys, keepers.clock.now())
    assert keepers.catalogue().get(SLUG).version == "1.0.0"


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_a_replacement_that_was_cut_short_before_its_root_is_done_again(
    keepers: Keepers, role: str, *, lost: bool
) -> None:
    keepers.publish("1.0.0")
    keepers.trust().verify()
    if lost:
        next(keepers.keys.glob(f"{role}-*.pem")).unlink()
    replace_key(keepers.folder, role, keepers.ring(2), keepers.keys, keepers.clock.now())
    metadata_file(keepers.folder, "root", 2).unlink()
    if not lost:
        assert keepers.trust("before").verify().seen["root"].version == 1
    replace_key(keepers.folder, role, keepers.ring(2), keepers.keys, keepers.clock.now())
    assert keepers.publish("1.1.0").new
    assert keepers.catalogue().get(SLUG).version == "1.1.0"


def test_one_root_key_alone_replaces_nothing(keepers: Keepers) -> None:
    before = sorted(keepers.base.rglob("*.pem"))
    with pytest.raises(MissingKey) as caught:
        replace_key(keepers.folder, "timestamp", keepers.ring(1), keepers.keys, keepers.clock.now())
    assert (caught.value.role, caught.value.needed) == ("root", 2)
    assert sorted(keepers.base.rglob("*.pem")) == before
    assert not metadata_file(keepers.folder, "root", 2).exists()


def test_a_root_key_to_retire_must_be_named(keepers: Keepers) -> None:
    for retire in ("", "zz"):
        with pytest.raises(UnknownRole):
            replace_key(keepers.folder, "root", keepers.ring(2), keepers.keys, keepers.clock.now(), retire)


def test_after_a_stolen_timestamp_key_a_lower_version_under_a_new_key_is_accepted(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    (stolen,) = Repository.open(keepers.folder).role("timestamp").keyids
    clean = keepers.saved()
    signed = Repository.open(keepers.folder).timestamp.signed
    keepers.forge_timestamp(keepers.ring().signers[stolen], version=signed.version + 1_000_000)
    keepers.trust().verify()
    keepers.put_back(clean)
    replace_key(keepers.folder, "timestamp", keepers.ring(2), keepers.keys, keepers.clock.now())
    assert keepers.trust().verify().seen["timestamp"].version < 1_000_000


def test_a_new_catalogue_is_taken_with_its_root_and_no_memory_to_wipe(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    keepers.publish("1.1.0")
    keepers.catalogue()
    others = Keepers(keepers.base / "others", keepers.sources, keepers.clock)
    others.begin()
    others.publish("1.1.0")
    keepers.put_back(others.folder)
    with pytest.raises(BadSignature):
        keepers.trust().verify()
    keepers.trusted.write_bytes(others.trusted.read_bytes())
    catalogue = keepers.catalogue()
    assert catalogue.alert is None
    assert [str(one) for one in catalogue.versions(SLUG)] == ["1.1.0"]


def test_what_somebody_slips_into_the_folder_is_not_signed_again(keepers: Keepers) -> None:
    keepers.publish("1.0.0")
    file = keepers.metadata(AUTHORITY)
    file.write_bytes(file.read_bytes().replace(b"1.0.0.json", b"6.6.6.json"))
    with pytest.raises(Altered):
        keepers.publish("1.1.0")
    with pytest.raises(Altered):
        renew(keepers.folder, keepers.ring(), keepers.clock.now())


def test_a_second_authority_publishes_its_own_forms(keepers: Keepers) -> None:
    now = keepers.clock.now()
    name_authority(keepers.folder, "metropole", keepers.ring(), keepers.keys, now)
    with pytest.raises(AlreadyThere):
        name_authority(keepers.folder, "metropole", keepers.ring(), keepers.keys, now)
    published = keepers.publish("1.0.0", authority="metropole")
    assert published.release.path == f"metropole/{SLUG}/1.0.0.json"
    assert keepers.catalogue().get(SLUG).version == "1.0.0"
