"""Problems of an invoice in a format: inexpressible and missing content, in one list for `validate` and refusals."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from bivelio_core.faults import Fault

Channel = Literal["pdf", "ubl", "cii", "facturx", "facturae", "verifactu", "face", "efact", "peppol"]
CHANNELS: tuple[Channel, ...] = ("pdf", "ubl", "facturae", "verifactu", "cii", "facturx")
"""The forms that are judged when nobody names one."""
ADMINISTRATIONS = frozenset({"face", "efact"})
"""The places of administrations: Facturae, signed, with the offices that they ask for."""

UPDATE, SETTINGS, CONTACT, ISSUE = (
    "/invoices/update",
    "/invoices/settings_update",
    "/contacts/update",
    "/invoices/issue",
)
"""The calls that add what is missing."""


class PartyFields(NamedTuple):
    """The paths of a party's fields in documents; `address` is followed by the name of a part."""

    name: str
    number: str
    address: str


SELLER = PartyFields("legal_name", "nif", "address.")
"""In the settings."""
BUYER = PartyFields("contact.name", "contact.tax_id.number", "contact.addresses[0].")
"""In the contact."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a format needs: its code, the field it is about, and the call that adds it.

    The call is None when the format cannot express the content at all, so that only another format helps.
    """

    code: str
    field: str
    call: str | None = None
    fault: Fault | None = None
    """The fault that says it, with the article; by default the sentence of `code`."""


class NotExpressible(ValueError):
    """A format cannot express the invoice; `missing` gives the reasons and is never empty."""

    def __init__(self, channel: Channel, missing: tuple[Missing, ...]) -> None:
        """Keep the reasons."""
        super().__init__(f"{channel}: {', '.join(need.code for need in missing)}")
        self.channel: Channel = channel
        self.missing = missing
