"""The address in the tax QR, by which anyone can ask the tax agency about an invoice (Orden HAC/1177/2024, chapter VI).

The agency's description of the QR code, version 0.5.0, names two services for what may be submitted by VERI*FACTU: one
for invoices, one for tests. An invoice that was never submitted is unknown there.
"""

from urllib.parse import urlencode

from bivelio_core.invoices.paper import PaperInvoice

SERVICES = {
    "live": "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR",
    "sandbox": "https://prewww2.aeat.es/wlpl/TIKE-CONT/ValidarQR",
}


def url(invoice: PaperInvoice) -> str:
    """Return the address that asks for an issued invoice by issuer, number, date and total."""
    query = {
        "nif": invoice.seller.nif or "",
        "numserie": invoice.number,
        "fecha": invoice.issue_date.strftime("%d-%m-%Y"),
        "importe": f"{invoice.total:.2f}",
    }
    return f"{SERVICES[invoice.environment]}?{urlencode(query)}"
