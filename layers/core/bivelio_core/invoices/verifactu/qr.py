"""The tax QR, by which anyone can ask the tax agency about an invoice (Orden HAC/1177/2024, articles 20 and 21).

The agency's description of the QR code, version 0.5.0, names two services for what may be submitted by VERI*FACTU: one
for invoices, one for tests. An invoice that was never submitted is unknown there.
"""

from urllib.parse import urlencode

from bivelio_core.invoices.paper import PaperInvoice
from bivelio_core.invoices.tax_numbers import spanish_nif

from .fields import total

SERVICES = {
    "live": "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR",
    "sandbox": "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR",
}
ABOVE, BELOW = "QR tributario:", "VERI*FACTU"
"""What stands above and below it, in these words whatever the invoice's language is; not smaller than other data."""
NAME = ABOVE.rstrip(":")
"""What e-invoices, which have the address as a field, call it."""
MILLIMETRES = 34
"""Its side without the quiet zone, of 30 to 40."""


def is_shown(verifactu: str | None, environment: str) -> bool:
    """Tell whether an issued invoice shows it, by the settings at its issue.

    On an invoice of the live environment that is not submitted it would promise a check that fails.
    """
    return verifactu == "active" or (verifactu == "prepared" and environment == "sandbox")


def address(invoice: PaperInvoice) -> str | None:
    """Return the address that an issued invoice shows; None where it shows none."""
    return url(invoice) if invoice.shows_tax_qr and invoice.status == "issued" else None


def url(invoice: PaperInvoice) -> str:
    """Return the address that asks for an issued invoice by issuer, number, date and total."""
    query = {
        "nif": spanish_nif(invoice.seller.nif or ""),
        "numserie": invoice.number,
        "fecha": invoice.issue_date.strftime("%d-%m-%Y"),
        "importe": f"{total(invoice):.2f}",
    }
    return f"{SERVICES[invoice.environment]}?{urlencode(query)}"
