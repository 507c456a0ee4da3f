"""Telephone numbers as residents of mainland and overseas France write them."""

import phonenumbers

#: Regions tried in turn for a number without a country code (shared block `coordonnees`, 002).
REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF", "WF")
_FRENCH_CODE = 33


def to_e164(text: str) -> str | None:
    """Give the number in E.164 (« 06 78 53 25 96 » gives « +33678532596 »); None if no region accepts it."""
    for region in REGIONS:
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number) and not number.extension:
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return None


def display(e164: str) -> str:
    """Give the number as people read it: national for mainland France, international elsewhere.

    What is not a number comes back as it is.
    """
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    national = number.country_code == _FRENCH_CODE
    style = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, style.NATIONAL if national else style.INTERNATIONAL)
