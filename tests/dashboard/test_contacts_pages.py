"""Contacts as a person lists, changes, imports and exports them."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.conftest import SLOW, Visit, row

pytestmark = pytest.mark.e2e

HOSTILE = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "javascript:document.title='pwned'",
    "\"><svg onload=document.title='pwned'>",
    "{{constructor.constructor('document.title=1')()}}",
    '=HYPERLINK("https://evil.example","x")',
]
"""Names that would run something where data is taken for HTML, for an address or for a template."""


def call(visit: Visit, operation: str, **data: object) -> Any:
    """Call the API as somebody else would, with the sandbox's key."""
    key = visit.platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    answer = visit.platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def panel(page: Page) -> Locator:
    """The contact that is open."""
    return page.get_by_role("dialog")


def test_a_contact_is_made_read_changed_and_archived(visit):
    page = visit.sign_in(path="contacts?env=sandbox")
    page.get_by_role("button", name="Crea un contacte").click()
    dialog = page.get_by_role("dialog", name="Crea un contacte")
    dialog.get_by_role("radio", name="Persona").check()
    dialog.get_by_label("Nom i cognoms").fill("Núria Puig")
    dialog.get_by_label("Correu electrònic").fill("nuria@puig.cat")
    dialog.get_by_label("Etiquetes").fill("client, prova-panell")
    company = dialog.get_by_role("combobox", name="Empresa")
    company.fill("empresa abc")
    dialog.get_by_role("option", name="Empresa ABC S.L.").click(timeout=SLOW)
    dialog.get_by_role("button", name="Afegeix un camp").click()
    dialog.get_by_label("Camp", exact=True).fill("sector")
    dialog.get_by_label("Valor", exact=True).fill("fusta")
    dialog.get_by_role("button", name="Crea el contacte").click()

    shown = page.get_by_role("dialog", name="Núria Puig")
    expect(shown.get_by_text("fusta")).to_be_visible(timeout=SLOW)
    expect(shown.get_by_role("link", name="Empresa ABC S.L.")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"id=ct_"))
    shown.get_by_role("button", name="Edita").click()
    shown.get_by_label("Telèfon").fill("+34 600 123 123")
    shown.get_by_role("button", name="Desa").click()
    expect(shown.get_by_text("+34 600 123 123")).to_be_visible(timeout=SLOW)
    found = call(visit, "contacts/list", search="nuria@puig.cat")["contacts"][0]
    assert (found["phone"], found["custom_fields"], found["tags"]) == (
        "+34 600 123 123",
        {"sector": "fusta"},
        ["client", "prova-panell"],
    )

    page.go_back()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    row(page, "Núria Puig").get_by_role("button", name="prova-panell").click()
    expect(page).to_have_url(re.compile("tags="))
    expect(page.get_by_text("1 resultat", exact=True)).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Núria Puig").click()
    panel(page).get_by_role("button", name="Arxiva").click()
    page.get_by_role("button", name="Arxiva el contacte").click()
    expect(page.get_by_text("Cap resultat amb aquests filtres")).to_be_visible(timeout=SLOW)


def test_a_fault_of_the_api_stands_at_its_field(visit):
    page = visit.sign_in(path="contacts?env=sandbox&new=true")
    visit.allowed.append("400")
    dialog = page.get_by_role("dialog", name="Crea un contacte")
    dialog.get_by_label("Nom o raó social").fill("Fusteria")
    dialog.get_by_label("Correu electrònic").fill("no és cap adreça")
    dialog.get_by_role("button", name="Crea el contacte").click()
    email = dialog.get_by_label("Correu electrònic")
    expect(email).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    expect(email).to_be_focused()


def test_what_two_changed_is_shown_in_both_versions_and_nothing_is_lost(visit):
    made = call(
        visit, "contacts/create", type="company", name="Dues Versions", email="a@dues.cat", phone="+34 600 000 001"
    )
    page = visit.sign_in(path=f"contacts?env=sandbox&id={made['id']}&edit=true")
    visit.allowed.append("409")
    shown = page.get_by_role("dialog", name="Dues Versions")
    expect(shown.get_by_label("Correu electrònic")).to_have_value("a@dues.cat", timeout=SLOW)
    call(visit, "contacts/update", id=made["id"], email="altre@dues.cat", tags=["d-altri"])
    shown.get_by_label("Correu electrònic").fill("meu@dues.cat")
    shown.get_by_label("Telèfon").fill("+34 600 000 002")
    shown.get_by_role("button", name="Desa").click()

    both = shown.get_by_role("table", name="Les dues versions")
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("meu@dues.cat", timeout=SLOW)
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("altre@dues.cat")
    expect(both.get_by_role("row").filter(has_text="Telèfon")).to_contain_text("+34 600 000 001")
    both.get_by_role("radio", name="Correu electrònic: la versió d’ara").check()
    shown.get_by_role("button", name="Desa el que he triat").click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible(timeout=SLOW)
    now = call(visit, "contacts/get", id=made["id"])
    assert (now["email"], now["phone"], now["tags"]) == ("altre@dues.cat", "+34 600 000 002", ["d-altri"])


def spreadsheet(folder: Path, rows: int) -> Path:
    """A file as a Catalan spreadsheet saves it: semicolons, Windows-1252, its own names, and a row with a fault."""
    text = io.StringIO()
    written = csv.writer(text, delimiter=";", lineterminator="\r\n")
    written.writerow(["Raó social", "Correu", "Mòbil", "N.I.F.", "Adreça", "CP", "Població", "Zona", "Notes internes"])
    for number in range(1, rows + 1):
        email = "sense arrova" if number == 7 else f"importat{number}@fulls.cat"
        address = ["B12345674", "Carrer Nou, 2", "08500", "Vic"]
        phone = f"+34 600 {number:06}"
        written.writerow([f"Importació {number:03}", email, phone, *address, "Vic; Osona", "no ha de sortir"])
    file = folder / "clients.csv"
    file.write_bytes(text.getvalue().encode("cp1252"))
    return file


def test_500_contacts_are_imported_as_a_person_does_it(visit, tmp_path):
    page = visit.sign_in(path="contacts?env=sandbox")
    page.get_by_role("link", name="Importa").click()
    page.get_by_label("Tria un fitxer").set_input_files(spreadsheet(tmp_path, 501))
    columns = page.get_by_role("table", name="Columnes del fitxer")
    expect(columns.get_by_label("Què és «Raó social»")).to_have_value("name")
    expect(columns.get_by_label("Què és «Correu»")).to_have_value("email")
    expect(columns.get_by_label("Què és «N.I.F.»")).to_have_value("tax_id.number")
    expect(columns.get_by_label("Què és «CP»")).to_have_value("address.postal_code")
    expect(row(page, "Zona")).to_contain_text("Vic; Osona")
    columns.get_by_label("Nom del camp propi de «Zona»").fill("comarca")
    columns.get_by_label("Què és «Notes internes»").select_option("No s’importa")

    page.get_by_role("button", name="Comprova el fitxer").click()
    expect(page.get_by_role("heading", name="Comprovat: encara no s’ha importat res")).to_be_visible(timeout=SLOW)
    faults = page.get_by_role("table", name="Files que no s’importaran")
    expect(faults.get_by_role("row").nth(1)).to_contain_text("8")
    assert call(visit, "contacts/list", search="importacio")["pagination"]["total"] == 0

    page.get_by_role("button", name="Importa 500 contactes").click()
    expect(page.get_by_role("heading", name="S’ha acabat la importació")).to_be_visible(timeout=2 * SLOW)
    expect(page).to_have_url(re.compile(r"import=imp_"))
    page.get_by_role("link", name="Ves als contactes").click()
    page.get_by_label("Cerca per nom").fill("importacio")
    expect(page.get_by_text("500 resultats")).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Pàgina 20").click()
    expect(page.get_by_role("link", name="Importació 001")).to_be_visible(timeout=SLOW)
    found = call(visit, "contacts/list", search="importat500@fulls.cat")["contacts"][0]
    assert (found["custom_fields"], found["phone"]) == ({"comarca": "Vic; Osona"}, "+34 600 000500")
    place = {"street": "Carrer Nou, 2", "postal_code": "08500", "city": "Vic", "country": "ES", "is_primary": True}
    assert (found["tax_id"]["number"], found["addresses"]) == ("B12345674", [place])

    with page.expect_download(timeout=SLOW) as download:
        page.get_by_role("button", name="Exporta").click()
    exported = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(exported) == 500
    assert json.loads(exported[0]["custom_fields"]) == {"comarca": "Vic; Osona"}


def test_a_file_that_is_no_csv_is_told(visit, tmp_path):
    page = visit.sign_in(path="contacts/import?env=sandbox")
    native = tmp_path / "clients.xlsx"
    native.write_bytes(b"PK\x03\x04\x00\x00binary")
    page.get_by_label("Tria un fitxer").set_input_files(native)
    expect(page.get_by_role("alert")).to_contain_text("no és un CSV")


def test_viewers_read_and_are_offered_nothing_else(visit):
    page = visit.sign_in("viewer", path="contacts?env=sandbox&id=ct_abc123")
    shown = page.get_by_role("dialog", name="Empresa ABC S.L.")
    expect(shown.get_by_text("contacte@empresaabc.com")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name=re.compile("Crea|Edita|Arxiva"))).to_have_count(0)


@pytest.mark.parametrize("value", HOSTILE)
def test_nothing_that_data_says_is_run(visit, value):
    made = call(
        visit,
        "contacts/create",
        type="company",
        name=value,
        tags=[value[:50]],
        custom_fields={value[:60]: value, "lloc": {"x": value}},
    )
    page = visit.sign_in(path=f"contacts?env=sandbox&id={made['id']}")
    shown = panel(page)
    expect(shown.get_by_role("heading", name=value)).to_be_visible(timeout=SLOW)
    expect(page.locator("main table")).to_contain_text(value, timeout=SLOW)
    assert "pwned" not in page.title()
    assert (
        page.locator("main img[src=x], dialog img[src=x], dialog svg[onload], dialog a[href^=javascript]").count() == 0
    )
