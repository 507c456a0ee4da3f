"""Stylesheets, scripts, logos, buttons: served with their content's hash, so that browsers keep them for a year."""

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import url_for
from werkzeug.wrappers import Response

from engine.cities.city import City
from engine.resources import themes_root

_FOREVER: Final = "public, max-age=31536000, immutable"
_ASK_AGAIN: Final = "public, no-cache"
#: A logo is a city's file: whatever it holds, it may run and load nothing.
_INERT: Final = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".webp": "image/webp"}
_CSS: Final = "text/css; charset=utf-8"
_JS: Final = "text/javascript; charset=utf-8"
_BASE: Final = "base.css"
#: Stylesheets of every city: that of every page, and one beside each script that needs one.
_STYLES: Final = (_BASE, "address.css", "map.css")
#: Scripts that improve a page, and that no page needs.
_SCRIPTS: Final = Path(__file__).parent / "scripts"
#: What others wrote, unchanged (docs/design.md).
_VENDORED: Final = Path(__file__).parent / "vendor"
_VENDORED_FILES: Final = {"leaflet.js": _JS, "leaflet.css": _CSS}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as served; `version` is the start of its sha256 (hex)."""

    name: str
    body: bytes
    content_type: str
    version: str

    def response(self, asked: str | None) -> Response:
        """Give the response, kept for a year when `asked` is this very version."""
        response = Response(self.body, content_type=self.content_type)
        response.set_etag(self.version)
        response.headers["Cache-Control"] = _FOREVER if asked == self.version else _ASK_AGAIN
        if not self.content_type.startswith("text/css"):
            response.headers["Content-Security-Policy"] = _INERT
        return response


@dataclass(slots=True)
class Assets:
    """The files of every city, read once for each state of its city file."""

    _kept: dict[str, tuple[str, dict[str, Asset]]] = field(default_factory=dict)

    def find(self, city: City, name: str) -> Asset | None:
        """Give a file of this city; None when there is no such name."""
        return self._of(city).get(name)

    def common(self, name: str) -> Asset | None:
        """Give the stylesheet and the scripts of every city, served even where no city answers."""
        return _common().get(name)

    def logo(self, city: City) -> Asset:
        """Give the city's logo."""
        return self._of(city)["logo"]

    def url(self, city: City | None, name: str) -> str:
        """Give the address of `base.css`, a script, `city.css`, `logo` or a `button_of`, its version in it."""
        asset = self.common(name) or self._of(city)[name] if city else _common()[_BASE]
        return url_for("portal.theme", name=asset.name, v=asset.version)

    def _of(self, city: City) -> dict[str, Asset]:
        digest, found = self._kept.get(city.code, ("", {}))
        if digest != city.digest:
            found = _read(city)
            self._kept[city.code] = (city.digest, found)
        return found


def _read(city: City) -> dict[str, Asset]:
    colours = _asset(f"{city.code}.css", city.theme.stylesheet.encode(), _CSS)
    logo = _picture(city.code, city.theme.logo)
    buttons = {
        button_of(one.id): _picture(f"{city.code}-{one.id}", one.button)
        for one in city.providers.values()
        if one.button
    }
    served = {one.name: one for one in (colours, logo, *buttons.values())}
    return served | buttons | {"city.css": colours, "logo": logo}


def button_of(provider: str) -> str:
    """Name the official button of an identity provider, for `Assets.url`."""
    return f"button:{provider}"


def _picture(name: str, file: Path) -> Asset:
    suffix = file.suffix.lower()
    return _asset(f"{name}{suffix}", file.read_bytes(), _TYPES.get(suffix, "application/octet-stream"))


@lru_cache(maxsize=1)
def _common() -> dict[str, Asset]:
    styles = (_asset(name, (themes_root() / name).read_bytes(), _CSS) for name in _STYLES)
    scripts = (_asset(one.name, one.read_bytes(), _JS) for one in sorted(_SCRIPTS.glob("*.js")))
    vendored = (
        _asset(name, (_VENDORED / Path(name).stem / name).read_bytes(), kind)
        for name, kind in _VENDORED_FILES.items()
    )
    return {one.name: one for one in (*styles, *scripts, *vendored)}


def _asset(name: str, body: bytes, content_type: str) -> Asset:
    return Asset(name, body, content_type, hashlib.sha256(body).hexdigest()[:16])
