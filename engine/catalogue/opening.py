"""The catalogue that the settings name: published and verified, or compiled from source in a demonstration."""

from engine.catalogue.catalogue import Catalogue
from engine.clock import Clock
from engine.resources import forms_root, schemas_root
from engine.settings import SettingError, Settings


def open_catalogue(settings: Settings, clock: Clock | None = None) -> Catalogue:
    """Open the catalogue; raise SettingError without one outside a demonstration, or what refuses it."""
    if settings.catalogue is not None and settings.catalogue_root is not None:
        return Catalogue.from_published(
            settings.catalogue, settings.catalogue_root, settings.catalogue_state, clock
        )
    if settings.demo:
        return Catalogue.from_source(forms_root(), schemas_root())
    raise SettingError("FORMUNE_CATALOGUE", "", "Write the path of the folder of a published catalogue.")
