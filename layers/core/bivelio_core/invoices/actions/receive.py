"""Receive a supplier's invoice: read it, find or create the supplier's contact, and store the invoice once.

The number of a supplier's invoice is an item, written in the invoice's transaction, so the invoice is stored once
however often it is sent. A received invoice is the supplier's document: it has neither a number of ours nor a record,
and only what was read wrong of it is corrected (correct.py), until it is booked.
"""

from decimal import Decimal
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.contacts.reach import Reached
from bivelio_core.contacts.suppliers import plain_number, supplier
from bivelio_core.context import Context
from bivelio_core.documents import results, sources
from bivelio_core.documents.analysis import reader
from bivelio_core.documents.analysis.invoices import Invoice as Document
from bivelio_core.documents.analysis.readings import Reading
from bivelio_core.documents.analysis.refusals import Refused
from bivelio_core.documents.loaded import load_document
from bivelio_core.documents.refused import refusal
from bivelio_core.documents.storage import documents_of
from bivelio_core.errors import (
    ChangedMeanwhile,
    ResourceForbidden,
    ResourceNotFound,
    Unprocessable,
    ValidationError,
)
from bivelio_core.faults import register
from bivelio_core.invoices import days, extracted, items, marks, readable, received_numbers, review_reasons, stored
from bivelio_core.invoices.draft_models import MAXIMUM_LINES
from bivelio_core.invoices.models import Invoice
from bivelio_core.invoices.money import ZERO, cents
from bivelio_core.invoices.readable import Readable
from bivelio_core.invoices.received_models import ReceiveInvoice
from bivelio_core.invoices.show import show
from bivelio_core.invoices.stored import Stored
from bivelio_core.store.effect_marker import EffectKey, effect_target, write_once
from bivelio_core.store.keys import EXTRACTION, INVOICE, INVOICE_CONTENT, sequence_sk
from bivelio_core.store.table import TransactionFailed
from bivelio_core.store.writes import Write, absent

TRIES = 8

LONGEST_NUMBER = 100

LARGEST = Decimal(10) ** 15

INCOMPLETE = register("invoices", "incomplete_invoice")

NO_DATA = register("invoices", "no_invoice_data")

BROKEN_DATA = register("invoices", "embedded_xml_broken")

NOT_EXTRACTED = register("invoices", "not_extracted")


def receive(request: ReceiveInvoice, ctx: Context) -> Invoice:
    """Keep a received invoice, with its supplier as contact. With an Idempotency-Key the same request returns the same.

    Raises ValidationError unless exactly one source is named, Unprocessable for an incomplete invoice, Conflict with
    `invoice_id` when the supplier's number was received before.
    """
    key = EffectKey.of("invoices.receive", ctx.idempotency_key, request)
    if target_sk := effect_target(ctx.store, key):
        return _answer(stored.at(ctx.store, target_sk), ctx)
    field, read, document_id = _read(request, ctx)
    _require_complete(field, read)
    own = ids.random_text(ids.RANDOM_LENGTH)
    sk = sequence_sk(ctx.store.lease_sequence(INVOICE))
    for _ in range(TRIES):
        number = received_numbers.number_of(_identity(read))
        if (before := received_numbers.holder_of(ctx.store, number)) is not None:
            raise received_numbers.received_before(before, ctx.organisation)
        party = supplier(ctx.store, read.supplier.nif, str(read.supplier.name), read.supplier.address)
        main = ctx.store.put_write(INVOICE, sk, _main(read, party, sk, own, ctx), condition=absent())
        content = ctx.store.put_write(INVOICE_CONTENT, sk, _content(read, party, document_id))
        writes: list[Write] = [main, content, received_numbers.claim(ctx.store, number, sk), *party.writes]
        try:
            target_sk = write_once(ctx.store, key, sk, writes)
        except TransactionFailed:
            continue  # the number or the contact was made meanwhile: look again
        return _answer(Stored(main.item, content.item) if target_sk == sk else stored.at(ctx.store, target_sk), ctx)
    raise ChangedMeanwhile


def _read(request: ReceiveInvoice, ctx: Context) -> tuple[str, Readable, str | None]:
    """Read the request's source; also returns the name of the field that names it, and the id of its document."""
    named = [name for name in ("extraction_id", "document_id", "xml") if getattr(request, name) is not None]
    if len(named) != 1:
        raise ValidationError.of("xml", "one_of")
    if request.extraction_id is not None:
        return "extraction_id", *_extracted(request.extraction_id, ctx)
    if request.document_id is not None:
        about = sources.attributes_of(sources.Asked(request.document_id, None), "", ctx)
        reading = load_document(about, ctx).reading
    else:
        try:
            reading = reader.read(str(request.xml).encode())
        except Refused as refused:
            raise refusal("xml", refused.reason) from refused
    if reading.broken_data is not None:
        raise Unprocessable.of(named[0], BROKEN_DATA, name=reading.broken_data)
    if reading.invoice is None:
        raise Unprocessable.of(named[0], NO_DATA)
    return named[0], readable.of_invoice(reading.invoice, _failed(reading.invoice, reading)), request.document_id


def _failed(document: Document, reading: Reading | None = None) -> list[str]:
    """Return the checks that a structured invoice fails, by itself and as the data of a PDF."""
    from bivelio_core.documents.analysis.checks import checks  # noqa: PLC0415 - imports the checks of tax numbers
    from bivelio_core.documents.analysis.fields import Fields  # noqa: PLC0415
    from bivelio_core.documents.findings import SUMS  # noqa: PLC0415

    failed = [check.name for check in checks(Fields("structured", "invoice"), document) if not check.passed]
    is_embedded = reading is not None and reading.kind == "pdf"
    return [*failed, "embedded_xml_broken"] if is_embedded and SUMS.intersection(failed) else [*failed]


def _extracted(extraction_id: str, ctx: Context) -> tuple[Readable, str | None]:
    try:
        item = ctx.store.find(EXTRACTION, extraction_id)
    except (ResourceNotFound, ResourceForbidden) as error:
        raise Unprocessable.of("extraction_id", "not_found") from error
    if item["operation"] != "extract" or item["status"] != "completed":
        raise Unprocessable.of("extraction_id", NOT_EXTRACTED)
    result = results.whole(documents_of(ctx.tenant), item)
    failed = [check["name"] for check in result["checks"] if not check["passed"]]
    unsure = ["extraction"] if result.get("needs_review") and not failed else []
    return readable.of_extraction(extracted.values_of(result), [*failed, *unsure]), item.get("document_id")


def _require_complete(field: str, read: Readable) -> None:
    needed = {
        "number": read.number,
        "issue_date": read.issue_date,
        "total": read.total,
        "supplier": read.supplier.name,
    }
    if missing := [name for name, value in needed.items() if value is None]:
        raise Unprocessable.of(field, INCOMPLETE, missing=", ".join(missing))
    if len(read.lines) > MAXIMUM_LINES:
        raise Unprocessable.of(field, "max_items", limit=MAXIMUM_LINES)
    if len(str(read.number)) > LONGEST_NUMBER:
        raise Unprocessable.of(field, "max_length", limit=LONGEST_NUMBER)
    if any(abs(amount) > LARGEST for amount in readable.amounts(read)):
        raise Unprocessable.of(field, "maximum", limit=int(LARGEST))


def _identity(read: Readable) -> dict[str, Any]:
    """Return the attributes by which a supplier's invoice is known."""
    client = {"name": str(read.supplier.name), **({"nif": read.supplier.nif} if read.supplier.nif else {})}
    return {
        "number": read.number,
        "issue_date": read.issue_date.isoformat() if read.issue_date else "0000",
        "document_type": "rectification" if read.is_credit_note else "invoice",
        "client": client,
    }


def _main(read: Readable, party: Reached, sk: str, random: str, ctx: Context) -> dict[str, Any]:
    now, total = clock.timestamp(), cents(read.total or ZERO)
    due = total - cents(read.withheld) - cents(read.prepaid) + cents(read.rounding) + read.disbursed
    own: dict[str, Any] = {
        **items.new_main(random),
        "type": "received",
        "status": "paid" if read.prepaid and due == ZERO else "pending",
        "document_type": "rectification" if read.is_credit_note else "invoice",
        "number": read.number,
        "issue_date": read.issue_date.isoformat() if read.issue_date else None,
        "due_date": read.due_date.isoformat() if read.due_date else None,
        "currency": read.currency,
        **items.lines_of(read.lines)[0],
        "subtotal": str(cents(read.subtotal)),
        "tax": str(cents(read.tax)),
        "total": str(total),
        "irpf": str(cents(read.withheld)) if read.withheld else None,
        "carried": str(cents(read.prepaid)) if read.prepaid else None,
        "rounding": str(cents(read.rounding)) if read.rounding else None,
        "disbursed": str(read.disbursed) if read.disbursements else None,
        "due_dates": list(read.due_dates) or None,
        "client": {
            "id": party.public_id(ctx.organisation),
            "name": str(read.supplier.name)[:300],
            **({"nif": plain_number(read.supplier.nif)} if read.supplier.nif else {}),
        },
        "contact": party.sk,
        "needs_review": bool(read.faults),
        "review_reasons": list(read.faults) or None,
        "issued_at": now,
    }
    attributes = {name: value for name, value in own.items() if value is not None}
    return {**attributes, **marks.overdue({**attributes, "SK": sk}, days.zone_of(ctx.store))}


def _content(read: Readable, party: Reached, document_id: str | None) -> dict[str, Any]:
    content = {
        "document_id": document_id,
        "buyer": items.buyer_of(party.item),
        "breakdown": items.as_json(list(read.taxes)),
        "reference": read.reference[:200] if read.reference else None,
        "operation_date": read.operation_date.isoformat() if read.operation_date else None,
        "irpf_rate": f"{read.irpf_rate:f}" if read.irpf_rate else None,
        "payment_method": read.payment_method,
        "disbursements": list(read.disbursements) or None,
        "exchange_rate": read.exchange_rate,
        **items.lines_of(read.lines)[1],
    }
    return {name: value for name, value in content.items() if value is not None}


def _answer(invoice: Stored, ctx: Context) -> Invoice:
    warnings = review_reasons.warnings_of(invoice.main, ctx.language)
    return show(invoice.main, ctx.organisation, invoice.content, warnings=warnings)
