"""Numbers that carry their own proof: SIRET (python-stdnum), IBAN (schwifty), and the shape of an RNA number."""

import re
from collections.abc import Mapping
from typing import Final

from stdnum.fr import siret

from engine.journey.checks.situation import FINE, Check, Fault, Situation

#: Spaces and dots that people put between figures.
_BETWEEN = re.compile(r"[\s.\u00a0\u202f-]+")
#: RNA: W, three signs for the department (2A and 9N included), six figures.
_RNA = re.compile(r"W[0-9][0-9A-Z]{2}[0-9]{6}")
#: Countries and territories of the SEPA schemes (European Payments Council, EPC409-09).
SEPA: Final = frozenset(
    {
        "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR",
        "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO",
        "RS", "SE", "SI", "SK", "SM", "VA",
    }
)  # fmt: skip


def _siret(here: Situation) -> Fault | None:
    return FINE if siret.is_valid(_bare(here)) else {}


def _rna(here: Situation) -> Fault | None:
    return FINE if _RNA.fullmatch(_bare(here)) else {}


def _iban(here: Situation) -> Fault | None:
    # The registry of banks takes 8 MiB and 50 ms: only the process that meets an IBAN pays for it.
    from schwifty import IBAN  # noqa: PLC0415
    from schwifty.exceptions import SchwiftyException  # noqa: PLC0415

    try:
        read = IBAN(_bare(here))
    except SchwiftyException:
        return {}
    return FINE if read.country_code in SEPA else {}


def _bare(here: Situation) -> str:
    return _BETWEEN.sub("", str(here.value)).upper()


KINDS: Mapping[str, Check] = {"siretValide": _siret, "rnaValide": _rna, "ibanValide": _iban}
