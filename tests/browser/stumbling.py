"""Mistakes made on purpose on a page, and what the page must then do; documents sent one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.walking import sample_file

if TYPE_CHECKING:
    from tests.browser.person import Person


def stumble(resident: Person) -> None:
    """On each page: go on without answering, see what the page says, send the documents that it takes."""
    blunder(resident)
    attach(resident)


def blunder(resident: Person) -> None:
    """Go on without answering: the page says what is missing, or lets through, and the way back is taken."""
    before = resident.here
    resident.press("Continuer")
    if resident.here == before:
        follow_errors(resident)
    else:
        resident.back()


def send_empty(resident: Person) -> None:
    """Go on without answering, in any language, and come back when the page lets through."""
    before = resident.here
    resident.act("continuer")
    if resident.here != before:
        resident.back()


def attach(resident: Person) -> None:
    """Send a real photo, and a real PDF where one fits, to each question of documents."""
    for control in resident.page.locator("main input[type=file]").all():
        accepted = control.get_attribute("accept") or ""
        names = [name for kind, name in _DOCUMENTS if kind in accepted]
        several = control.get_attribute("multiple") is not None
        control.set_input_files([_document(name) for name in names[: None if several else 1]])
    if resident.page.locator("main input[type=file]").count():
        with resident.leaving():
            resident.page.locator('button[value^="ajouter:"]').first.click()
        assert resident.page.locator(".received li").count()


def follow_errors(who: Person) -> None:
    """Follow every link of the error summary: each leads to the field of the same message, which has the focus."""
    links = who.errors()
    assert links, who.here
    assert who.page.title().startswith("Erreur")
    for link in links:
        target, said = (link.get_attribute("href") or "").removeprefix("#"), link.inner_text()
        link.click()
        field = who.page.locator(f'[id="{target}"]:focus')
        assert field.count() == 1, (who.here, target)
        assert said in who.page.locator(f'[id="{target}-e"]').inner_text(), (who.here, target)


_DOCUMENTS = (("image/jpeg", "photo.jpg"), ("application/pdf", "document.pdf"))


def _document(name: str) -> Any:  # noqa: ANN401 -- a TypedDict that Playwright does not export
    kind = next(kind for kind, known in _DOCUMENTS if known == name)
    return {"name": name, "mimeType": kind, "buffer": sample_file(kind, name)[0].read()}
