"""What an owner does with invoices besides writing them: the quarter for the adviser, reminders, AEAT, a phone."""

import re
import secrets
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect

from tests.api import load
from tests.dashboard.windows import Visit, call, go, row, sent, settled, violations

REJECTED = "inv_a9b8c7d6"


def test_the_quarter_is_given_to_the_adviser_in_four_steps(visit: Visit, artifacts, jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    with jobs.clicks("give the adviser the quarter", page):
        go(page, "Factures")
        page.get_by_role("link", name="Llibres i trimestre").click()
        expect(page.get_by_role("heading", level=1, name="Llibres i trimestre")).to_be_visible()
        page.get_by_label("Trimestre", exact=True).select_option("2026-2")
        page.get_by_role("button", name="Prepara el ZIP").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Baixa el ZIP").click()
    names = ZipFile(BytesIO(Path(download.value.path()).read_bytes())).namelist()
    assert "index.csv" in names
    assert any(name.endswith(".pdf") for name in names)
    expect(page).to_have_url(re.compile("quarter=2026-2"))
    artifacts(page, "books-1440")
    assert violations(page) == {}


def overdue_of(visit: Visit) -> str:
    """An invoice whose last day is over; its number."""
    line = {"description": "Hores", "quantity": 1, "unit_price": 100, "tax_rate": 21}
    days = {"issue_date": "2026-10-01", "due_date": "2026-10-15"}
    draft = call(visit, "invoices/create", client_id="ct_abc123", line_items=[line], series="RECORDA", **days)
    number: str = call(visit, "invoices/issue", id=draft["id"])["number"]
    load("workers/sweep_invoices").handler({}, None)
    return number


def test_who_has_not_paid_is_reminded_by_selection_and_by_a_workflow_that_stops(visit: Visit, jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    visit.allowed += ["422", "409"]  # a client without an address of mail
    number = overdue_of(visit)
    with jobs.clicks("remind who has not paid", page):
        go(page, "Factures")
        page.get_by_role("button", name="Recorda-ho a qui no ha pagat").click()
        dialog = page.get_by_role("dialog", name="Recorda-ho a qui no ha pagat")
        overdue = dialog.get_by_role("list", name="Factures vençudes").get_by_role("listitem")
        expect(overdue.filter(has_text=number)).to_be_visible()
        dialog.get_by_text("Què dirà el correu").click()
        expect(dialog.get_by_text(re.compile("queden per pagar"))).to_be_visible()
        assert violations(page) == {}
        dialog.get_by_role("button", name=re.compile("^Envia [0-9]+ recordator")).click()
        expect(overdue.filter(has_text=number).get_by_text("enviat")).to_be_visible()
        with sent(page, "workflows/create"):
            dialog.get_by_role("button", name="Comença a avisar sol").click()
        expect(dialog.get_by_text("Està en marxa.")).to_be_visible()
    dialog.get_by_role("button", name="Atura’l").click()
    expect(dialog.get_by_text("Està aturat.")).to_be_visible()
    dialog.get_by_role("button", name="Torna a engegar-lo").click()
    expect(dialog.get_by_text("Està en marxa.")).to_be_visible()
    made = [one for one in call(visit, "workflows/list")["workflows"] if one["name"] == "Avís de factura vençuda"]
    assert [(one["status"], one["trigger_type"]) for one in made] == [("active", "event")]


def test_what_aeat_refuses_says_what_to_do_and_is_sent_again_by_a_button(visit: Visit) -> None:
    page = visit.sign_in(path=f"invoices/{REJECTED}?env=sandbox")
    section = page.locator("section").filter(has=page.get_by_role("heading", name="A l’AEAT", exact=True))
    expect(section).to_contain_text("rebutjada")
    expect(section).to_contain_text("Compara el NIF i el nom de qui emet")
    expect(section.get_by_role("link", name="Corregeix qui emet")).to_be_visible()
    assert violations(page) == {}
    with sent(page, "invoices/records/correct"):
        section.get_by_role("button", name="Torna a enviar el registre").click()
    expect(page.get_by_text("S’ha fet un registre nou de FAC-2025-025")).to_be_visible()


def test_a_clients_number_is_typed_in_the_form_of_the_invoice(visit: Visit) -> None:
    name = f"Forn {secrets.token_hex(3)}"
    contact = call(visit, "contacts/create", type="company", name=name)
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill(name)
    dialog.get_by_role("option", name=name).click()
    dialog.get_by_label(re.compile("^NIF")).fill("B12345674")
    dialog.get_by_label("Carrer i número").fill("Carrer Nou, 2")
    dialog.get_by_label("Codi postal").fill("17001")
    dialog.get_by_label("Població").fill("Girona")
    dialog.get_by_label("Concepte").fill("Pa")
    dialog.get_by_label("Preu").fill("10")
    with sent(page, "invoices/create"):
        dialog.get_by_role("button", name="Crea i emet").click()
    page.get_by_role("button", name="Emet la factura").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^FAC-"))).to_be_visible()
    saved = call(visit, "contacts/get", id=contact["id"])
    assert (saved["tax_id"]["number"], saved["addresses"][0]["city"]) == ("B12345674", "Girona")


def test_on_a_phone_a_row_is_two_lines_that_a_touch_opens_and_filters_are_a_sheet(windows, artifacts) -> None:
    visit: Visit = windows(390, has_touch=True, is_mobile=True)
    page = visit.sign_in(path="invoices?env=sandbox")
    invoice = row(page, "FAC-2026-042")
    box = invoice.bounding_box()
    assert box is not None
    assert box["height"] < 90
    expect(page.get_by_label("Estat", exact=True)).to_be_hidden()
    page.get_by_role("button", name="Filtres").tap()
    page.get_by_label("Estat", exact=True).select_option("sent")
    artifacts(page, "filters-390")
    page.get_by_role("button", name="Fet").tap()
    expect(page).to_have_url(re.compile("status=sent"))
    expect(page.get_by_label("Estat", exact=True)).to_be_hidden()
    page.goto("invoices?env=sandbox")
    settled(page)
    artifacts(page, "invoices-390")
    assert violations(page) == {}
    invoice.tap(position={"x": box["width"] / 2, "y": box["height"] - 6})
    expect(page.get_by_role("heading", level=1, name="FAC-2026-042")).to_be_visible()


def test_a_receipt_is_photographed_and_the_dashboard_is_installable(windows) -> None:
    visit: Visit = windows(390, has_touch=True, is_mobile=True)
    page = visit.sign_in(path="invoices?env=sandbox&receive=true")
    photo = page.get_by_label("Fes-ne una foto")
    expect(photo).to_have_attribute("capture", "environment")
    expect(photo).to_have_attribute("accept", "image/*")
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())")
    assert (manifest["display"], manifest["start_url"]) == ("standalone", "/app/")
    for icon in manifest["icons"]:
        answer = page.request.get(icon["src"])
        assert answer.headers["content-type"] == icon["type"]
