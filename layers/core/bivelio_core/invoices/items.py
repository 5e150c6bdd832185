"""The stored form of invoices: two items each.

    T#INV / <sequence>   what lists show, and what changes after issue: status, payments, links
    T#INC / <sequence>   the content: parties, texts, breakdown, and the lines of long invoices; final with the issue

Amounts are texts with two decimals, exact. Lines are JSON. The invoice's own item holds as many lines as fit into
LINES_BYTES; if that is not all, the content holds all lines, compressed.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.contacts import tax_ids
from bivelio_core.contacts.tax_ids import TaxId
from bivelio_core.store import resources
from bivelio_core.store.codec import Item, same
from bivelio_core.store.keys import CONTACT

from . import figures
from .draft_parts import DraftDisbursement, DraftDiscount, DraftDue, DraftLine, DraftRate
from .drafts import Draft
from .item_parts import discount_item, due_items, line_item, present, tax_item
from .money import Group, LineInput, Totals, cents

LINES_BYTES = 4_000
"""A page of a hundred long invoices then stays well below the 6 MB of an answer."""

SAID = (
    *("document_type", "series", "year", "issue_date", "due_date", "currency", "lines", "line_count"),
    *("subtotal", "tax", "total", "irpf", "client", "contact", "prices_include_tax", "due_dates", "disbursed"),
)
"""What `contents_of` sets of an invoice's own item."""

OUTLIVING = ("PK", "SK", "random", "id", "ttl", "type", "sample", "contact")


class Kept(NamedTuple):
    """The attributes of an invoice's two items."""

    main: dict[str, Any]
    content: dict[str, Any]


def new_main(random: str) -> dict[str, Any]:
    """The attributes of a new draft's own item that `contents_of` does not set."""
    now = clock.timestamp()
    return {"random": random, "version": 1, "type": "issued", "status": "draft", "created_at": now, "updated_at": now}


def contents_of(draft: Draft, amounts: Totals, client: Item | None, organisation: str) -> Kept:
    """Return the items' attributes for a draft and its client."""
    lines = [line_item(line, amounts_of_line) for line, amounts_of_line in zip(draft.lines, amounts.lines, strict=True)]
    first = _fitting(lines)
    main: dict[str, Any] = {
        "document_type": draft.document_type,
        "series": draft.series,
        "year": draft.issue_date.year,
        "issue_date": draft.issue_date.isoformat(),
        "due_date": _day(draft.due_date),
        "currency": draft.currency,
        "lines": as_json(first),
        "line_count": len(lines),
        "subtotal": str(amounts.subtotal),
        "tax": str(amounts.tax + amounts.recargo),
        "total": str(amounts.total),
        "irpf": str(amounts.irpf) if amounts.irpf else None,
        "prices_include_tax": True if draft.prices_include_tax else None,
        "due_dates": due_items(draft, amounts) or None,
        "disbursed": str(cents(draft.disbursed)) if draft.disbursements else None,
    }
    if client is not None:
        buyer = buyer_of(client)
        main["client"] = {"id": resources.public_id(CONTACT, organisation, client), **_some(buyer, ("name", "nif"))}
        main["contact"] = client["SK"]
    content: dict[str, Any] = {
        "buyer": buyer_of(client) if client is not None else None,
        "operation_date": _day(draft.operation_date),
        "reference": draft.reference,
        "notes": draft.notes,
        "language": draft.language,
        "discount": discount_item(draft.discount),
        "discount_amount": str(amounts.discount) if amounts.discount else None,
        "lines_net": str(amounts.lines_net),
        "recargo": str(amounts.recargo) if amounts.recargo else None,
        "irpf_rate": str(draft.irpf_rate) if draft.irpf_rate else None,
        "payment_method": draft.payment_method,
        "regime": None if draft.regime == "general" else draft.regime,
        "replaces": [dict(each) for each in draft.replaces] or None,
        "self_billed": True if draft.is_self_billed else None,
        "exchange_rate": {"rate": f"{draft.exchange_rate.rate:f}", "date": draft.exchange_rate.day.isoformat()}
        if draft.exchange_rate
        else None,
        "disbursements": [
            {"description": each.description, "amount": str(cents(each.amount))} for each in draft.disbursements
        ]
        or None,
        "breakdown": as_json([tax_item(each) for each in amounts.taxes]),
        "all_lines": zlib.compress(as_json(lines).encode(), 9) if len(first) < len(lines) else None,
    }
    return Kept(present(main), present(content))


def same_content(main: Item, content: Item, other: Kept) -> bool:
    """Tell whether the items already have this content."""
    own = {name: main[name] for name in SAID if name in main}
    return same(own, other.main) and same(without_key(content), other.content)


def without_key(item: Item) -> dict[str, Any]:
    """Return an item's attributes without its key, for the item that replaces it."""
    return {name: value for name, value in item.items() if name not in ("PK", "SK", "ttl")}


def revised(main: Item, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes of an invoice's next version, with its new contents from `contents_of`."""
    rest = {name: value for name, value in without_key(main).items() if name not in SAID}
    return {**rest, **after, "version": main["version"] + 1, "updated_at": clock.timestamp()}


def draft_of(main: Item, content: Item) -> Draft:
    """The draft that items hold."""
    discount = content.get("discount")
    return Draft(
        document_type=main["document_type"],
        series=main["series"],
        issue_date=date.fromisoformat(main["issue_date"]),
        due_date=_date(main.get("due_date")),
        operation_date=_date(content.get("operation_date")),
        lines=tuple(
            DraftLine(
                line["description"],
                input_of(line),
                unit=line.get("unit"),
                item_code=line.get("item_code"),
                product_id=line.get("product_id"),
                kind=line.get("kind"),
            )
            for line in figures.lines_in(main, content)
        ),
        discount=DraftDiscount(
            _decimal(discount.get("percent")), _decimal(discount.get("amount")), discount.get("reason")
        )
        if discount
        else None,
        irpf_rate=Decimal(content.get("irpf_rate", "0")),
        reference=content.get("reference"),
        notes=content.get("notes"),
        language=content["language"],
        currency=main["currency"],
        regime=content.get("regime", "general"),
        replaces=tuple(content.get("replaces", ())),
        is_self_billed=content.get("self_billed", False),
        prices_include_tax=main.get("prices_include_tax", False),
        payment_method=content.get("payment_method"),
        due_dates=tuple(_due_of(each) for each in main.get("due_dates", ())),
        exchange_rate=_rate_of(content.get("exchange_rate")),
        disbursements=tuple(
            DraftDisbursement(each["description"], Decimal(each["amount"])) for each in content.get("disbursements", ())
        ),
    )


def _due_of(part: Mapping[str, str]) -> DraftDue:
    percent = _decimal(part.get("percent"))
    return DraftDue(date.fromisoformat(part["date"]), Decimal(part["amount"]) if percent is None else None, percent)


def _rate_of(rate: Mapping[str, str] | None) -> DraftRate | None:
    return None if rate is None else DraftRate(Decimal(rate["rate"]), date.fromisoformat(rate["date"]))


def lines_of(lines: Sequence[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return how an invoice's own item and its content store the lines."""
    first = _fitting(list(lines))
    whole = zlib.compress(as_json(list(lines)).encode(), 9) if len(first) < len(lines) else None
    return {"lines": as_json(first), "line_count": len(lines)}, {} if whole is None else {"all_lines": whole}


def exact(text: str) -> Decimal:
    """A stored amount."""
    return Decimal(text)


def buyer_of(contact: Item) -> dict[str, Any]:
    """Return a contact as invoices show it: name, tax number and main address."""
    tax_id, address = tax_ids.tax_id_of(contact), tax_ids.address_of(contact)
    dir3 = tax_ids.custom_field(contact["custom_fields"], "dir3")
    return present(
        {
            "name": contact["name"],
            **_identified(tax_id),
            **address,
            "country": address.get("country") or (tax_id.country if tax_id else None),
            "email": contact.get("email"),
            "phone": contact.get("phone"),
            "dir3": {name: text for name, text in dir3.items() if isinstance(text, str)}
            if isinstance(dir3, dict)
            else None,
        }
    )


def _identified(tax_id: TaxId | None) -> dict[str, str]:
    """Return a tax number as documents show it, with its kind."""
    if tax_id is None or not (number := tax_ids.compact(tax_id.number)):
        return {}
    return {"nif": number, "nif_type": tax_id.type, "nif_country": tax_id.country}


def input_of(line: Mapping[str, Any]) -> LineInput:
    """Return the inputs of a stored line's amounts."""
    rate = Decimal(line["tax_rate"])
    group = Group(
        line.get("tax_category") or ("standard" if rate else "zero"),
        rate,
        Decimal(line.get("recargo_rate", "0")),
        line.get("exemption_cause"),
        line.get("exemption_reason"),
    )
    discount = Decimal(line.get("discount_percent", "0"))
    cost = _decimal(line.get("purchase_price"))
    return LineInput(Decimal(line["quantity"]), Decimal(line["unit_price"]), group, discount, cost)


def _fitting(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The first lines whose JSON fits into LINES_BYTES."""
    size, first = 2, []
    for line in lines:
        size += len(as_json(line).encode()) + 1
        if size > LINES_BYTES:
            break
        first.append(line)
    return first


def as_json(value: Any) -> str:
    """The JSON that items keep."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _some(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
