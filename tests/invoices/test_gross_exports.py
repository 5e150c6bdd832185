"""Invoices whose prices include tax, in the forms of others: CEN's rules hold, and lines add up as the forms compute.

30 invoices; EXPORTS=500 tries as many.
"""

import os
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.gross import net_price
from bivelio_core.invoices.money import DiscountInput, Group, LineInput, totals
from bivelio_core.invoices.paper import Discount, Line, PaperInvoice, Tax
from lxml import etree

from tests.samples import needs_samples

from .papers import invoice
from .schemas import broken_rules, faults, schema_of_facturae, schema_of_ubl

EXPORTS = int(os.environ.get("EXPORTS", "30"))
CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
CAC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"


def gross_invoice(chance: random.Random) -> PaperInvoice:
    """A random invoice of a shop: prices with tax, some lines that come back, a discount on some."""
    lines = []
    for _ in range(chance.choice((1, 2, 3, 8, 40))):
        rate, recargo = chance.choice((("21", "0"), ("21", "5.2"), ("10", "0"), ("4", "0.5")))
        price = Decimal(chance.randrange(1, 100_000)) / 100
        quantity = Decimal(chance.choice(("1", "1", "2", "3", "0.275", "12")))
        discount = Decimal(chance.choice(("0", "0", "0", "10", "33.33")))
        lines.append(LineInput(quantity, price, Group("standard", Decimal(rate), Decimal(recargo)), discount))
        if chance.random() < 0.1:
            lines.append(replace(lines[-1], quantity=-quantity))
    percent = Decimal(chance.choice(("0", "0", "5", "12.5")))
    sums = totals(lines, DiscountInput(percent=percent) if percent else None, prices_include_tax=True)
    shown = tuple(
        Line(
            f"Article {number}",
            line.quantity,
            net_price(line, amounts.net),
            amounts.net,
            "standard",
            line.group.tax_rate,
            amounts.tax_amount,
            amounts.total,
            discount_percent=line.discount_percent,
            recargo_rate=line.group.recargo_rate,
            gross_price=line.unit_price,
        )
        for number, (line, amounts) in enumerate(zip(lines, sums.lines, strict=True))
    )
    taxes = tuple(
        Tax(
            "standard",
            each.group.tax_rate,
            each.base,
            each.amount,
            each.group.recargo_rate,
            each.recargo,
        )
        for each in sums.taxes
    )
    discounts = tuple(
        Discount(each.discount, "standard", each.group.tax_rate, each.group.recargo_rate, percent)
        for each in sums.taxes
        if each.discount
    )
    return replace(
        invoice(),
        lines=shown,
        taxes=taxes,
        discounts=discounts,
        lines_net=sums.lines_net,
        subtotal=sums.subtotal,
        tax=sums.tax,
        recargo=sums.recargo,
        total=sums.total,
        amount_due=sums.total,
        prices_include_tax=True,
    )


@pytest.fixture(scope="module")
def gross_invoices() -> list[PaperInvoice]:
    chance = random.Random(26)
    return [gross_invoice(chance) for _ in range(EXPORTS)]


@needs_samples
def test_ubl_and_cii_keep_every_rule_of_the_standard(gross_invoices):
    for paper in gross_invoices:
        document = ubl.write(paper)
        assert faults(schema_of_ubl(is_credit_note=False), document) == []
        assert broken_rules(document) == []
        assert broken_rules(cii.write(paper)) == []


def test_price_times_quantity_less_the_discount_is_the_net_of_each_line(gross_invoices):
    for paper in gross_invoices:
        for line in etree.fromstring(ubl.write(paper)).iter(f"{CAC}InvoiceLine"):
            quantity, net, price, allowance = (
                Decimal(line.findtext(path) or 0)
                for path in (
                    f"{CBC}InvoicedQuantity",
                    f"{CBC}LineExtensionAmount",
                    f"{CAC}Price/{CBC}PriceAmount",
                    f"{CAC}AllowanceCharge/{CBC}Amount",
                )
            )
            assert abs(quantity * price - allowance - net) <= Decimal("0.01")


@needs_samples
def test_facturae_keeps_its_schema(gross_invoices):
    for paper in gross_invoices:
        assert faults(schema_of_facturae(), facturae.write(paper)) == []
