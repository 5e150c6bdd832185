"""The QR code of a bank transfer (EPC069-12) and QR codes as drawings."""

import io
import re
from decimal import Decimal

from bivelio_core.invoices.paper import PaperInvoice

from .formats import account

NAME_CHARACTERS, TEXT_CHARACTERS = 70, 140
"""The longest name of a payee and the longest text of a transfer (EPC069-12, 2.1)."""
IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
MOST = Decimal("999999999.99")


def transfer(invoice: PaperInvoice) -> str | None:
    """Return the text of the code that fills in a transfer of what is due, version 2 in UTF-8.

    None when nothing can be transferred: a draft, another currency than the euro, nothing due, no valid IBAN.
    """
    iban = account(invoice.payment.iban or "").replace(" ", "").upper()
    payable = invoice.status == "issued" and invoice.currency == "EUR" and 0 < invoice.amount_due <= MOST
    if not payable or not has_right_digits(iban):
        return None
    return "\n".join(
        (
            "BCD",
            "002",
            "1",
            "SCT",
            _one_line(invoice.payment.bic or ""),
            _one_line(invoice.seller.name)[:NAME_CHARACTERS],
            iban,
            f"EUR{invoice.amount_due:.2f}",
            "",
            "",
            _one_line(invoice.payment.reference or invoice.number)[:TEXT_CHARACTERS],
        )
    )


def has_right_digits(iban: str) -> bool:
    """Tell whether the check digits of an IBAN are right (ISO 13616-1, 6.2)."""
    if not IBAN.fullmatch(iban):
        return False
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1


def _one_line(text: str) -> str:
    return " ".join(text.split())


def drawing(content: str) -> str:
    """Return a QR code with error correction M as SVG, without its quiet zone: the page leaves that free."""
    import segno  # noqa: PLC0415

    out = io.BytesIO()
    code = segno.make(content, error="m", boost_error=False, micro=False, encoding="utf-8", eci=False)
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True)
    return out.getvalue().decode()
