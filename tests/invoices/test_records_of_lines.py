"""AEAT's records of invoices as companies write them: negative bases, prices with tax, other currencies."""

import random
from datetime import date
from decimal import Decimal

import pytest
from bivelio_core.invoices.euros import in_euros
from bivelio_core.invoices.paper import Corrected, Disbursement, ExchangeRate, PaperInvoice, Rectification

from . import aeat_rules
from .papers import invoice, line
from .random_papers import random_invoice
from .schemas import faults, submission, verifactu
from .test_gross_exports import gross_invoice
from .test_verifactu import chained, findings

USD = ExchangeRate(Decimal("1.085"), date(2026, 4, 6))


def judged(made: list[PaperInvoice], folder):
    """What AEAT's schema, its rules and verifactu-lint find in the records of invoices."""
    records = chained(made)
    document = submission([record.xml for record in records])
    broken = [code for record in records for code in aeat_rules.broken(record.xml)]
    return faults(verifactu(), document), broken, findings(document, folder)


def test_a_negative_base_beside_others_is_a_record_like_any(tmp_path):
    made = invoice([line("Obra", 1, "1000", 10), line("Bestreta", -1, "200", 21), line("Descompte", 1, "-5", 10)])
    assert judged([made], tmp_path) == ([], [], [])


def test_records_of_prices_with_tax_are_clean(tmp_path):
    chance = random.Random(8)
    assert judged([gross_invoice(chance) for _ in range(20)], tmp_path) == ([], [], [])


def test_a_record_of_another_currency_is_in_euros(tmp_path):
    made = invoice(currency="USD", exchange_rate=USD, disbursements=(Disbursement("Taxa", Decimal(10)),))
    assert judged([made], tmp_path) == ([], [], [])
    assert "<sf:ImporteTotal>3903.23<" in chained([made])[0].xml


@pytest.mark.parametrize("seed", range(20))
def test_the_euros_of_an_invoice_add_up(seed):
    made = random_invoice(random.Random(seed), can_withhold=True)
    rate = ExchangeRate(Decimal("0.8371"), date(2026, 4, 6))
    euros = in_euros(invoice(made.lines, currency="GBP", exchange_rate=rate))
    assert euros.currency == "EUR"
    assert euros.subtotal == sum((tax.base for tax in euros.taxes), Decimal(0))
    assert euros.total == euros.subtotal + euros.tax + euros.recargo
    for tax, former in zip(euros.taxes, invoice(made.lines).taxes, strict=True):
        assert abs(tax.base * rate.rate - former.base) <= Decimal("0.005") * rate.rate


def test_what_a_substitution_replaces_is_in_euros_too():
    replaced = Rectification(
        "R1",
        "substitution",
        (Corrected("FAC-2026-001", "FAC", date(2026, 4, 1)),),
        replaced_base=Decimal("108.50"),
        replaced_tax=Decimal("21.70"),
        replaced_recargo=Decimal(0),
    )
    made = in_euros(invoice(currency="USD", exchange_rate=USD, rectification=replaced)).rectification
    assert made is not None
    assert (made.replaced_base, made.replaced_tax) == (Decimal("100.00"), Decimal("20.00"))


def test_an_invoice_in_euros_stays_as_it_is():
    made = invoice()
    assert in_euros(made) is made
