"""What a receipt of a simplified invoice says, as texts: the page is 80 mm wide and as high as its content."""

from bivelio_core.invoices.paper import Line, PaperInvoice
from bivelio_core.invoices.words import Words

from . import formats, paying, sums
from .sums import View
from .view import view


def receipt(invoice: PaperInvoice) -> View:
    """Return the texts of a receipt, in the invoice's language: those of its page, with lines of two rows."""
    words = Words(invoice.language)
    return {
        **view(invoice),
        "lines": [_line(line, invoice, words) for line in invoice.lines],
        "payment": _payment(invoice, words),
    }


def _line(line: Line, invoice: PaperInvoice, words: Words) -> View:
    """Return what is sold, how it comes to its amount unless one is sold at its price, and the amount."""
    count = f"{formats.number(line.quantity, invoice.language)} × {sums.price_of(line, invoice)}"
    if line.discount_percent:
        count += f" {formats.MINUS}{formats.percent(line.discount_percent, invoice.language)}"
    is_plain = line.quantity == 1 and not line.discount_percent and not line.unit
    return {
        "text": sums.described(line, words),
        "count": "" if is_plain else count,
        "amount": sums.amount_of(line, invoice),
    }


def _payment(invoice: PaperInvoice, words: Words) -> list[sums.Row]:
    """Return how it is paid: a receipt is given where it is, so it names no account."""
    method = invoice.payment.method
    method_rows = [[words["method"], words[f"method_{method}"]]] if method else []
    return [*method_rows, *(paying.days(invoice, words) if invoice.due_dates else [])]
