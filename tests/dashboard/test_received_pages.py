"""Invoices of suppliers as a person enters them: dropped, compared with the page, corrected and booked."""

import base64
import re
import secrets
from typing import Any

import pytest
from bivelio_core.documents import pdf
from playwright.sync_api import FilePayload, Page, expect

from tests.dashboard.windows import Visit, call, go, row, sent, settled, violations
from tests.samples import samples

PAPER = """FACTURA
Papereria Nova S.L.
NIF: B65410011
Número de factura: {number}
Data: 01/10/2026
Client: Demo BiVelio S.L.
NIF client: B66012345
Base imposable: 100,00 EUR
IVA 21%: 21,00 EUR
Total: 121,00 EUR
"""
"""A page without data inside, as a supplier writes it."""

DROP = """([name, content]) => {
  const files = new DataTransfer();
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  files.items.add(new File([bytes], name, { type: 'application/pdf' }));
  const options = { dataTransfer: files, bubbles: true, cancelable: true };
  const place = document.querySelector('main h1');
  for (const type of ['dragover', 'drop']) place.dispatchEvent(new DragEvent(type, options));
}"""


def paper(number: str, text: str = PAPER) -> FilePayload:
    """A supplier's file."""
    content = pdf.written([text.format(number=number).splitlines()])
    return {"name": "factura.pdf", "mimeType": "application/pdf", "buffer": content}


def drop(page: Page, number: str, text: str = PAPER) -> None:
    """Drop a supplier's file on the list of invoices."""
    file = paper(number, text)
    settled(page)
    page.evaluate(DROP, [file["name"], base64.b64encode(file["buffer"]).decode()])


def number_of() -> str:
    """A number that no other test has."""
    return f"PN-{secrets.token_hex(4)}"


def shown(visit: Visit, page: Page) -> dict[str, Any]:
    """The invoice whose page is shown, as the API has it."""
    expect(page).to_have_url(re.compile(r"/invoices/inv_"))
    invoice: dict[str, Any] = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    return invoice


def test_a_suppliers_file_is_dropped_compared_and_booked_in_two_steps(visit: Visit, artifacts, jobs) -> None:
    number = number_of()
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed += ["422"]  # the file has no data inside
    with jobs.clicks("supplier's PDF to booked", page):
        go(page, "Factures")
        drop(page, number)  # the first step
        form = page.get_by_role("form", name="Dades extretes")
        expect(form.get_by_label("Número de la factura")).to_have_value(number)
        expect(form.get_by_role("textbox", name="Total", exact=True)).to_have_value("121,00\u00a0€")
        supplier = form.get_by_role("group", name="Qui l’emet")
        expect(supplier.get_by_label("NIF")).to_have_value("B65410011")
        expect(supplier).to_contain_text("No és als contactes: s’hi afegirà")
        expect(form.get_by_role("group", name="IVA, per tipus").get_by_label("Base")).to_have_value("100,00\u00a0€")
        expect(page.locator("main")).not_to_contain_text('{"')
        sheet = page.get_by_role("region", name="Fitxer factura.pdf")
        expect(sheet.get_by_role("img", name="Pàgina 1")).to_be_visible()
        form.get_by_role("textbox", name="Base imposable").focus()
        expect(sheet.locator("[data-mark]")).to_have_count(1)
        form.get_by_role("button", name="Pàgina 1: «Total: 121,00 EUR»").first.click()
        expect(sheet.locator("[data-mark]")).to_have_count(1)
        expect(sheet.locator("[data-mark]")).to_be_in_viewport()
        artifacts(page, "received-review-1440")
        assert violations(page) == {}
        form.get_by_role("button", name="Comptabilitza-la").click()  # the second step
        expect(page.get_by_role("heading", level=1, name=number)).to_be_visible()
    book = page.locator("section").filter(has=page.get_by_role("heading", name="Llibre de factures rebudes"))
    expect(book).to_contain_text("Comptabilitzada")
    expect(page.get_by_role("button", name="Corregeix-la")).to_have_count(0)
    expect(page.get_by_role("region", name="Fitxer factura.pdf").get_by_text(number)).to_be_attached()
    invoice = shown(visit, page)
    assert (invoice["total"], invoice["tax"], invoice["client"]["nif"]) == (121, 21, "B65410011")
    assert invoice["booked_at"]
    assert invoice["document_id"].startswith("doc_")


def test_what_was_read_wrong_is_typed_in_fields_and_the_quarter_is_chosen(visit: Visit) -> None:
    number = number_of()
    page = visit.sign_in(path="invoices?env=sandbox")
    visit.allowed += ["422"]
    drop(page, number, PAPER.replace("Total: 121,00", "Total: 211,00"))
    expect(page.get_by_text("La base i els impostos no sumen el total.")).to_be_visible()
    form = page.get_by_role("form", name="Dades extretes")
    form.locator("input[name=total]").fill("121")
    lines = form.get_by_role("group", name="Línies")
    lines.get_by_role("button", name="Afegeix una fila").click()
    lines.get_by_label("Concepte").last.fill("Paper")
    lines.get_by_label("Quantitat").last.fill("2")
    lines.get_by_label("Preu").last.fill("50")
    lines.get_by_label("IVA, %").last.fill("21")
    lines.get_by_label("Total").last.fill("121")
    form.get_by_label("Quan l’has rebuda").fill("15/10/2026")
    form.get_by_role("button", name="Comptabilitza-la").click()
    invoice = shown(visit, page)
    assert [line["description"] for line in invoice["line_items"]] == ["Paper"]
    assert (invoice["total"], invoice["books"]["received_on"]) == (121, "2026-10-15")
    assert invoice["booked_at"]


def test_the_same_invoice_is_warned_of_before_it_is_entered_again(visit: Visit) -> None:
    number = number_of()
    page = visit.sign_in(path="invoices?env=sandbox")
    visit.allowed += ["422", "409"]
    drop(page, number)
    page.get_by_role("button", name="Comptabilitza-la").click()
    first = shown(visit, page)
    visit.go("/invoices?env=sandbox")
    drop(page, number, PAPER + "\n")
    form = page.get_by_role("form", name="Dades extretes")
    expect(form.get_by_text("Aquesta factura ja és entrada:")).to_be_visible()
    expect(form).to_contain_text("Als contactes és Papereria Nova S.L.")
    form.get_by_role("button", name="Comptabilitza-la").click()
    form.get_by_role("link", name="Obre la que ja hi és").click()
    assert shown(visit, page)["id"] == first["id"]


def test_an_invoice_that_does_not_add_up_is_reviewed_then_booked(visit: Visit) -> None:
    number = number_of()
    page = visit.sign_in(path="invoices?env=sandbox")
    visit.allowed += ["422"]
    drop(page, number, PAPER.replace("Total: 121,00", "Total: 131,00"))
    page.get_by_role("button", name="Comptabilitza-la").click()
    expect(page.get_by_role("button", name="Comptabilitza-la")).to_have_count(0)
    page.get_by_role("button", name="Revisa-la").click()
    dialog = page.get_by_role("dialog", name=f"Corregeix {number}")
    dialog.get_by_label("Total, abans de la retenció").fill("121")
    assert violations(page) == {}
    with sent(page, "invoices/correct"):
        dialog.get_by_role("button", name="Desa-la com a revisada").click()
    page.get_by_role("button", name="Com va als llibres").click()
    entry = page.get_by_role("dialog", name=f"Com va {number} als llibres")
    entry.get_by_label("Quant IVA se’n dedueix, %").fill("50")
    with sent(page, "invoices/books_entry_update"):
        entry.get_by_role("button", name="Desa").click()
    with sent(page, "invoices/book"):
        page.get_by_role("button", name="Comptabilitza-la").click()
    expect(page.get_by_role("button", name="Revisa-la")).to_have_count(0)
    invoice = shown(visit, page)
    assert (invoice["total"], invoice["books"]["deductible_percent"]) == (121, 50)
    assert invoice["corrections"][0]["reason"] == "Comparada amb la factura del proveïdor"


def test_an_invoice_that_carries_its_data_is_booked_from_the_list(visit: Visit) -> None:
    files = samples("zugferd-pdf/XML-Rechnung__FX__EN16931_Einfach_DueDate.pdf")
    if not files:
        pytest.skip("there are no samples")
    page = visit.sign_in(path="invoices?env=sandbox")
    page.get_by_role("button", name="Entra’n una de rebuda").click()
    page.get_by_label("Tria un fitxer").set_input_files(files[0])
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Factures")
    with sent(page, "invoices/book"):
        page.get_by_role("button", name="Comptabilitza-la").click()
    invoice = shown(visit, page)
    assert invoice["booked_at"]
    go(page, "Factures")
    expect(row(page, invoice["number"])).to_contain_text("rebuda")
