"""Invoices as a person drafts, issues, takes back and receives them, in the sandbox."""

import json
import re
import secrets
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.dashboard.windows import Visit, call, row, sent, violations
from tools.template import ROOT


def test_an_invoice_is_drafted_issued_and_paid(visit):
    name = f"Fusta {secrets.token_hex(3)}"
    place = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona"}
    about = {"tax_id": {"number": "B12345674"}, "addresses": [place], "email": "compres@fusta.cat"}
    call(visit, "contacts/create", type="company", name=name, **about)
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill(name)
    dialog.get_by_role("option", name=name).click()
    dialog.get_by_label("Concepte").fill("Hores de fusteria")
    dialog.get_by_label("Quantitat").fill("2")
    dialog.get_by_label("Preu").fill("1.000,50")
    totals = dialog.get_by_role("region", name="El que val")
    expect(totals).to_contain_text("Base imposable2.001,00\u00a0€IVA 21 %420,21\u00a0€Total2.421,21\u00a0€")
    dialog.get_by_role("button", name="Crea l’esborrany").click()

    facts = page.locator("main dl").first
    expect(facts).to_contain_text("esborrany")
    expect(page.get_by_text("2.421,21 €", exact=True)).to_be_visible()
    page.get_by_role("button", name="Emet", exact=True).click()
    page.get_by_role("button", name="Emet la factura").click()
    mail = page.get_by_role("dialog", name=re.compile("^Envia FAC-"))
    expect(mail.get_by_label("A qui")).to_have_value("compres@fusta.cat")
    expect(mail.get_by_label("Assumpte")).to_have_value(re.compile(r"^Factura FAC-\d{4}-\d+ de ."))
    expect(mail.get_by_label("Text")).to_have_value(re.compile(r"de 2\.421,21\u00a0€, amb venciment el \d+ "))
    assert violations(page) == {}
    with sent(page, "invoices/send"):
        mail.get_by_role("button", name="Envia la factura").click()
    expect(facts).to_contain_text("enviada")
    pdf = page.get_by_role("region", name=re.compile("^PDF "))  # this browser has no viewer of its own
    expect(pdf.get_by_role("img", name="Pàgina 1")).to_be_visible()
    page.get_by_role("button", name="Marca-la com a cobrada").click()
    expect(page.get_by_label("Import")).to_have_value("2421,21")
    page.get_by_label("Import").fill("421,21")
    page.get_by_role("button", name="Anota el pagament").click()
    expect(facts).to_contain_text("cobrada en part")
    invoice = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert (invoice["amount_paid"], invoice["amount_due"], invoice["number_status"]) == (421.21, 2000.0, "final")


def test_an_invoice_has_every_tax_that_a_line_may_have(visit, artifacts):
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill("empresa abc")
    dialog.get_by_role("option", name="Empresa ABC S.L.").click()
    for at, (what, price, tax) in enumerate((("Pa", "100", "4 %"), ("Vi", "1000", "21 %"), ("Curs", "50", "Exempta"))):
        if at:
            dialog.get_by_role("button", name="Afegeix una línia").click()
        dialog.get_by_label("Concepte").nth(at).fill(what)
        dialog.get_by_label("Preu").nth(at).fill(price)
        dialog.get_by_label("IVA", exact=True).nth(at).select_option(tax)
    dialog.get_by_label("Per què és exempta").select_option("E1")
    dialog.get_by_text("Descompte, recàrrec, sèrie, forma de pagament i notes").click()
    dialog.get_by_label("Descompte de tota la factura, %").fill("10")
    dialog.get_by_label(re.compile("^Amb recàrrec d’equivalència")).check()
    dialog.get_by_label("Com es paga").select_option("bizum")
    totals = dialog.get_by_role("region", name="El que val")
    for words in ("Descompte-115,00", "IVA 21 %189,00\u00a0€ de 900,00", "Recàrrec 5,2 %46,80", "Recàrrec 0,5 %0,45"):
        expect(totals).to_contain_text(words)
    artifacts(page, "invoice-form-1440")
    assert violations(page) == {}
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    artifacts(page, "invoice-form-390")
    page.set_viewport_size({"width": 1440, "height": 900})
    with sent(page, "invoices/create"):
        dialog.get_by_role("button", name="Crea l’esborrany").click()
    expect(page).to_have_url(re.compile("/invoices/inv_"))
    expect(page.get_by_text("1.274,85\u00a0€", exact=True)).to_be_visible()
    invoice = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert [line.get("exemption_cause") for line in invoice["line_items"]] == [None, None, "E1"]
    assert (invoice["payment_method"], invoice["discount"]) == ("bizum", {"percent": 10})

    page.get_by_role("button", name="Edita", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edita l’esborrany")
    expect(dialog.get_by_label(re.compile("^Amb recàrrec"))).to_be_checked()
    expect(dialog.get_by_label("IVA", exact=True).nth(2)).to_have_value("exempt")
    dialog.get_by_label(re.compile("^Amb recàrrec")).uncheck()
    dialog.get_by_label("IVA", exact=True).nth(2).select_option("10 %")
    with sent(page, "invoices/update"):
        dialog.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("1.232,10\u00a0€", exact=True)).to_be_visible()


def supplier_file(number: str) -> dict[str, Any]:
    """The file of the example in the documentation, with another number."""
    example = json.loads((ROOT / "docs/examples/invoices/receive.json").read_text(encoding="utf-8"))
    xml = example["request"]["data"]["xml"].replace("P-2026-118", number)
    return {"name": "factura.xml", "mimeType": "application/xml", "buffer": xml.encode()}


def test_an_invoice_of_a_supplier_is_taken_from_its_file_once(visit):
    page = visit.sign_in(path="invoices?env=sandbox")
    number = f"P-{secrets.token_hex(4)}"
    page.get_by_role("button", name="Entra’n una de rebuda").click()
    page.get_by_label("Tria un fitxer").set_input_files(supplier_file(number))
    expect(page.get_by_role("heading", name=number)).to_be_visible()
    expect(page.locator("main dl").first).to_contain_text("Papereria Central S.L.")
    visit.allowed += ["409", "422"]
    visit.go("/invoices?receive=true&env=sandbox")
    page.get_by_label("Tria un fitxer").set_input_files(supplier_file(number))
    page.get_by_role("link", name="Obre la que ja hi és").click()
    expect(page.get_by_role("heading", name=number)).to_be_visible()


def test_a_file_without_an_invoice_says_so(visit):
    page = visit.sign_in(path="invoices?receive=true&env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_label("Si el fitxer no porta").uncheck()
    file = {"name": "factura.xml", "mimeType": "application/xml", "buffer": b"<html/>"}
    page.get_by_label("Tria un fitxer").set_input_files(file)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()


def issued(visit: Visit, price: int) -> dict[str, Any]:
    """An invoice that was issued."""
    line = {"description": "Hores", "quantity": 2, "unit_price": price, "tax_rate": 21}
    draft = call(visit, "invoices/create", client_id="ct_abc123", line_items=[line])
    made: dict[str, Any] = call(visit, "invoices/issue", id=draft["id"])
    return made


def test_an_invoice_is_taken_back_whole(visit):
    invoice = issued(visit, 100)
    page = visit.sign_in(path=f"invoices/{invoice['id']}?env=sandbox")
    page.get_by_role("button", name="Rectifica").click()
    dialog = page.get_by_role("dialog", name=f"Rectifica {invoice['number']}")
    dialog.get_by_label("Per què").fill("Comanda retornada")
    dialog.get_by_role("button", name="Emet la rectificativa").click()
    expect(page.get_by_role("heading", name=re.compile("^R-"))).to_be_visible()
    made = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert (made["total"], made["rectification"]["code"], made["rectification"]["method"]) == (-242, "R1", "difference")
    page.get_by_role("link", name=invoice["number"]).click()
    expect(page.locator("main dl").first).to_contain_text("rectificada")
    expect(page.get_by_role("link", name=made["number"])).to_be_visible()
    expect(page.get_by_role("button", name="Rectifica")).to_have_count(0)


def test_an_invoice_is_replaced_by_the_correct_one(visit):
    invoice = issued(visit, 100)
    page = visit.sign_in(path=f"invoices/{invoice['id']}?env=sandbox&do=rectify")
    dialog = page.get_by_role("dialog", name=f"Rectifica {invoice['number']}")
    dialog.get_by_label("Una part").check()
    expect(dialog.get_by_label("Quantitat")).to_have_value("-1")
    dialog.get_by_label("La substitueix").check()
    expect(dialog.get_by_label("Quantitat")).to_have_value("2")
    dialog.get_by_label("Preu").fill("90")
    dialog.get_by_label("Motiu legal").select_option("R4")
    dialog.get_by_label("Per què").fill("Preu pactat")
    dialog.get_by_role("button", name="Emet la rectificativa").click()
    expect(page.get_by_role("heading", name=re.compile("^R-"))).to_be_visible()
    made = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert (made["total"], made["rectification"]["code"], made["rectification"]["method"]) == (
        217.8,
        "R4",
        "substitution",
    )


def test_the_forms_of_an_invoice_are_downloaded_or_say_what_they_need(visit):
    page = visit.sign_in(path="invoices/inv_c6d7e8f9?env=sandbox")
    heading = page.get_by_role("heading", name="Per a programes i per a l’AEAT")
    forms = page.locator("section").filter(has=heading)
    with page.expect_download(lambda found: found.suggested_filename.endswith(".xml")) as download:  # not the PDF
        forms.get_by_role("button", name="Baixa-la en UBL").click()
    assert download.value.suggested_filename == "FAC-2026-042-ubl.xml"
    assert b"urn:oasis:names:specification:ubl" in Path(download.value.path()).read_bytes()
    for form in ("Factur-X", "Facturae"):
        expect(forms.get_by_role("listitem").filter(has_text=form)).to_contain_text("Falta el carrer del client")
    expect(forms.get_by_role("listitem").filter(has_text="VeriFactu")).to_contain_text("registre")


def test_a_line_without_a_description_says_so_at_the_form(visit):
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    visit.allowed += ["400", "422"]
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_label("Preu").fill("12")
    dialog.get_by_role("button", name="Crea l’esborrany").click()
    expect(dialog.get_by_role("alert").first).to_be_visible()
    expect(page).to_have_url(re.compile("new=true"))


def test_invoices_are_filtered_in_the_address(visit):
    page = visit.sign_in(path="invoices?env=sandbox")
    expect(row(page, "FAC-2026-042")).to_be_visible()
    page.get_by_label("Estat", exact=True).select_option("draft")
    expect(page).to_have_url(re.compile("status=draft"))
    expect(row(page, "FAC-2026-042")).to_have_count(0)
    page.go_back()
    expect(row(page, "FAC-2026-042")).to_be_visible()


def test_who_issues_is_seen_and_the_declaration_of_the_program_can_be_read_and_downloaded(visit):
    page = visit.sign_in(path="invoices?env=sandbox")
    expect(page.get_by_text("Emet Demo BiVelio S.L. · B66012345.")).to_be_visible()
    page.get_by_role("link", name="Declaració responsable del programa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Declaració responsable")
    declared = page.get_by_role("article")
    expect(declared).to_contain_text("DECLARACIÓN RESPONSABLE DEL SISTEMA INFORMÁTICO DE FACTURACIÓN")
    for letter in "abcdefghijkl":
        expect(declared.get_by_text(re.compile(rf"^{letter}\) "))).to_be_visible()
    expect(page.get_by_text("ningú no ha subscrit")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Baixa-la en PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_who_issues_invoices_is_changed_with_faults_at_their_fields(visit):
    page = visit.sign_in(path="settings/organisation?env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_role("button", name="Edita").click()
    form = page.get_by_role("form", name="Dades de facturació")
    former = form.get_by_label("NIF").input_value()
    form.get_by_label("NIF").fill("B00000000")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_label("NIF")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("NIF").fill(former)
    form.get_by_label("IRPF, en %").fill("7,5")
    form.get_by_label("Telèfon").fill("+34 938 000 000")
    form.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("7,5 %")).to_be_visible()
    settings = call(visit, "invoices/settings_get")
    assert (settings["irpf_rate"], settings["phone"], settings["nif"]) == (7.5, "+34 938 000 000", former)
    call(visit, "invoices/settings_update", irpf_rate=None, phone=None)
