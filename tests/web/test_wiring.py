"""A host serves published bundles, and starts only when they hold every form that its cities offer."""

import shutil
from pathlib import Path

import pytest

from engine.catalogue.signed.ceremony import begin
from engine.catalogue.signed.keys import KeyRing
from engine.catalogue.signed.publishing import Sources, publish
from engine.cities import Cities, CityFileError
from engine.clock import SystemClock
from engine.demo.cities import write_demo_cities
from engine.resources import forms_root, schemas_root
from engine.settings import Settings
from engine.store import migrate
from engine.web.wiring import wire
from tests.towns import PORTS


@pytest.mark.slow
def test_a_host_starts_when_every_form_that_its_cities_offer_is_published(tmp_path: Path) -> None:
    settings = _host(tmp_path)
    _publish(tmp_path, "signalement")
    with pytest.raises(CityFileError) as caught:
        wire(settings)
    offered = {slug for city in Cities.load(settings.cities).all() for slug in city.demarches}
    told = {one.path.removeprefix("demarches.") for one in caught.value.findings}
    assert told == offered - {"signalement"}
    assert all(one.line > 1 for one in caught.value.findings)

    _publish(tmp_path, *sorted(told))
    services = wire(settings)
    try:
        assert services.catalogue.signed
        assert services.catalogue.alert is None
        assert len(list((settings.catalogue_state / "bundles").iterdir())) == len(offered)
    finally:
        services.store.close()

    shutil.rmtree(tmp_path / "published")
    (tmp_path / "published").mkdir()
    again = wire(settings)
    try:
        assert again.catalogue.get("signalement").slug == "signalement"
        assert again.catalogue.alert is not None
    finally:
        again.store.close()


def _host(folder: Path) -> Settings:
    """Make a host that is no demonstration, and an empty catalogue."""
    write_demo_cities(folder / "cities", folder / "secrets", PORTS, folder / "drop")
    (folder / "data").mkdir()
    began = begin(folder / "published", "dgcl", folder / "keys", [], SystemClock().now())
    shutil.copyfile(began.root, folder / "root.json")
    settings = Settings.from_environ(
        {
            "FORMUNE_DATA": str(folder / "data"),
            "FORMUNE_CITIES": str(folder / "cities"),
            "FORMUNE_SECRETS": str(folder / "secrets"),
            "FORMUNE_CATALOGUE": str(folder / "published"),
            "FORMUNE_CATALOGUE_ROOT": str(folder / "root.json"),
        }
    )
    migrate.upgrade(settings.database)
    return settings


def _publish(folder: Path, *slugs: str) -> None:
    keys = KeyRing.load([folder / "keys"])
    publish(Sources(forms_root(), schemas_root()), slugs, folder / "published", keys, SystemClock().now())
