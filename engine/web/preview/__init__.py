"""The preview of forms: a site on this machine alone, for those who write a form and those who read it over.

It reads the sources anew at each request and keeps nothing: no session, no store, no city file. Pages are those of
the journey, by the same views and templates; a served application never loads this room.
"""

from engine.web.preview.app import create_preview
from engine.web.preview.serving import serve_preview

__all__ = ["create_preview", "serve_preview"]
