"""The public solution's profile of UBL (Orden HAC/1028/2026, Annex I): an Invoice, never a CreditNote.

What a credit note would say is a corrected invoice (384) with negative amounts; simplified invoices are outside the
obligation (Real Decreto 238/2026).
"""

from bivelio_core.invoices.exports import en16931_needs, ubl
from bivelio_core.invoices.exports.profiles import Profile
from bivelio_core.invoices.expressible import Missing, NotExpressible
from bivelio_core.invoices.paper import PaperInvoice

CUSTOMIZATION = "urn:cen.eu:en16931:2026#conformant#urn:aeat.es:spfe:1.0.0:extended"
PROFILE = "urn:aeat:names:specification:ubl:schema:profile:B2B"
SIMPLIFIED = frozenset({"simplified", "qualified_simplified"})


def missing(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return why an invoice cannot be expressed in the profile; empty when it can."""
    needs = en16931_needs.missing(invoice)
    if invoice.document_type in SIMPLIFIED:
        needs = (*needs, Missing("spfe_simplified", "document_type"))
    return needs


def write(invoice: PaperInvoice) -> bytes:
    """Return an issued invoice in the profile. Raises NotExpressible."""
    if needs := missing(invoice):
        raise NotExpressible("ubl", needs)
    return ubl.write(invoice, Profile(CUSTOMIZATION, PROFILE, has_credit_notes=False))
