"""From whom to whom an invoice goes through Peppol."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bivelio_core.invoices.expressible import CONTACT, SELLER, SETTINGS, Missing
from bivelio_core.invoices.paper import PaperInvoice

from . import participants
from .participants import Participant

RECEIVER = f"contact.custom_fields.{participants.FIELD}"


class Parties(NamedTuple):
    """Both participants."""

    seller: Participant
    buyer: Participant


def parties(invoice: PaperInvoice, contact: Mapping[str, Any] | None) -> Parties | tuple[Missing, ...]:
    """Return who sends and who receives, or what is missing.

    The client's number is the one that its contact says now, as it is an address and not what the invoice says; without
    one it follows from the tax number of the invoice.
    """
    own = participants.own_id(contact)
    seller = participants.of_party(invoice.seller)
    buyer = participants.read(own) if own else participants.of_party(invoice.buyer) if invoice.buyer else None
    if seller and buyer:
        return Parties(seller, buyer)
    needs = (
        None if seller else Missing("peppol_sender", SELLER.number, SETTINGS),
        None if buyer else Missing("peppol_id" if own else "peppol_receiver", RECEIVER, CONTACT),
    )
    return tuple(each for each in needs if each)
