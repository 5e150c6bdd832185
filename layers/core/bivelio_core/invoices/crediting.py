"""Compute what remains of an invoice after its rectifications, and how they settle each other. Pure.

A rectification by difference with the opposite sign settles the amount due of the corrected invoice, up to the smaller
of the two amounts: a credit note of 121.00 on an invoice with 21.00 due settles 21.00, and 100.00 is to be paid back.
Both items store the settled amount (`credited`), with opposite signs, so the sum of the amounts due stays the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from bivelio_core.catalogue import Entry
from bivelio_core.errors import Unprocessable
from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.tenant_store import TenantStore

from . import figures, items
from .draft_parts import DraftDisbursement, DraftDiscount, DraftLine
from .errors import CREDIT_TOO_LARGE, NOTHING_LEFT
from .money import ZERO, Group, LineInput
from .stored import Stored

ROUNDING = Decimal("0.05")
"""What roundings to the cent may leave of an invoice that is taken back in parts: it is settled with the rest."""

REMAINDER = Entry("invoices", "line.remainder")


class TakenBack(NamedTuple):
    """The lines, the discount and the suplidos that take back the rest of an invoice."""

    lines: tuple[DraftLine, ...]
    discount: DraftDiscount | None
    disbursements: tuple[DraftDisbursement, ...]


class Settled(NamedTuple):
    """The settled part of an invoice's amount due, and the settled part of its rectification's amount due."""

    of_invoice: Decimal
    of_rectification: Decimal


def rectifications(store: TenantStore, main: Item) -> list[Stored]:
    """Read an invoice's valid rectifications, without the voided ones, in one batch of reads at most."""
    sks = [store.sort_key(INVOICE, link["id"]) for link in main.get("rectified_by", ())]
    if not sks:
        return []
    mains = {sk: store.key(INVOICE, sk) for sk in sks}
    contents = {sk: store.key(INVOICE_CONTENT, sk) for sk in sks}
    items = store.table.get_many([*mains.values(), *contents.values()], consistent=True)
    every = [Stored(items[mains[sk]], items[contents[sk]]) for sk in sks]
    public = resources.public_id(INVOICE, store.tenant.organisation, main)
    return [_about(public, each) for each in every if each.main["status"] != "void"]


def _about(public: str, rectification: Stored) -> Stored:
    """Return a rectification as far as it is about one invoice: of one of several invoices, the part of that one."""
    corrected = rectification.content.get("rectification", {}).get("invoices", ())
    part = next((each["part"] for each in corrected if each["id"] == public and "part" in each), None)
    if part is None:
        return rectification
    amounts = {"total": part["total"], "disbursed": part.get("disbursed", "0")}
    return Stored({**rectification.main, **amounts}, {**rectification.content, "breakdown": part["breakdown"]})


def taken_back(invoice: Stored, earlier: Sequence[Stored], language: str) -> TakenBack:
    """Return the lines that take back the rest: the invoice's own or, after earlier ones, one per kind of tax.

    Raises Unprocessable when nothing is left.
    """
    old = items.draft_of(*invoice)
    if not earlier:
        disbursements = tuple(replace(each, amount=-each.amount) for each in old.disbursements)
        return TakenBack(tuple(map(_turned, old.lines)), _discount_back(old.discount), disbursements)
    return rest_of(invoice, earlier, language)


def rest_of(invoice: Stored, earlier: Sequence[Stored], language: str) -> TakenBack:
    """Return the lines that take back the rest by kind of tax. Raises Unprocessable when nothing is left."""
    old = items.draft_of(*invoice)
    bases: dict[Group, Decimal] = defaultdict(lambda: ZERO)
    margins: dict[Group, Decimal] = {}
    for each in (invoice, *earlier):
        for group, base, margin in _bases(each.content, with_tax=old.prices_include_tax):
            bases[group] += base
            if margin is not None:
                margins[group] = margins.get(group, ZERO) + margin
    description = REMAINDER[language].format(number=invoice.main["number"])
    lines = tuple(
        DraftLine(description, _whole(group, base, margins.get(group))) for group, base in bases.items() if base
    )
    if not lines:
        raise Unprocessable.of("line_items", NOTHING_LEFT)
    disbursed = sum((items.exact(each.main.get("disbursed", "0")) for each in (invoice, *earlier)), ZERO)
    return TakenBack(lines, None, (DraftDisbursement(description, -disbursed),) if disbursed else ())


def left_of(invoice: Stored, earlier: Sequence[Stored]) -> Decimal:
    """Return what is left of an invoice's total after its rectifications."""
    return items.exact(invoice.main["total"]) + sum((items.exact(each.main["total"]) for each in earlier), ZERO)


def check_left(invoice: Stored, earlier: Sequence[Stored], total: Decimal) -> None:
    """Raise Unprocessable for a difference that takes back more than is left of the invoice's total."""
    rest = left_of(invoice, earlier)
    if (rest + total) * items.exact(invoice.main["total"]) < 0:
        raise Unprocessable.of("line_items", CREDIT_TOO_LARGE, limit=str(rest))


def settled(invoice: Item, rectification: Item, *, is_rest: bool) -> Settled:
    """Return how an invoice and its rectification by difference settle each other.

    With `is_rest` the rectification takes back all that is left, including a cent that remains from rounding.
    """
    owed, back = figures.due(invoice), figures.due(rectification)
    if owed * back >= 0:
        return Settled(ZERO, ZERO)
    if is_rest and abs(owed + back) <= ROUNDING:
        return Settled(owed, back)
    amount = min(abs(owed), abs(back)).copy_sign(owed)
    return Settled(amount, -amount)


def credited(main: Item, amount: Decimal) -> dict[str, Any]:
    """Return an invoice's attributes after a rectification has settled this further amount."""
    whole = figures.credited(main) + amount
    attributes = {name: value for name, value in main.items() if name != "credited"}
    return {**attributes, **({"credited": str(whole)} if whole else {})}


def _turned(line: DraftLine) -> DraftLine:
    return replace(line, priced=replace(line.priced, quantity=-line.priced.quantity))


def _discount_back(discount: DraftDiscount | None) -> DraftDiscount | None:
    if discount is None or discount.amount is None:
        return discount
    return replace(discount, amount=-discount.amount)


def _whole(group: Group, base: Decimal, margin: Decimal | None) -> LineInput:
    """Return the line that takes back a base; of one with a margin, at a cost that leaves that margin."""
    sign = -1 if base > 0 else 1
    cost = None if margin is None else -sign * (base - margin)
    return LineInput(Decimal(sign), abs(base), group, purchase_price=cost)


def _bases(content: Item, *, with_tax: bool) -> Iterator[tuple[Group, Decimal, Decimal | None]]:
    """The bases of an invoice by group, with their taxes where its prices include them, and their margins."""
    names = ("base", "tax_amount", "recargo_amount") if with_tax else ("base",)
    for tax in figures.breakdown_in(content):
        yield (
            Group(
                tax["tax_category"],
                Decimal(tax["tax_rate"]),
                Decimal(tax.get("recargo_rate", "0")),
                tax.get("exemption_cause"),
                tax.get("exemption_reason"),
            ),
            sum((Decimal(tax[name]) for name in names if name in tax), ZERO),
            sum(map(Decimal, tax["margin"].values()), ZERO) if "margin" in tax else None,
        )
