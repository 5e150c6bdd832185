"""A stored invoice as the API shows it."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from bivelio_core.store import resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE

from . import figures
from .books import entry_models
from .fields import as_number
from .figures import original_lines
from .models import Client, Invoice, InvoiceWarning, Line, Margin, Payment, Rectification, Rectified, TaxLine, Verifactu
from .money import exchanged
from .payment_models import DisbursementShown, DuePart, RateUsed
from .received_answers import Original
from .storage import SignedUrl

_PLAIN = (
    *("number", "type", "document_type", "status", "series", "currency", "issue_date", "due_date", "version"),
    *("created_at", "updated_at", "issued_at", "sent_at", "paid_at", "voided_at", "void_reason", "line_count"),
    *("needs_review", "review_reasons", "prices_include_tax", "booked_at", "booked_by", "origin"),
)
_OF_CONTENT = ("regime", "operation_date", "reference", "notes", "language", "payment_method")


def show(
    main: Item,
    organisation: str,
    content: Item | None = None,
    url: SignedUrl | None = None,
    warnings: list[InvoiceWarning] | None = None,
    verifactu: Verifactu | None = None,
) -> Invoice:
    """The resource of an invoice's items; without content, as lists show it."""
    return Invoice(
        id=resources.public_id(INVOICE, organisation, main),
        **fields_of(main, content),
        **({"pdf_url": url.url, "url_expires_at": url.expires_at} if url else {}),
        verifactu=verifactu,
        warnings=warnings or None,
    )


def fields_of(main: Item, content: Item | None) -> dict[str, Any]:
    """The fields that follow from an invoice's items alone."""
    return {
        "number_status": "provisional" if main["status"] == "draft" else "final",
        "client": Client(**main["client"]) if "client" in main else None,
        "line_items": [_line(line) for line in figures.lines_in(main, content)],
        "subtotal": float(main["subtotal"]),
        "tax": float(main["tax"]),
        "total": float(main["total"]),
        "irpf_amount": _amount(main.get("irpf")),
        "amount_paid": float(figures.paid(main)),
        "amount_credited": _amount(main.get("credited")),
        "amount_due": float(figures.due(main)),
        "payments": _payments(main) if content is not None else None,
        "due_dates": [_due(part) for part in main.get("due_dates", ())] or None,
        "books": entry_models.entry_of(main["books"]) if "books" in main else None,
        "rectified_by": [Rectified(**each) for each in main.get("rectified_by", ())] or None,
        **{name: main.get(name) for name in _PLAIN},
        **(_content(content) if content is not None else {}),
    }


def _content(content: Item) -> dict[str, Any]:
    discount, rectification = content.get("discount"), content.get("rectification")
    breakdown = figures.breakdown_in(content)
    return {
        **{name: content.get(name) for name in _OF_CONTENT},
        "tax_breakdown": [_tax(each) for each in breakdown],
        "margin": _margin([each["margin"] for each in breakdown if "margin" in each]),
        "discount": {name: as_number(text) if name != "reason" else text for name, text in discount.items()}
        if discount
        else None,
        "discount_amount": _amount(content.get("discount_amount")),
        "irpf_rate": _amount(content.get("irpf_rate")),
        **(_exchanged(content) if "exchange_rate" in content else {}),
        "disbursements": [
            DisbursementShown(description=each["description"], amount=float(each["amount"]))
            for each in content.get("disbursements", ())
        ]
        or None,
        "self_billed": content.get("self_billed"),
        "replaces": [Rectified(id=each["id"], number=each["number"]) for each in content.get("replaces", ())] or None,
        "rectification": Rectification(
            **{name: rectification[name] for name in ("code", "method", "reason")},
            invoices=[Rectified(id=each["id"], number=each["number"]) for each in rectification["invoices"]],
        )
        if rectification
        else None,
        "corrections": content.get("corrections"),
        "document_id": content.get("document_id"),
        "original": _original(content["original"]) if "original" in content else None,
    }


def _exchanged(content: Item) -> dict[str, Any]:
    """Return the rate of an invoice in another currency, and its tax in euros."""
    rate = content["exchange_rate"]
    taxes = figures.breakdown_in(content)
    amounts = [Decimal(each[name]) for each in taxes for name in ("tax_amount", "recargo_amount") if name in each]
    return {
        "exchange_rate": RateUsed(rate=as_number(rate["rate"]), date=rate["date"]),
        "tax_in_euros": float(sum(exchanged(amount, Decimal(rate["rate"])) for amount in amounts)),
    }


def _due(part: Mapping[str, str]) -> DuePart:
    return DuePart(date=part["date"], amount=float(part["amount"]), percent=_amount(part.get("percent")))


def _original(original: Mapping[str, Any]) -> Original:
    """A received invoice as it was read."""
    plain = {name: value for name, value in original.items() if name in Original.model_fields}
    amounts = {name: float(original[name]) for name in ("subtotal", "tax", "total")}
    return Original(
        **{**plain, **amounts},
        irpf_amount=_amount(original.get("irpf")),
        tax_breakdown=[_tax(each).model_dump(exclude_none=True) for each in json.loads(original["breakdown"])],
        line_items=[_line(each).model_dump(exclude_none=True) for each in original_lines(original)],
    )


def _line(line: Mapping[str, Any]) -> Line:
    exact = {
        name: as_number(line[name])
        for name in ("quantity", "unit_price", "discount_percent", "purchase_price")
        if name in line
    }
    rates = {
        name: float(line[name]) for name in ("tax_rate", "net", "tax_amount", "total", "recargo_rate") if name in line
    }
    return Line(**{**line, **exact, **rates})


def _tax(each: Mapping[str, Any]) -> TaxLine:
    amounts = ("tax_rate", "base", "tax_amount", "recargo_rate", "recargo_amount")
    margin = {"margin": _margin([each["margin"]])} if "margin" in each else {}
    return TaxLine(**{**each, **{name: float(each[name]) for name in amounts if name in each}, **margin})


def _margin(margins: Sequence[Mapping[str, str]]) -> Margin | None:
    """Return what is taxed of several kinds of tax together; None where no margin is."""
    if not margins:
        return None
    return Margin(**{name: float(sum(Decimal(each[name]) for each in margins)) for name in ("base", "tax")})


def _payments(main: Item) -> list[Payment] | None:
    payments = [Payment(**{**each, "amount": float(each["amount"])}) for each in main.get("payments", ())]
    return payments or None


def _amount(text: str | None) -> float | None:
    return None if text is None else float(text)
