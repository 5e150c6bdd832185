"""Facturae and UBL that come back to `/invoices/receive` have the same amounts: random invoices, out and in again."""

import random
from decimal import Decimal

import pytest
from bivelio_core.documents.analysis import reader
from bivelio_core.invoices import readable
from bivelio_core.invoices.actions.receive import _failed
from bivelio_core.invoices.channels import missing
from bivelio_core.invoices.exports import facturae, ubl
from bivelio_core.invoices.paper import PaperInvoice

from tests.examples import TIMES
from tests.invoices.random_papers import random_invoice

SEEDS = 40 * TIMES
"""`EXAMPLES=13` with pytest tries 520."""


def received(content: bytes) -> readable.Readable:
    """What receiving reads of a document."""
    document = reader.read(content).invoice
    assert document is not None
    return readable.of_invoice(document, _failed(document))


def stated(made: PaperInvoice) -> dict[str, object]:
    """The amounts of an invoice, as receiving names them."""
    return {
        "number": made.number,
        "issue_date": made.issue_date,
        "currency": made.currency,
        "subtotal": made.subtotal,
        "tax": made.tax + made.recargo,
        "total": made.total,
        "withheld": made.irpf,
        "prepaid": made.amount_paid,
        "due": made.amount_due,
        "nets": [line.net for line in made.lines],
    }


def told(read: readable.Readable) -> dict[str, object]:
    """The same of what was read."""
    assert read.total is not None
    due = read.total - read.withheld - read.prepaid + read.rounding
    own = {name: getattr(read, name) for name in ("number", "issue_date", "currency", "subtotal", "tax", "total")}
    nets = [Decimal(line["net"]) for line in read.lines]
    return {**own, "withheld": read.withheld, "prepaid": read.prepaid, "due": due, "nets": nets}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_facturae_comes_back_with_the_same_amounts(seed):
    made = random_invoice(random.Random(seed), can_withhold=True)
    assert missing(made, "facturae") == ()
    read = received(facturae.write(made))
    assert told(read) == stated(made)
    assert {"totals", "amount_due", "lines_total", "tax_amount", "currency"}.isdisjoint(read.faults)


@pytest.mark.parametrize("seed", range(SEEDS // 4))
def test_ubl_comes_back_with_the_same_amounts(seed):
    made = random_invoice(random.Random(seed), can_withhold=True)
    read = received(ubl.write(made))
    sign = -1 if read.is_credit_note and made.total < 0 else 1  # a credit note states positive amounts
    amounts = {name: value * sign if isinstance(value, Decimal) else value for name, value in stated(made).items()}
    amounts["nets"] = [line.net * sign for line in made.lines]
    assert told(read) == amounts
    assert {"totals", "amount_due", "lines_total", "tax_amount", "currency"}.isdisjoint(read.faults)
