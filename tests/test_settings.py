"""A wrong setting stops the start with its name, its value and what to do; a right one is read as written."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.settings import NAMES, BucketAddress, SettingError, Settings

ADDRESS = "https://s3.example.org/formune-files/ville"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """Give a complete, right environment."""
    for name in ("data", "cities", "secrets"):
        (tmp_path / name).mkdir()
    return {
        "FORMUNE_DATA": str(tmp_path / "data"),
        "FORMUNE_CITIES": str(tmp_path / "cities"),
        "FORMUNE_SECRETS": str(tmp_path / "secrets"),
    }


def test_the_database_is_a_file_under_the_data_by_default(environ: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_environ(environ)
    assert settings.database == f"sqlite:///{tmp_path}/data/formune.sqlite"
    assert (settings.demo, settings.port) == (False, 8000)
    assert settings.files == tmp_path / "data" / "files"


def test_a_demonstration_needs_no_setting() -> None:
    settings = Settings.from_environ({"FORMUNE_DEMO": "1"})
    assert settings.data == Path("var/demo").absolute()
    assert settings.cities == settings.data / "cities"
    assert settings.secrets == settings.data / "secrets"
    assert settings.demo


def test_postgresql_is_reached_by_its_present_driver(environ: dict[str, str]) -> None:
    settings = Settings.from_environ(
        {**environ, "FORMUNE_DATABASE": "postgresql://u:p%40ss@127.0.0.1/formune"}
    )
    assert settings.database == "postgresql+psycopg://u:p%40ss@127.0.0.1/formune"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORMUNE_DATA", ""),
        ("FORMUNE_CITIES", ""),
        ("FORMUNE_SECRETS", ""),
        ("FORMUNE_DATA", "/nowhere/at/all"),
        ("FORMUNE_CITIES", __file__),
        ("FORMUNE_DATABASE", "mysql://localhost/formune"),
        ("FORMUNE_DATABASE", "sqlite://"),
        ("FORMUNE_DATABASE", "sqlite:///:memory:"),
        ("FORMUNE_DEMO", "peut-être"),
        ("FORMUNE_ADDRESSES", "data.geopf.fr"),
        ("FORMUNE_ADDRESSES", "ftp://data.geopf.fr/search"),
        ("FORMUNE_ADDRESSES", "http://data.geopf.fr/geocodage/search"),
        ("FORMUNE_ADDRESSES", "http://8.8.8.8/search"),
        ("FORMUNE_ADDRESSES", "https://data.geopf.fr/search?q="),
        ("FORMUNE_ADDRESSES", "https://data.geopf.fr/search#here"),
        ("FORMUNE_ADDRESSES", "https://data.geopf.fr:99999/search"),
        ("FORMUNE_ADDRESSES", "https://data.geopf.fr:0/search"),
        ("FORMUNE_ADDRESSES", "https://[::1/search"),
        ("FORMUNE_ADDRESSES", "https:///search"),
        ("FORMUNE_ADDRESSES", "https://-/search\nx"),
        ("FORMUNE_CLAMD", "clamd.ctl"),
        ("FORMUNE_CLAMD", "127.0.0.1"),
        ("FORMUNE_CLAMD", "127.0.0.1:0"),
        ("FORMUNE_CLAMD", "127.0.0.1:65536"),
        ("FORMUNE_CLAMD", "a host:3310"),
        ("FORMUNE_CLAMD", ":3310"),
        ("FORMUNE_BUCKET", "bucket"),
        ("FORMUNE_BUCKET", "http://s3.example.org/bucket"),
        ("FORMUNE_BUCKET", "https://s3.example.org"),
        ("FORMUNE_BUCKET", "https://s3.example.org/bucket/../other"),
        ("FORMUNE_BUCKET_REGION", "gra/sbg"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "8000x"),
        ("PORT", "²"),
        ("PORT", "0080000"),
        ("PORT", "9" * 5000),
    ],
)
def test_a_wrong_setting_is_named_with_its_value_and_a_mend(
    environ: dict[str, str], name: str, value: str
) -> None:
    bucket = {"FORMUNE_BUCKET": ADDRESS} if name == "FORMUNE_BUCKET_REGION" else {}
    with pytest.raises(SettingError) as caught:
        Settings.from_environ({**environ, **bucket, name: value})
    assert (caught.value.name, caught.value.value) == (name, value)
    assert caught.value.mend in str(caught.value)
    assert caught.value.mend.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FORMUNE_DATABASE", "postgres user:hunter2"),
        ("FORMUNE_DATABASE", "mysql://user:hunter2@localhost/formune"),
        ("FORMUNE_BUCKET", "https://user:hunter2@s3.example.org/bucket"),
    ],
)
def test_an_error_never_shows_a_password(environ: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environ({**environ, name: value})
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in caught.value.value


def test_an_address_with_a_password_is_refused_without_it(environ: dict[str, str]) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environ({**environ, "FORMUNE_ADDRESSES": "https://user:hunter2@data.geopf.fr/search"})
    assert "hunter2" not in f"{caught.value}{caught.value.value}"


def test_settings_do_not_print_a_password(environ: dict[str, str]) -> None:
    address = "postgresql://user:hunter2@localhost/formune"
    assert "hunter2" not in repr(Settings.from_environ({**environ, "FORMUNE_DATABASE": address}))


def test_a_catalogue_is_named_with_its_trusted_root(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "root.json").write_text("{}", encoding="utf-8")
    both = {
        "FORMUNE_CATALOGUE": str(tmp_path / "published"),
        "FORMUNE_CATALOGUE_ROOT": str(tmp_path / "root.json"),
    }
    settings = Settings.from_environ({**environ, **both})
    assert (settings.catalogue, settings.catalogue_root) == (tmp_path / "published", tmp_path / "root.json")
    assert settings.catalogue_state == tmp_path / "data" / "catalogue"
    assert Settings.from_environ(environ).catalogue is None
    for name, other in (
        ("FORMUNE_CATALOGUE", "FORMUNE_CATALOGUE_ROOT"),
        ("FORMUNE_CATALOGUE_ROOT", "FORMUNE_CATALOGUE"),
    ):
        with pytest.raises(SettingError) as alone:
            Settings.from_environ({**environ, other: both[other]})
        assert alone.value.name == name
        with pytest.raises(SettingError) as wrong:
            Settings.from_environ({**environ, **both, name: "/nowhere/at/all"})
        assert wrong.value.name == name


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("av.example.org:3310", ("av.example.org", 3310)),
        ("[::1]:3310", ("::1", 3310)),
        ("", None),
    ],
)
def test_the_antivirus_is_a_socket_or_a_host_and_a_port(
    environ: dict[str, str], value: str, address: str | tuple[str, int] | None
) -> None:
    assert Settings.from_environ({**environ, "FORMUNE_CLAMD": value}).clamd == address


def test_a_bucket_is_an_address_and_a_region_beside_postgresql(environ: dict[str, str]) -> None:
    both = {"FORMUNE_BUCKET": ADDRESS, "FORMUNE_BUCKET_REGION": "gra"}
    database = {"FORMUNE_DATABASE": "postgresql://u:p@127.0.0.1/formune"}
    found = Settings.from_environ({**environ, **both, **database}).bucket
    assert found == BucketAddress("https://s3.example.org", "formune-files", "gra", "ville/")
    assert str(found) == ADDRESS
    plain = {**both, "FORMUNE_BUCKET": "http://127.0.0.1:9000/formune-files/"}
    found = Settings.from_environ({**environ, **plain, **database}).bucket
    assert found == BucketAddress("http://127.0.0.1:9000", "formune-files", "gra")
    assert Settings.from_environ(environ).bucket is None
    for wrong, name, words in (
        ({**environ, **both}, "FORMUNE_BUCKET", "Use PostgreSQL"),
        ({**environ, **database, "FORMUNE_BUCKET": ADDRESS}, "FORMUNE_BUCKET_REGION", "the region"),
        ({**environ, "FORMUNE_BUCKET_REGION": "gra"}, "FORMUNE_BUCKET", "the address of the bucket"),
    ):
        with pytest.raises(SettingError, match=words) as caught:
            Settings.from_environ(wrong)
        assert caught.value.name == name


@pytest.mark.parametrize(
    "value",
    [
        "https://data.geopf.fr/geocodage/search",
        "https://adresses.example.org:8443/search",
        "http://127.0.0.1:8002/adresses/search",
        "http://10.0.0.7:7878/search",
        "http://[::1]:7878/search",
        "http://localhost:7878/search",
        "",
    ],
)
def test_the_service_of_addresses_is_encrypted_or_near(environ: dict[str, str], value: str) -> None:
    assert Settings.from_environ({**environ, "FORMUNE_ADDRESSES": value}).addresses == (value or None)


def test_every_setting_is_in_the_reference(checkout: Path) -> None:
    page = (checkout / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in page] == []
