"""Finish a change of an invoice: make and store its PDF, and add warnings to the answer.

The change is committed first, with a mark (marks.py), so that the sweeper makes the PDF if this function dies. The same
invoice gives the same bytes, and the file is named by the version, so making it twice does no harm.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import tzinfo
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.contacts.fields import has_valid_tax_number
from bivelio_core.contacts.tax_ids import prefixed
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INVOICE, INVOICE_CONTENT
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, equals

from . import days, marks, settings, storage
from .expressible import BUYER
from .fields import has_valid_iban
from .models import Invoice, InvoiceWarning
from .papers import paper_of
from .reading import verifactu_of
from .settings import Settings
from .show import show
from .stored import Stored


def finished(
    invoice: Stored, ctx: Context, own_settings: Settings | None = None, zone: tzinfo | None = None
) -> Invoice:
    """Return the answer about a written invoice, with its PDF, which is made if it does not exist.

    `own_settings` and `zone` are the settings and the organisation's time zone, if the caller has read them.
    """
    return answer_about(invoice._replace(main=with_pdf(invoice, ctx.store, own_settings, zone)), ctx)


def answer_about(invoice: Stored, ctx: Context) -> Invoice:
    """Return the answer about an invoice whose PDF does not change."""
    url = storage.signed_pdf(ctx.tenant, invoice.main)
    warnings = warnings_about(invoice, ctx)
    return show(invoice.main, ctx.organisation, invoice.content, url, warnings, verifactu_of(invoice, ctx))


def with_pdf(
    invoice: Stored, store: TenantStore, own_settings: Settings | None = None, zone: tzinfo | None = None
) -> Item:
    """The invoice's item, with its PDF made and kept; the settings and the zone are read unless they are given."""
    main = invoice.main
    if "pdf" in main:
        return main
    from .pdf.rendering import render  # noqa: PLC0415 - typst, only where a PDF is made

    own_settings, files = own_settings or settings.load(store), storage.files_of(store.tenant)
    name = own_settings.logo if main["status"] == "draft" else invoice.content.get("logo")
    logo = storage.logo(store.tenant, name)
    file = render(paper_of(store.tenant, main, invoice.content, own_settings, logo))
    files.put(storage.pdf_name(store.tenant, main["SK"], main["version"]), file, storage.PDF)
    mark = marks.overdue(main, zone or days.zone_of(store)) if marks.may_become_overdue(main) else {}
    change = Update(set={"pdf": main["version"], **mark}, remove=() if mark else marks.MARK)
    with suppress(ConditionFailed):  # changed meanwhile: whoever changed it makes the PDF
        return store.update(INVOICE, main["SK"], change, condition=equals("version", main["version"]))
    return main


def made_anew(main: Item, store: TenantStore, own_settings: Settings) -> None:
    """Make the PDF of a draft whose number has changed."""
    if (content := store.get(INVOICE_CONTENT, main["SK"])) is not None:
        with_pdf(Stored(main, content), store, own_settings)


def forget(main: Item, store: TenantStore) -> None:
    """Delete the PDF of a former version."""
    if "pdf" in main:
        storage.files_of(store.tenant).delete(storage.pdf_name(store.tenant, main["SK"], main["pdf"]))


def warnings_about(invoice: Stored, ctx: Context) -> list[InvoiceWarning]:
    """Return warnings about wrong check digits and about a missing tax number of the client. They refuse nothing."""
    warnings = []
    buyer, payment = invoice.content.get("buyer"), invoice.content.get("payment", {})
    if buyer and (nif := _checkable(buyer)) and not has_valid_tax_number(nif):
        warnings.append(warning("nif_checksum", BUYER.number, buyer["nif"], ctx.language))
    if buyer and "nif" not in buyer and invoice.main["document_type"] not in {"simplified", "rectification"}:
        warnings.append(warning("client_without_nif", BUYER.number, buyer["name"], ctx.language))
    if (iban := payment.get("iban")) and not has_valid_iban(iban):
        warnings.append(warning("iban_checksum", "settings.iban", iban, ctx.language))
    return warnings


def _checkable(buyer: Mapping[str, Any]) -> str | None:
    """Return the client's full tax number if it is of a kind with check digits."""
    kind, number = buyer.get("nif_type", "nif"), buyer.get("nif")
    if number is None or kind not in {"nif", "eu_vat"}:
        return None
    return str(number) if kind == "nif" else prefixed(number, buyer["nif_country"])


def warnings_of(own_settings: Settings, language: str) -> list[InvoiceWarning]:
    """Return the warnings about the settings."""
    warnings = []
    if (nif := own_settings.seller.get("nif")) and not has_valid_tax_number(nif):
        warnings.append(warning("nif_checksum", "nif", nif, language))
    if own_settings.iban and not has_valid_iban(own_settings.iban):
        warnings.append(warning("iban_checksum", "iban", own_settings.iban, language))
    return warnings


def warning(code: str, field: str, value: str, language: str) -> InvoiceWarning:
    """A warning with its sentence for the caller."""
    return InvoiceWarning(
        code=code, field=field, message=Entry("invoices", f"warning.{code}")[language].format(value=value)
    )
