"""An import of contacts, from the file of a spreadsheet to its export."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import call, row

pytestmark = pytest.mark.e2e


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
    expect(page.get_by_role("heading", name="Comprovat: encara no s’ha importat res")).to_be_visible()
    faults = page.get_by_role("table", name="Files que no s’importaran")
    expect(faults.get_by_role("row").nth(1)).to_contain_text("8")
    assert call(visit, "contacts/list", search="importacio")["pagination"]["total"] == 0

    page.get_by_role("button", name="Importa 500 contactes").click()
    expect(page.get_by_role("heading", name="S’ha acabat la importació")).to_be_visible()
    expect(page).to_have_url(re.compile(r"import=imp_"))
    page.get_by_role("link", name="Ves als contactes").click()
    page.get_by_label("Cerca per nom").fill("importacio")
    expect(page.get_by_text("500 resultats")).to_be_visible()
    page.get_by_role("link", name="Pàgina 20").click()
    expect(page.get_by_role("link", name="Importació 001")).to_be_visible()
    found = call(visit, "contacts/list", search="importat500@fulls.cat")["contacts"][0]
    assert (found["custom_fields"], found["phone"]) == ({"comarca": "Vic; Osona"}, "+34 600 000500")
    place = {"street": "Carrer Nou, 2", "postal_code": "08500", "city": "Vic", "country": "ES", "is_primary": True}
    assert (found["tax_id"]["number"], found["addresses"]) == ("B12345674", [place])

    with page.expect_download() as download:
        page.get_by_role("button", name="Exporta").click()
    exported = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert len(exported) == 500
    assert json.loads(exported[0]["custom_fields"]) == {"comarca": "Vic; Osona"}
