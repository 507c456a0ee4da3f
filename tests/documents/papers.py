"""A receipt with every part, and with as many or as long answers as a test wants."""

from __future__ import annotations

from engine.documents.paper import Answer, Fact, Letterhead, Piece, ReceiptPaper, Section

LOGO = (
    "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPj"
    "xyZWN0IHdpZHRoPSI4IiBoZWlnaHQ9IjgiIGZpbGw9IiMxZjRhN2MiLz48L3N2Zz4="
)
HEAD = Letterhead(
    city="Ville de Tilleray",
    service="Service de l’état civil",
    address=("Place des Tilleuls", "03990 Tilleray"),
    email="etat-civil@tilleray.example",
    phone="02 61 91 00 13",
    hours="Du lundi au vendredi",
    logo=LOGO,
    accent="#1f4a7c",
    accent_strong="#183b64",
    accent_soft="#e8eef5",
    on_accent="#ffffff",
)


def paper(
    sections: tuple[Section, ...] = (),
    pieces: tuple[Piece, ...] = (),
    mark: str = "",
    mentions: tuple[str, ...] = ("Reçu le 23 novembre 2026.",),
    head: Letterhead = HEAD,
) -> ReceiptPaper:
    """Give a receipt."""
    return ReceiptPaper(
        head=head,
        title="Récépissé de votre demande",
        what="votre demande",
        form="Demander un acte de naissance",
        reference="4KT-7MP-93",
        received="lundi 23 novembre 2026 à 14 h 07 (heure de Paris)",
        received_iso="2026-11-23T14:07:11+01:00",
        mentions=mentions,
        sections=sections,
        pieces=pieces,
        statements=(Answer("DEC-001", "J’atteste sur l’honneur.", ("Oui",)),),
        warnings=(),
        identity="Identité déclarée par vous, sans vérification.",
        proof=(Fact("Empreinte du formulaire", "ab12cd34 " * 8, digest=True),),
        follow_url="http://127.0.0.1:8000/v/tilleray/suivi/4KT-7MP-93",
        data_contact="Déléguée, donnees@tilleray.example",
        mark=mark,
        seal="e30.e30.c2VhbA",
    )


def rows(count: int, label: str = "Une question", *lines: str) -> Section:
    """Give a section of so many answers."""
    return Section(
        "Vos réponses", tuple(Answer(f"QUE-{n:03}", label, lines or ("Oui",)) for n in range(count))
    )
