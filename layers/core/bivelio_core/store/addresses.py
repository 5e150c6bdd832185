"""E-mail addresses as keys of the table."""

import unicodedata


def normalise_email(address: str) -> str:
    """The form under which an address is unique."""
    return unicodedata.normalize("NFKC", address).strip().casefold()
