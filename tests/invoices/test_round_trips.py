"""What is exported comes back with everything that its form can hold: random invoices, out and in again.

`ROUND_TRIPS=500` with pytest tries so many of each form; the usual run a sample. What a form cannot hold stands in the
table of docs/invoice-formats.md, which these tests read: a field that it does not name must be equal.
"""

import os
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from bivelio_core.documents.analysis import reader
from bivelio_core.documents.analysis.invoices import Invoice
from bivelio_core.documents.analysis.invoices import Party as ReadParty
from bivelio_core.invoices import payments, readable, units
from bivelio_core.invoices.actions.receive import _failed
from bivelio_core.invoices.channels import missing
from bivelio_core.invoices.euros import in_euros
from bivelio_core.invoices.exports import cii, facturae, ubl
from bivelio_core.invoices.exports.en16931 import Terms
from bivelio_core.invoices.expressible import Channel
from bivelio_core.invoices.paper import ZERO, PaperInvoice, Party
from bivelio_core.invoices.pdf import facturx
from bivelio_core.invoices.tax_numbers import compact, has_vat_number, spanish_nif, vat_number

from tests.invoices.full_papers import full_invoice
from tools.template import ROOT

ROUND_TRIPS = int(os.environ.get("ROUND_TRIPS", "0"))
DOCS = ROOT / "docs" / "invoice-formats.md"
FAULTS = {"totals", "amount_due", "lines_total", "tax_amount", "currency"}


@dataclass(frozen=True)
class Form:
    """A form: how it is written, and how many invoices the usual run tries."""

    channel: Channel
    write: Callable[[PaperInvoice], bytes]
    usual: int

    @property
    def column(self) -> str:
        """Its column of the table in the docs."""
        return "Facturae" if self.channel == "facturae" else "EN 16931"


FORMS = {
    "ubl": Form("ubl", ubl.write, 40),
    "cii": Form("cii", cii.write, 40),
    "facturae": Form("facturae", facturae.write, 40),
    "facturx": Form("facturx", facturx.write, 5),
}
CASES = [(name, seed) for name, form in FORMS.items() for seed in range(ROUND_TRIPS or form.usual)]


@cache
def lost(column: str) -> frozenset[str]:
    """The fields that a form cannot hold, by the table of the docs."""
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCS.read_text().partition("## What a form cannot hold")[2].splitlines()
        if line.startswith("|")
    ]
    place = rows[0].index(column)
    return frozenset(re.sub("`", "", row[0]) for row in rows[2:] if row[place] != "")


def number_of(party: Party) -> str:
    """The tax number as documents identify a party by it."""
    return vat_number(party) if has_vat_number(party) else compact(party.nif or "")


def words(text: str | None) -> str:
    """A text as an XML document may hold it: without spaces around, and with any space for one."""
    return " ".join((text or "").split())


def stated(made: PaperInvoice) -> dict[str, Any]:
    """What an invoice says, field by field."""
    is_intra_eu = any(tax.category == "intra_eu" for tax in made.taxes)
    method = made.payment.method or ("transfer" if made.payment.iban else None)
    corrected = [each.number for each in (made.rectification.corrected if made.rectification else made.replaces)]
    return {
        "number": made.number,
        "issue_date": made.issue_date,
        "operation_date": made.operation_date or (made.issue_date if is_intra_eu else None),
        "due_date": made.due_date,
        "due_dates": [(due.day, due.amount) for due in made.due_dates],
        "currency": made.currency,
        "is_rectification": made.rectification is not None,
        "is_self_billed": made.is_self_billed,
        "corrected": corrected[:1],
        "further_corrected": corrected[1:],
        "reference": made.reference,
        "notes": words(made.notes),
        "exchange_rate": (made.exchange_rate.rate, made.exchange_rate.day) if made.exchange_rate else None,
        "parties": [
            (words(each.name), spanish_nif(number_of(each)), each.country) for each in (made.seller, made.buyer) if each
        ],
        "addresses": [(each.street, each.postal_code, each.city) for each in (made.seller, made.buyer) if each],
        "contacts": [(each.email, (each.phone or "").replace(" ", "")) for each in (made.seller, made.buyer) if each],
        "lines": [_line(each.quantity, each.unit_price, each.net) for each in made.lines],
        "descriptions": [words(each.description) for each in made.lines],
        "units": [units.code_of(each.unit) for each in made.lines],
        "item_codes": [each.item_code for each in made.lines],
        "line_rates": [(each.tax_rate, each.recargo_rate) for each in made.lines],
        "line_discounts": [each.discount_percent for each in made.lines],
        "taxes": _taxes((each.rate, each.recargo_rate, each.base, each.amount, each.recargo) for each in made.taxes),
        "categories": [Terms.of(made).code(each.tax_category) for each in made.lines],
        "discount": made.lines_net - made.subtotal,
        "discount_reasons": [words(each.reason) for each in made.discounts if each.amount and each.reason],
        "subtotal": made.subtotal,
        "tax": made.tax + made.recargo,
        "total": made.total,
        "irpf": (made.irpf_rate, made.irpf) if made.irpf else None,
        "disbursements": [(words(each.description), each.amount) for each in made.disbursements],
        "amount_paid": made.amount_paid,
        "amount_due": made.amount_due,
        "tax_in_euros": in_euros(made).tax + in_euros(made).recargo,
        "payment_method": method,
        "account": (made.payment.iban, made.payment.bic) if method == "transfer" and made.payment.iban else None,
        "payment_reference": made.payment.reference or made.number,
        "terms": made.payment.terms,
        "gross_prices": [each.gross_price for each in made.lines],
        "discount_percent": [each.percent for each in made.discounts if each.amount],
        "rectification_code": made.rectification.code if made.rectification else None,
    }


def _line(quantity: Decimal | None, price: Decimal | None, net: Decimal | None, sign: int = 1) -> tuple[Any, ...]:
    """A line whose price is not negative: what EN 16931 takes away it takes away by quantity."""
    assert quantity is not None
    assert price is not None
    assert net is not None
    turn = sign if price >= 0 else -sign
    return turn * quantity, abs(price), sign * net


def _taxes(parts: Any) -> dict[tuple[Decimal, Decimal], list[Decimal]]:
    """Base, IVA and recargo for each rate and recargo."""
    sums: dict[tuple[Decimal, Decimal], list[Decimal]] = {}
    for rate, recargo_rate, *amounts in parts:
        group = sums.setdefault((rate, recargo_rate), [ZERO, ZERO, ZERO])
        sums[rate, recargo_rate] = [sum(each, ZERO) for each in zip(group, amounts, strict=True)]
    return {key: amounts for key, amounts in sums.items() if any(amounts)}


def _party(party: ReadParty | None) -> tuple[str, str | None, str | None]:
    assert party is not None
    number = spanish_nif(party.tax_number or party.registration or "")
    return words(party.name), number, party.address.country if party.address else None


def told(found: Invoice) -> dict[str, Any]:
    """The same of what was read; a credit note states positive amounts."""
    sign = -1 if found.is_credit_note and found.syntax != "facturae" else 1
    totals, means = found.totals, found.payments[0] if found.payments else None
    charged = [tax for tax in found.taxes if not tax.is_withheld]
    parties = [each for each in (found.supplier, found.client) if each]
    rate = found.exchange_rate

    def amount(value: Decimal | None) -> Decimal:
        return sign * (value or ZERO)

    return {
        "number": found.number,
        "issue_date": found.issue_date,
        "operation_date": found.delivery_date,
        "due_date": found.due_date,
        "due_dates": [(part.day, part.amount) for part in found.due_parts],
        "currency": found.currency,
        "is_rectification": found.type_code in {"381", "261", "384", "OR"},
        "is_self_billed": found.type_code in {"389", "261"},
        "corrected": list(found.preceding[:1]),
        "further_corrected": list(found.preceding[1:]),
        "reference": found.order_reference,
        "notes": [words(note) for note in found.notes],
        "exchange_rate": (rate.rate, rate.day) if rate else None,
        "parties": [_party(each) for each in parties],
        "addresses": [
            (each.address.street, each.address.postal_code, each.address.city) for each in parties if each.address
        ],
        "contacts": [(each.email, (each.phone or "").replace(" ", "")) for each in parties],
        "lines": [_line(each.quantity, each.unit_price, each.net, sign) for each in found.lines],
        "descriptions": [words(each.description) for each in found.lines],
        "units": [each.unit for each in found.lines],
        "item_codes": [each.item_number for each in found.lines],
        "line_rates": [(each.tax_rate or ZERO, each.taxes[0].surcharge_rate or ZERO) for each in found.lines],
        "line_discounts": [
            next((part.percent for part in each.adjustments if not part.is_charge), None) or ZERO
            for each in found.lines
        ],
        "taxes": _taxes(
            (tax.rate or ZERO, tax.surcharge_rate or ZERO, *map(amount, (tax.base, tax.amount, tax.surcharge_amount)))
            for tax in charged
        ),
        "categories": [each.tax_category for each in found.lines],
        "discount": amount(totals.allowances),
        "discount_percent": [each.percent for each in found.adjustments],
        "discount_reasons": [words(each.reason) for each in found.adjustments],
        "subtotal": amount(totals.base),
        "tax": amount(totals.tax),
        "total": amount(totals.total),
        "irpf": next(((tax.rate, amount(tax.amount)) for tax in found.taxes if tax.is_withheld and tax.amount), None),
        "disbursements": [(words(each.description), amount(each.amount)) for each in found.disbursements],
        "amount_paid": amount(totals.prepaid),
        "amount_due": amount(totals.due),
        "tax_in_euros": None if totals.tax_in_euros is None else amount(totals.tax_in_euros),
        "payment_method": payments.method_of(means.means) if means else None,
        "account": (means.iban, means.bic) if means and means.iban else None,
        "payment_reference": means.reference if means else None,
        "terms": found.payment_terms,
    }


def expected(made: PaperInvoice, form: Form, found: Invoice) -> dict[str, Any]:
    """What has to come back: all that the table of the docs does not name, as far as this invoice has it."""
    fields = {name: value for name, value in stated(made).items() if name not in lost(form.column)}
    is_credit = form.channel != "facturae" and found.is_credit_note
    has_means = fields["payment_method"] is not None and (made.amount_due > 0 or form.channel != "facturae")
    if is_credit or not has_means:
        # Nobody pays by a credit note, and Facturae says days and means only of what is to be paid.
        fields |= dict.fromkeys(("payment_method", "account", "payment_reference"))
    if is_credit or (form.channel == "facturae" and not has_means):
        fields |= {"due_date": None, "due_dates": []}
    if "terms" in fields and (is_credit or made.due_dates):
        fields["terms"] = found.payment_terms
    if made.currency == "EUR" and "tax_in_euros" in fields:
        fields["tax_in_euros"] = None
    if found.type_code == "384":
        fields["is_self_billed"] = False  # one code says either
    if form.channel == "facturae":
        fields |= _as_facturae(made, fields)
    return fields


def _as_facturae(made: PaperInvoice, fields: dict[str, Any]) -> dict[str, Any]:
    """What Facturae writes otherwise: BIC of eleven characters, NIF without its prefix, what is paid off each day."""
    account, method = fields["account"], fields["payment_method"]
    rest, dues = made.amount_paid, []
    for due in made.due_dates if fields["due_dates"] else ():
        settled = min(rest, due.amount)
        rest -= settled
        dues += [(due.day, due.amount - settled)] if due.amount > settled else []
    return {
        "corrected": fields["corrected"] if made.rectification else [],
        "operation_date": made.operation_date,
        "account": account and (account[0], account[1] and account[1].ljust(11, "X")),
        "payment_method": "other" if method == "bizum" else method,
        "due_dates": dues if len(dues) > 1 else [],
    }


@pytest.mark.parametrize(("name", "seed"), CASES)
def test_what_is_exported_comes_back(name, seed):
    form, made = FORMS[name], full_invoice(random.Random(seed))
    assert missing(made, form.channel) == ()
    found = reader.read(form.write(made)).invoice
    assert found is not None
    back, fields = told(found), expected(made, form, found)
    notes = fields.pop("notes")
    assert not notes or any(notes in note for note in back["notes"])
    reasons = fields.pop("discount_reasons")
    assert set(reasons) <= set(back["discount_reasons"])
    assert {field: back[field] for field in fields} == fields
    read = readable.of_invoice(found, _failed(found))
    assert FAULTS.isdisjoint(read.faults)
    assert read.due == made.amount_due
    assert (read.subtotal, read.tax, read.total) == (made.subtotal, made.tax + made.recargo, made.total)
    assert (read.disbursed, read.withheld) == (made.disbursed, made.irpf)
    assert [Decimal(each["net"]) for each in read.lines] == [each.net for each in made.lines]
    assert sum((Decimal(each["tax_amount"]) for each in read.taxes), ZERO) == made.tax


@pytest.mark.parametrize("name", ["ubl", "cii", "facturae"])
def test_the_table_of_the_docs_names_nothing_that_comes_back(name):
    """Each field of the table differs for some invoice, or is none that a reader has."""
    form = FORMS[name]
    unseen = set(lost(form.column))
    for seed in range(60):
        made = full_invoice(random.Random(seed))
        found = reader.read(form.write(made)).invoice
        assert found is not None
        back, own = told(found), stated(made)
        unseen = {field for field in unseen & back.keys() if back[field] == own[field]}
    assert unseen == set()
