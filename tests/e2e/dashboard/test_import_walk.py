"""Five hundred contacts of a spreadsheet are imported and cleaned from Home: by clicks, and by the keyboard alone."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.store.index.words import fold
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.jobs import Jobs
from tests.dashboard.keyboard import without_mouse
from tests.dashboard.windows import Visit, call, go, row, settled, violations

pytestmark = pytest.mark.e2e

ROWS = 500
WRONG_MAIL, WRONG_NIF, WRONG_PHONE = 8, 21, 34
"""Rows of the file, the header being the first, with an address, a NIF and a phone that cannot be."""
TWINS = (50, 51)
"""Rows of the same person, whose name is written in two ways."""
RIGHT_NIF, RIGHT_PHONE = "87654321X", "93 034 10 20"
A_MINUTE = 120_000


def names_of_the_twins(family: str) -> tuple[str, str]:
    """How the two rows write the name: with accents, and as on the stamp of a form."""
    return f"Òscar {family}", fold(f"Òscar {family}").upper()


def clients(folder: Path, family: str, area: str) -> Path:
    """What a Catalan spreadsheet saves: semicolons, Windows-1252, names of its own, a column that nobody wants."""
    text = io.StringIO()
    written = csv.writer(text, delimiter=";", lineterminator="\r\n")
    written.writerow(["Client", "E-mail", "Tel.", "N.I.F.", "Població", "Observacions"])
    for number in range(2, ROWS + 2):
        name, mail, phone = f"{family} Núria {number:03}", f"n{number}@{area}.cat", f"{area} {number:03} 10 20"
        if number in TWINS:
            name, mail = names_of_the_twins(family)[number - TWINS[0]], f"oscar@{area}.cat"
        mail = "sense arrova" if number == WRONG_MAIL else mail
        phone = "no en té" if number == WRONG_PHONE else phone
        nif = "B1234" if number == WRONG_NIF else ""
        written.writerow([name, mail, phone, nif, "La Seu d’Urgell", "no ha de sortir; intern"])
    file = folder / "clients.csv"
    file.write_bytes(text.getvalue().encode("cp1252"))
    return file


def total(visit: Visit, search: str) -> int:
    """How many contacts a search finds."""
    return int(call(visit, "contacts/list", search=search)["pagination"]["total"])


def the_only(visit: Visit, search: str) -> Any:
    """The one contact that a search finds."""
    (contact,) = call(visit, "contacts/list", search=search)["contacts"]
    return contact


def twins(page: Page, family: str) -> Locator:
    """The card of the two that are the same."""
    candidates = page.get_by_role("group", name="Quin es queda?").filter(has_text=names_of_the_twins(family)[1])
    expect(candidates.get_by_role("radio")).to_have_count(2, timeout=A_MINUTE)
    return candidates.locator("xpath=..")


def imported_and_clean(visit: Visit, family: str, area: str) -> None:
    """Each row is a contact with what was corrected, and the twins are one."""
    assert total(visit, family) == ROWS - 1
    corrected = the_only(visit, f"n{WRONG_MAIL}@{area}.cat")
    assert (corrected["phone"], corrected["addresses"][0]["city"]) == (f"{area} 008 10 20", "La Seu d’Urgell")
    assert the_only(visit, f"n{WRONG_NIF}@{area}.cat")["tax_id"]["number"] == RIGHT_NIF
    assert the_only(visit, f"n{WRONG_PHONE}@{area}.cat")["phone"] == RIGHT_PHONE
    assert not corrected["custom_fields"]
    one = the_only(visit, f"oscar@{area}.cat")
    assert one["name"] == f"Òscar {family}"
    assert {each["number"] for each in one["phones"]} == {f"{area} {number:03} 10 20" for number in TWINS}


def test_500_contacts_are_imported_and_cleaned_from_home(visit: Visit, tmp_path: Path, jobs: Jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    with jobs.clicks("import 500 contacts and clean them", page):
        go(page, "Contactes")
        page.get_by_role("link", name="Importa", exact=True).click()
        page.get_by_label("Tria un fitxer").set_input_files(clients(tmp_path, "Pagès", "93"))
        columns = page.get_by_role("table", name="Columnes del fitxer")
        expect(columns.get_by_label("Què és «Client»")).to_have_value("name")
        expect(columns.get_by_label("Què és «E-mail»")).to_have_value("email")
        expect(columns.get_by_label("Què és «Tel.»")).to_have_value("phone")
        expect(columns.get_by_label("Què és «N.I.F.»")).to_have_value("tax_id.number")
        expect(columns.get_by_label("Què és «Població»")).to_have_value("address.city")
        columns.get_by_label("Què és «Observacions»").select_option("No s’importa")
        page.get_by_role("button", name="Comprova el fitxer").click()
        faults = page.get_by_role("table", name="Files que no s’importaran")
        expect(faults.get_by_role("row")).to_have_count(3, timeout=A_MINUTE)
        expect(row(page, "no supera la comprovació")).to_contain_text(str(WRONG_NIF))
        expect(row(page, "La fila 50 del fitxer")).to_contain_text("51")
        assert total(visit, "Pagès") == 0
        assert violations(page) == {}

        faults.get_by_label(f"Fila {WRONG_MAIL}: corregeix-ho").fill(f"n{WRONG_MAIL}@93.cat")
        faults.get_by_label(f"Fila {WRONG_PHONE}: corregeix-ho").fill(RIGHT_PHONE)
        page.get_by_label(f"Fila {WRONG_NIF}: corregeix-ho").fill(RIGHT_NIF)
        page.get_by_role("button", name="Torna a comprovar").click()
        expect(faults).to_have_count(0, timeout=A_MINUTE)
        expect(page.get_by_role("button", name="Importa 500 contactes")).to_be_enabled(timeout=A_MINUTE)
        page.get_by_role("button", name="Importa 500 contactes").click()
        done = page.get_by_role("heading", name="S’ha acabat la importació")
        expect(done).to_be_visible(timeout=A_MINUTE)
        page.get_by_role("link", name="Ves als contactes").click()
        assert total(visit, "Pagès") == ROWS

        page.get_by_role("link", name="Duplicats").click()
        card = twins(page, "Pagès")
        settled(page)
        expect(card.get_by_text("Mateix correu")).to_be_visible()
        assert violations(page) == {}
        card.get_by_role("radio", name="Òscar Pagès").click()
        card.get_by_role("button", name="Mostra com quedaria").click()
        expect(card.get_by_role("definition").filter(has_text="oscar@93.cat")).to_be_visible()
        card.get_by_role("button", name="Fusiona", exact=True).click()
        expect(page.get_by_text("Fusionats en Òscar Pagès.")).to_be_visible()
    imported_and_clean(visit, "Pagès", "93")


def test_500_contacts_are_imported_and_cleaned_by_the_keyboard_alone(visit: Visit, tmp_path: Path, jobs: Jobs) -> None:
    page = visit.sign_in(path="?env=sandbox")
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Contactes")
        keys.push(page.get_by_role("link", name="Importa", exact=True))
        expect(page.get_by_role("heading", level=1, name="Importa contactes")).to_be_visible()
        keys.take(page.get_by_label("Tria un fitxer"), clients(tmp_path, "Ferrer", "96"))
        expect(page.get_by_label("Què és «Client»")).to_have_value("name")
        keys.to(page.get_by_label("Què és «Observacions»"))
        keys.press("Home")
        expect(page.get_by_label("Què és «Observacions»")).to_have_value("")
        keys.push(page.get_by_role("button", name="Comprova el fitxer"))
        faults = page.get_by_role("table", name="Files que no s’importaran")
        expect(faults.get_by_role("row")).to_have_count(3, timeout=A_MINUTE)
        assert total(visit, "Ferrer") == 0
        keys.fill(faults.get_by_label(f"Fila {WRONG_MAIL}: corregeix-ho"), f"n{WRONG_MAIL}@96.cat", back=True)
        keys.fill(faults.get_by_label(f"Fila {WRONG_PHONE}: corregeix-ho"), RIGHT_PHONE)
        keys.fill(page.get_by_label(f"Fila {WRONG_NIF}: corregeix-ho"), RIGHT_NIF)
        keys.push(page.get_by_role("button", name="Torna a comprovar"))
        expect(faults).to_have_count(0, timeout=A_MINUTE)
        expect(page.get_by_role("button", name="Importa 500 contactes")).to_be_enabled(timeout=A_MINUTE)
        keys.push(page.get_by_role("button", name="Importa 500 contactes"))
        done = page.get_by_role("heading", name="S’ha acabat la importació")
        expect(done).to_be_visible(timeout=A_MINUTE)
        keys.push(page.get_by_role("link", name="Ves als contactes"))
        settled(page)
        assert total(visit, "Ferrer") == ROWS

        keys.push(page.get_by_role("link", name="Duplicats"))
        card = twins(page, "Ferrer")
        settled(page)
        keys.to(card.get_by_role("radio", name="Òscar Ferrer"))
        keys.press("Space")
        keys.push(card.get_by_role("button", name="Mostra com quedaria"))
        expect(card.get_by_role("definition").filter(has_text="oscar@96.cat")).to_be_visible()
        keys.push(card.get_by_role("button", name="Fusiona", exact=True))
        expect(page.get_by_text("Fusionats en Òscar Ferrer.")).to_be_visible()
        keys.look()
        imported_and_clean(visit, "Ferrer", "96")
        jobs.keys("import 500 contacts and clean them", keys)
