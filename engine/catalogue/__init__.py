"""Forms from their sources: read, checked, assembled into bundles, published, and given by slug and version.

It knows conditions and the model; it may not know cities, stores, pages or any resident's answers.
"""

from engine.catalogue.assemble import assemble, bundle_digest
from engine.catalogue.catalogue import Catalogue
from engine.catalogue.errors import BadSource, CatalogueError, UnknownForm
from engine.catalogue.opening import open_catalogue
from engine.catalogue.versions import BadVersion, Version, VersionRange

__all__ = [
    "BadSource",
    "BadVersion",
    "Catalogue",
    "CatalogueError",
    "UnknownForm",
    "Version",
    "VersionRange",
    "assemble",
    "bundle_digest",
    "open_catalogue",
]
