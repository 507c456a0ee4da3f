"""Forms from their sources: read, checked, assembled into bundles, and given by slug.

It knows conditions and the model; it may not know cities, stores, pages or any resident's answers.
"""

from engine.catalogue.assemble import assemble, bundle_digest
from engine.catalogue.catalogue import Catalogue
from engine.catalogue.errors import BadSource, CatalogueError, UnknownForm

__all__ = ["BadSource", "Catalogue", "CatalogueError", "UnknownForm", "assemble", "bundle_digest"]
