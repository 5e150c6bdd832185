"""What the page says, as texts: an invoice becomes lists of texts that the template `invoice.typ` only has to place."""

from bivelio_core.invoices.paper import PaperInvoice, Party
from bivelio_core.invoices.tax_numbers import kind_of
from bivelio_core.invoices.verifactu import qr
from bivelio_core.invoices.words import Words, mentions

from . import codes, colours, countries, formats, logos, paying, sums
from .sums import Row, View
from .texts import breakable, plain


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
        "lines": sums.lines(invoice, words),
        "taxes": sums.taxes(invoice, words),
        "totals": sums.totals(invoice, words),
        "payment": paying.box(invoice, words),
        "notes": {"title": words["notes"], "text": breakable(invoice.notes)} if invoice.notes else None,
        "mentions": [breakable(text) for text in (*mentions(invoice, words), *sums.in_euros(invoice, words))],
        "registration": breakable(invoice.seller.registration or ""),
        "own_text": breakable(invoice.footer or ""),
        "accent": colours.readable(invoice.brand_color) if invoice.brand_color else colours.OURS,
        "page": words["page"],
        "tax_qr": tax_qr(invoice),
    }


def _facts(invoice: PaperInvoice, words: Words) -> list[Row]:
    number = "provisional_number" if invoice.status == "draft" else "number"
    facts = [
        [words[number], breakable(invoice.number)],
        [words["issue_date"], formats.day(invoice.issue_date, invoice.language)],
    ]
    if invoice.operation_date and invoice.operation_date != invoice.issue_date:
        facts.append([words["operation_date"], formats.day(invoice.operation_date, invoice.language)])
    if invoice.due_date and not invoice.due_dates:
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
    former = rectification.corrected if rectification else invoice.replaces
    corrected = [{"number": each.number, "day": formats.day(each.issue_date, invoice.language)} for each in former]
    several = "; ".join(words["corrected_item"].format(**each) for each in corrected)
    if rectification is None:
        return [breakable(f"{words['replaces']} {several}.")] if corrected else []
    is_one = len(corrected) == 1
    sentences = [words["corrects"].format(**corrected[0]) if is_one else f"{words['corrects_many']} {several}."]
    sentences.append(words[f"by_{rectification.method}"].format(code=rectification.code))
    if rectification.reason:
        sentences.append(f"{words['reason']}: {rectification.reason}")
    return [breakable(text) for text in sentences]


def tax_qr(invoice: PaperInvoice) -> View | None:
    """Return the tax QR of an issued invoice with its texts and its side in millimetres; None where it has none."""
    if (url := qr.address(invoice)) is None:
        return None
    return {"qr": codes.drawing(url), "above": qr.ABOVE, "below": qr.BELOW, "side": qr.MILLIMETRES}
