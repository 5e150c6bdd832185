"""Who keeps the books: an organisation's number and activity, as the books name it."""

from typing import NamedTuple

from bivelio_core.invoices.settings import Settings
from bivelio_core.invoices.tax_numbers import OF_A_PERSON, spanish_nif

INCOME = "I01"
"""Operating income (LSI.xlsx, validation 10): what invoices are for, as long as nobody says otherwise."""


class Keeper(NamedTuple):
    """The taxpayer. Of a person the books of income tax are kept too; companies leave their columns empty."""

    nif: str
    name: str
    is_person: bool
    activity_code: str | None = None
    activity_type: str | None = None
    activity_group: str | None = None

    @classmethod
    def of(cls, settings: Settings) -> "Keeper":
        """The taxpayer of the settings."""
        nif = spanish_nif(settings.seller.get("nif") or "")
        activity = settings.activity or {}
        return cls(
            nif,
            str(settings.seller.get("legal_name") or ""),
            OF_A_PERSON.fullmatch(nif) is not None,
            *(activity.get(name) for name in ("code", "type", "iae_group")),
        )

    @property
    def activity(self) -> tuple[str | None, str | None, str | None]:
        """The three columns of the activity."""
        return self.activity_code, self.activity_type, self.activity_group
