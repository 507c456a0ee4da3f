"""Take the README's picture again: `python -m tests.browser.picture` writes docs/images/start.png.

It is a page that anybody can reach in the demonstration, on a wide screen, nothing retouched.
"""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.browser.person import person
from tests.browser.site import serve
from tests.services.browser import chromium

#: Where the README looks for it.
PICTURE = Path(__file__).resolve().parents[2] / "docs" / "images" / "start.png"
_SIZE = (1280, 860)
_COLOURS = 128


def take() -> bytes:
    """Give the first page of a certificate's request in Tilleray, as an optimised PNG."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as site, chromium() as browser:
        resident = person(browser, (site.origin,), *_SIZE)
        resident.go(f"{site.city('tilleray')}/demarches/acte-etat-civil/")
        resident.press("Commencer sans compte")
        for answer in ("Un acte de naissance", "Copie intégrale (tout l’acte)"):
            resident.page.get_by_label(answer).check()
        resident.page.mouse.click(5, 5)
        taken = resident.page.screenshot()
    return _smaller(taken)


def _smaller(png: bytes) -> bytes:
    """Keep as many colours as the page has, few enough for a light file."""
    target = BytesIO()
    picture = Image.open(BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


if __name__ == "__main__":
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(take())
