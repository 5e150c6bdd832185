"""The rows of the book of issued invoices (LSI.xlsx, EXPEDIDAS_INGRESOS). Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bivelio_core.contacts.tax_ids import HOME
from bivelio_core.invoices import figures
from bivelio_core.invoices.money import ZERO, cents
from bivelio_core.invoices.stored import Stored

from .activity import INCOME, Keeper
from .amounts import euros_of, in_euros
from .entries import Entry
from .kinds import FINAL_CONSUMER, kind_of, regime_of, type_of
from .parties import Identity, country_of, identity_of
from .periods import quarter_of
from .rows import IssuedRow

NUMBER_CHARACTERS = 20
_EMPTY: dict[str, Any] = dict.fromkeys(IssuedRow._fields)


def rows_of(entry: Entry, keeper: Keeper, replaced: Mapping[str, Stored]) -> list[IssuedRow]:
    """Return an invoice's rows, one for each kind of tax; none when its amounts are not known in euros.

    A rectification that replaces invoices comes after their own rows with the opposite sign (validation 8). `replaced`
    has the invoices that are corrected, by id.
    """
    main, content = entry.invoice
    if (rate := euros_of(main, content)) is None:
        return []
    about = content.get("rectification", {})
    former = [replaced[each["id"]] for each in about.get("invoices", ()) if each["id"] in replaced]
    is_replacement = about.get("method") == "substitution"
    taken_back = [row for each in former for row in _taken_back(each, entry, keeper)] if is_replacement else []
    return [*taken_back, *_rows(entry.invoice, entry, keeper, rate, Decimal(1))]


def _taken_back(former: Stored, entry: Entry, keeper: Keeper) -> Iterator[IssuedRow]:
    """Return the rows of a replaced invoice with the opposite sign, dated as what replaces it: they count from then."""
    rate = euros_of(*former)
    if rate is None:
        return
    issue = date.fromisoformat(entry.invoice.main["issue_date"])
    for row in _rows(former, entry, keeper, rate, Decimal(-1)):
        yield row._replace(issue_date=issue, operation_date=None)


def _rows(invoice: Stored, entry: Entry, keeper: Keeper, rate: Decimal, sign: Decimal) -> list[IssuedRow]:
    main, content = invoice
    buyer = content.get("buyer")
    regime, is_abroad = regime_of(content), buyer is not None and country_of(buyer) != HOME
    common = {**_EMPTY, **_of_invoice(invoice, entry, keeper)}
    rows = []
    for tax in figures.breakdown_in(content):
        kind = kind_of(tax, regime, is_abroad=is_abroad)
        paid, margin = sign * in_euros(tax["base"], rate), tax.get("margin")
        base = sign * in_euros(margin["base"], rate) if margin else paid
        is_taxed = kind.qualification == "S1"
        charged = margin["tax"] if margin else tax["tax_amount"]
        amount = sign * in_euros(charged, rate) if is_taxed else cents(ZERO)
        recargo = sign * in_euros(tax["recargo_amount"], rate) if is_taxed and "recargo_amount" in tax else None
        own: dict[str, Any] = {
            "income": (paid - amount if margin else base) if keeper.is_person else None,
            **kind._asdict(),
            "base": base,
            "total": paid if margin else cents(base + amount + (recargo or ZERO)),
            "rate": Decimal(tax["tax_rate"]) if is_taxed else ZERO,
            "tax": amount,
            "recargo_rate": Decimal(tax["recargo_rate"]) if recargo is not None else None,
            "recargo": recargo,
        }
        if kind.qualification not in {"S1", "S2"}:
            own |= {"rate": None, "tax": None}
        rows.append(IssuedRow(**{**common, **own}))
    return _with_irpf(rows, main, content, rate, sign)


def _of_invoice(invoice: Stored, entry: Entry, keeper: Keeper) -> dict[str, Any]:
    """Return the columns that all rows of an invoice share."""
    main, content = invoice
    invoice_type = type_of(main, content)
    operation = content.get("operation_date")
    code, kind, group = keeper.activity
    return {
        "year": entry.day.year,
        "period": f"{quarter_of(entry.day)}T",
        "activity_code": code,
        "activity_type": kind,
        "activity_group": group,
        "invoice_type": invoice_type,
        "income_concept": INCOME if keeper.is_person else None,
        "issue_date": date.fromisoformat(main["issue_date"]),
        "operation_date": date.fromisoformat(operation) if operation and operation != main["issue_date"] else None,
        "series": main.get("series"),
        "number": str(main["number"])[:NUMBER_CHARACTERS],
        **_named(identity_of(content.get("buyer")), invoice_type)._asdict(),
        "reference": entry.id,
    }


def _named(who: Identity, invoice_type: str) -> Identity:
    """Return the identity, with the name that a simplified invoice to nobody in particular has."""
    is_anonymous = who.id_number is None and invoice_type in {"F2", "R5"}
    return who._replace(name=who.name or FINAL_CONSUMER) if is_anonymous else who


def _with_irpf(
    rows: list[IssuedRow], main: Mapping[str, Any], content: Mapping[str, Any], rate: Decimal, sign: Decimal
) -> list[IssuedRow]:
    """Return the rows with what is withheld in the first of them: it is entered once (validation 7)."""
    withheld = in_euros(main.get("irpf"), rate)
    if not rows or not withheld:
        return rows
    percent = Decimal(content["irpf_rate"]) if "irpf_rate" in content else None
    return [rows[0]._replace(irpf_rate=percent, irpf=sign * withheld), *rows[1:]]
