"""What a channel takes of an invoice, and whether it has all that it needs: a signed Facturae, or UBL for Peppol."""

from collections.abc import Callable
from typing import Any, NamedTuple

from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.invoices import channels, stored
from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.peppol import document, routing
from bivelio_core.invoices.peppol.routing import Parties
from bivelio_core.invoices.stored import Stored

from . import offices


class Prepared(NamedTuple):
    """How a file is made, what its name ends with, and what the item says of where it goes."""

    write: Callable[[], bytes]
    extension: str
    about: dict[str, Any]


def for_administration(invoice: Stored, paper: PaperInvoice, ctx: Context) -> Prepared:
    """Raises Unprocessable for what the administration would refuse."""
    from bivelio_core.invoices.signing import signed  # noqa: PLC0415 - the layer that signs, for who asks for it

    dir3 = invoice.content.get("buyer", {}).get("dir3") or {}
    if needs := (*channels.missing(paper, "facturae"), *offices.missing(dir3)):
        raise Unprocessable(channels.faults(needs))
    about = {
        "seller_name": paper.seller.name,
        "seller_nif": paper.seller.nif or "",
        "processing_unit": str(dir3["processing_unit"]),
    }
    return Prepared(lambda: signed.signed_facturae(paper, ctx.store), "xsig", about)


def for_peppol(invoice: Stored, paper: PaperInvoice, ctx: Context) -> Prepared:
    """Raises Unprocessable for what Peppol BIS asks for and the invoice or its parties do not have."""
    parties = routing.parties(paper, stored.client_now(ctx.store, invoice.main))
    needs = channels.missing(paper, "peppol")
    if not isinstance(parties, Parties):
        raise Unprocessable(channels.faults((*needs, *parties)))
    if needs:
        raise Unprocessable(channels.faults(needs))
    seller, buyer = parties
    route = {
        "sender": str(seller),
        "receiver": str(buyer),
        "document_type": document.document_type(paper),
        "process": f"{document.PROCESS_SCHEME}::{document.PROCESS}",
    }
    about = {"seller_name": paper.seller.name, "seller_nif": paper.seller.nif or "", "route": route}
    return Prepared(lambda: document.write(paper, seller, buyer), "xml", about)
