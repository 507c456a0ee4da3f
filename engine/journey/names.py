"""Names of inputs and ids of elements: what training sheets, autofill and links rely on (FORMAT points 5 and 6)."""

from engine.journey.pointers import Place, Ranks


def input_name(place: Place, part: str = "") -> str:
    """Give `parents.0.nomNaissance` or `demandeur.dateNaissance.jour`."""
    name = ".".join(str(one) for one in place.path)
    return f"{name}.{part}" if part else name


def element_id(code: str, ranks: Ranks = (), part: str = "", option: str | None = None) -> str:
    """Give `ENF-004-r2` (`SUB-322-r2-1` for an item in an item), `-jour` for a part, `-o-<value>` for an option.

    Ranks are said from 1.
    """
    whole = f"{code}-r{counted(ranks, '-')}" if ranks else code
    if part:
        whole += f"-{part}"
    return whole if option is None else f"{whole}-o-{option}"


def page_key(slug: str, ranks: Ranks = ()) -> str:
    """Give a page's name in a draft and in its address: `parents/2`, `projet-subventions/2.1`, ranks from 1."""
    return f"{slug}/{counted(ranks)}" if ranks else slug


def counted(ranks: Ranks, between: str = ".") -> str:
    """Give ranks as people count them, from 1: `2.1`; nothing outside a group."""
    return between.join(str(rank + 1) for rank in ranks)


def uncounted(text: str) -> Ranks:
    """Give the ranks that `counted` wrote."""
    return tuple(int(one) - 1 for one in text.split(".")) if text else ()
