"""The document that goes through Peppol: UBL of Peppol BIS Billing 3.0, and how the network calls it.

docs.peppol.eu/poacc/billing/3.0. Beyond EN 16931 it asks for both electronic addresses (R010, R020) and the buyer's
reference (R003), allows one note (R002), and has no corrected invoice but between Germans (P0112): that is a commercial
one which names what it corrects. Self-billing is another process, and a direct debit names its mandate (R061).
"""

from bivelio_core.invoices.exports import en16931_needs, ubl
from bivelio_core.invoices.exports.en16931 import COMMERCIAL, CORRECTED, Terms
from bivelio_core.invoices.exports.profiles import Endpoints, Profile
from bivelio_core.invoices.expressible import UPDATE, Missing, NotExpressible
from bivelio_core.invoices.paper import PaperInvoice

from .participants import Participant

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROCESS = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
PROCESS_SCHEME = "cenbii-procid-ubl"
DOCUMENT_SCHEME = "busdox-docid-qns"
DOCUMENT = "urn:oasis:names:specification:ubl:schema:xsd:{name}-2::{name}##{customization}::2.1"


def missing(invoice: PaperInvoice) -> tuple[Missing, ...]:
    """Return why an invoice cannot be expressed in Peppol BIS; empty when it can. Who takes part is asked elsewhere."""
    needs = (
        None if invoice.reference else Missing("peppol_reference", "reference", UPDATE),
        Missing("peppol_mandate", "payment_method", UPDATE) if _is_debited(invoice) else None,
        Missing("peppol_self_billed", "self_billed") if invoice.is_self_billed else None,
    )
    return (*en16931_needs.missing(invoice), *(each for each in needs if each))


def write(invoice: PaperInvoice, seller: Participant, buyer: Participant) -> bytes:
    """Return an issued invoice as it goes from one participant to another. Raises NotExpressible."""
    if needs := missing(invoice):
        raise NotExpressible("peppol", needs)
    profile = Profile(
        CUSTOMIZATION,
        PROCESS,
        has_withholding=False,
        has_one_note=True,
        type_codes={CORRECTED: COMMERCIAL},
        endpoints=Endpoints(seller, buyer),
    )
    return ubl.write(invoice, profile)


def document_type(invoice: PaperInvoice) -> str:
    """Return the identifier by which a receiver is registered for a document, with its scheme."""
    name = "CreditNote" if Terms.of(invoice).is_credit else "Invoice"
    return f"{DOCUMENT_SCHEME}::{DOCUMENT.format(name=name, customization=CUSTOMIZATION)}"


def _is_debited(invoice: PaperInvoice) -> bool:
    return invoice.payment.method == "direct_debit" and not Terms.of(invoice).is_credit
