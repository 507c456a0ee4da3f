"""Names of inputs and ids of elements: what training sheets, autofill and links rely on (FORMAT points 5 and 6)."""

from engine.journey.pointers import Place


def input_name(place: Place, part: str = "") -> str:
    """Give `parents.0.nomNaissance` or `demandeur.dateNaissance.jour`."""
    name = ".".join(str(one) for one in place.path)
    return f"{name}.{part}" if part else name


def element_id(code: str, rank: int | None, part: str = "", option: str | None = None) -> str:
    """Give `ENF-004-r2`, with `-jour` for a part and `-o-<value>` for an option; ranks are said from 1."""
    whole = code if rank is None else f"{code}-r{rank + 1}"
    if part:
        whole += f"-{part}"
    return whole if option is None else f"{whole}-o-{option}"


def page_key(slug: str, rank: int | None) -> str:
    """Give the name under which a page's typed text is kept: `parents/2`, ranks from 1."""
    return slug if rank is None else f"{slug}/{rank + 1}"
