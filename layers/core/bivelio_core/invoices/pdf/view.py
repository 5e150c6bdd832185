"""What the page says, as texts: an invoice becomes lists of texts that the template `invoice.typ` only has to place."""

import unicodedata
from typing import Any

from bivelio_core.invoices.paper import Line, PaperInvoice, Party, Tax
from bivelio_core.invoices.tax_numbers import kind_of
from bivelio_core.invoices.verifactu import qr
from bivelio_core.invoices.words import TAXED, Words, mentions

from . import codes, countries, formats, logos

View = dict[str, Any]
Row = list[str]

LONG_WORD, PIECE = 24, 6
"""Words longer than the first may be broken after so many characters: no column is wider than a long reference."""
BREAK_HERE = "\u200b"
"""Where the template may break a line. It puts an empty box there, so the character is in no PDF."""
JOINERS = "\u200c\u200d"
"""The only invisible characters that are kept: the spelling of some scripts needs them."""


def view(invoice: PaperInvoice) -> View:
    """Return the texts of an invoice's pages, in its language."""
    words = Words(invoice.language)
    heading = words[invoice.document_type]
    is_draft, is_test = invoice.status == "draft", invoice.environment == "sandbox"
    return {
        "language": invoice.language,
        "heading": heading,
        "title": f"{heading} {invoice.number}",
        "author": plain(invoice.seller.name),
        "watermark": words["draft"] if is_draft else None,
        "warnings": [words["draft_note"]] * is_draft + [words["sandbox_note"]] * is_test,
        "logo": logos.drawing(invoice.logo) if invoice.logo else None,
        "brand": breakable(invoice.seller.trade_name or invoice.seller.name),
        "facts": _facts(invoice, words),
        "parties": _parties(invoice, words),
        "correction": _correction(invoice, words),
        "lines": _lines(invoice, words),
        "taxes": _taxes(invoice, words),
        "totals": _totals(invoice, words),
        "payment": _payment(invoice, words),
        "notes": {"title": words["notes"], "text": breakable(invoice.notes)} if invoice.notes else None,
        "mentions": [breakable(text) for text in mentions(invoice, words)],
        "registration": breakable(invoice.seller.registration or ""),
        "page": words["page"],
        "tax_qr": tax_qr(invoice),
    }


def plain(text: str) -> str:
    """Return a text composed (NFC), without control characters and without those that change its direction."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    characters = (
        c for c in composed if c in "\n" + JOINERS or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return "".join(characters).strip()


def breakable(text: str) -> str:
    """Return a text whose very long words can be broken: none runs out of its column."""
    return "\n".join(" ".join(_pieces(word) for word in line.split()) for line in plain(text).split("\n"))


def _pieces(word: str) -> str:
    if len(word) <= LONG_WORD:
        return word
    pieces, size = [word[0]], 1
    for character in word[1:]:
        if size >= PIECE and not unicodedata.category(character).startswith("M") and character not in JOINERS:
            pieces.append(BREAK_HERE)
            size = 0
        pieces.append(character)
        size += 1
    return "".join(pieces)


def _facts(invoice: PaperInvoice, words: Words) -> list[Row]:
    number = "provisional_number" if invoice.status == "draft" else "number"
    facts = [
        [words[number], breakable(invoice.number)],
        [words["issue_date"], formats.day(invoice.issue_date, invoice.language)],
    ]
    if invoice.operation_date and invoice.operation_date != invoice.issue_date:
        facts.append([words["operation_date"], formats.day(invoice.operation_date, invoice.language)])
    if invoice.due_date:
        facts.append([words["due_date"], formats.day(invoice.due_date, invoice.language)])
    if invoice.reference:
        facts.append([words["reference"], breakable(invoice.reference)])
    return facts


def _parties(invoice: PaperInvoice, words: Words) -> list[View]:
    parties = [("seller", invoice.seller)] + ([("buyer", invoice.buyer)] if invoice.buyer else [])
    is_abroad = any(party.country != "ES" for _, party in parties)
    return [
        {
            "title": words[role],
            "name": breakable(party.name),
            "lines": _about(party, invoice, words, is_abroad=is_abroad),
        }
        for role, party in parties
    ]


def _about(party: Party, invoice: PaperInvoice, words: Words, *, is_abroad: bool) -> list[str]:
    """Return the lines below a party's name."""
    town = " ".join(filter(None, (party.postal_code, party.city)))
    if party.province and party.province != party.city:
        town = f"{town} ({party.province})" if town else party.province
    label = words[kind_of(party)]
    office = party.dir3
    offices = (
        (
            ("accounting_office", office.accounting_office),
            ("managing_body", office.managing_body),
            ("processing_unit", office.processing_unit),
            ("proposing_body", office.proposing_body),
        )
        if office
        else ()
    )
    lines = (
        party.trade_name if party.trade_name != party.name else None,
        f"{label}: {party.nif}" if party.nif else None,
        party.street,
        town,
        countries.name(party.country, invoice.language) if is_abroad else None,
        *(f"{words[name]}: {code}" for name, code in offices if code),
        party.email,
        party.phone,
        party.website,
    )
    return [breakable(line) for line in lines if line]


def _correction(invoice: PaperInvoice, words: Words) -> list[str]:
    """Return what a rectification has to say of the invoices that it corrects (Real Decreto 1619/2012, article 15)."""
    rectification = invoice.rectification
    if rectification is None:
        return []
    corrected = [
        {"number": former.number, "day": formats.day(former.issue_date, invoice.language)}
        for former in rectification.corrected
    ]
    if len(corrected) == 1:
        said = [words["corrects"].format(**corrected[0])]
    else:
        said = [
            f"{words['corrects_many']} {'; '.join(words['corrected_item'].format(**former) for former in corrected)}."
        ]
    said.append(words[f"by_{rectification.method}"].format(code=rectification.code))
    if rectification.reason:
        said.append(f"{words['reason']}: {rectification.reason}")
    return [breakable(text) for text in said]


def _lines(invoice: PaperInvoice, words: Words) -> View:
    has_discount = any(line.discount_percent for line in invoice.lines)
    names = ["description", "quantity", "price", *(["discount"] if has_discount else []), "tax", "amount"]
    return {
        "heads": [words[name] for name in names],
        "rows": [_line(line, invoice, words, has_discount=has_discount) for line in invoice.lines],
    }


def _line(line: Line, invoice: PaperInvoice, words: Words, *, has_discount: bool) -> Row:
    language = invoice.language
    discount = formats.percent(line.discount_percent, language) if line.discount_percent else ""
    return [
        breakable(line.description),
        formats.number(line.quantity, language),
        formats.number(line.unit_price, language, 2),
        *([discount] if has_discount else []),
        _rate(line, invoice, words),
        formats.number(line.net, language, 2),
    ]


def _rate(line: Line, invoice: PaperInvoice, words: Words) -> str:
    if line.tax_category not in TAXED:
        return words[line.tax_category]
    rate = formats.percent(line.tax_rate, invoice.language)
    return f"{rate} + {formats.percent(line.recargo_rate, invoice.language)}" if line.recargo_rate else rate


def _taxes(invoice: PaperInvoice, words: Words) -> View:
    rows: list[Row] = []
    for tax in invoice.taxes:
        base = formats.money(tax.base, invoice.currency, invoice.language)
        rows.append([_kind(tax, invoice, words), base, formats.money(tax.amount, invoice.currency, invoice.language)])
        if tax.recargo_rate:
            name = words["surcharge_of"].format(rate=formats.percent(tax.recargo_rate, invoice.language))
            rows.append([name, base, formats.money(tax.recargo, invoice.currency, invoice.language)])
    return {"heads": [words[name] for name in ("tax_kind", "base", "tax_amount")], "rows": rows}


def _kind(tax: Tax, invoice: PaperInvoice, words: Words) -> str:
    if tax.category in TAXED:
        return words["vat_of"].format(rate=formats.percent(tax.rate, invoice.language))
    return words[f"{tax.category}_long"]


def _totals(invoice: PaperInvoice, words: Words) -> View:
    """Return the sums from the lines to what is due; the last one stands out."""

    def row(name: str, amount: Any, **values: str) -> Row:
        return [words[name].format(**values), formats.money(amount, invoice.currency, invoice.language)]

    rows: list[Row] = []
    discount = invoice.lines_net - invoice.subtotal
    if discount:
        rows += [row("lines_net", invoice.lines_net), _discount(invoice, words)]
    rows += [row("subtotal", invoice.subtotal), row("vat", invoice.tax)]
    if invoice.recargo:
        rows.append(row("surcharge_total", invoice.recargo))
    if not invoice.irpf and not invoice.amount_paid:
        return {"rows": rows, "last": row("total", invoice.total)}
    rows.append(row("total", invoice.total))
    if invoice.irpf:
        rows.append(row("irpf", -invoice.irpf, rate=formats.percent(invoice.irpf_rate, invoice.language)))
    if invoice.amount_paid:
        rows.append(row("paid", -invoice.amount_paid))
    name = "credit" if invoice.amount_due < 0 else "due"
    return {"rows": rows, "last": row(name, abs(invoice.amount_due))}


def _discount(invoice: PaperInvoice, words: Words) -> Row:
    rates = {discount.percent for discount in invoice.discounts}
    percent = rates.pop() if len(rates) == 1 else None
    amount = formats.money(invoice.subtotal - invoice.lines_net, invoice.currency, invoice.language)
    reasons = {discount.reason for discount in invoice.discounts}
    reason = breakable(reasons.pop() or "") if len(reasons) == 1 else ""
    rate = formats.percent(percent, invoice.language) if percent is not None else ""
    if reason:
        return [f"{reason} ({rate})" if rate else reason, amount]
    return [words["discount_of"].format(rate=rate) if rate else words["general_discount"], amount]


def _payment(invoice: PaperInvoice, words: Words) -> View | None:
    payment = invoice.payment
    if invoice.amount_paid and not invoice.amount_due:
        return {"title": words["payment"], "rows": [["", words["settled"]]], "qr": None, "scan": ""}
    if invoice.amount_due <= 0:
        return None
    rows: list[Row] = []
    if payment.iban:
        rows += [
            [words["transfer"], ""],
            [words["holder"], breakable(invoice.seller.name)],
            [words["iban"], formats.account(payment.iban)],
        ]
        rows += [[words["bic"], payment.bic]] if payment.bic else []
        rows += [[words["concept"], breakable(payment.reference or invoice.number)]]
    rows += [[words["terms"], breakable(payment.terms)]] if payment.terms else []
    if not rows:
        return None
    transfer = codes.transfer(invoice)
    code = codes.drawing(transfer) if transfer else None
    return {"title": words["payment"], "rows": rows, "qr": code, "scan": words["scan"]}


def tax_qr(invoice: PaperInvoice) -> View | None:
    """Return the tax QR of an issued invoice with its texts and its side in millimetres; None where it has none."""
    if not (invoice.shows_tax_qr and invoice.status == "issued"):
        return None
    return {"qr": codes.drawing(qr.url(invoice)), "above": qr.ABOVE, "below": qr.BELOW, "side": qr.MILLIMETRES}
