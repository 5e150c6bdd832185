"""Contacts as a person lists, changes, imports and exports them."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.windows import call, row

HOSTILE = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "javascript:document.title='pwned'",
    "\"><svg onload=document.title='pwned'>",
    "{{constructor.constructor('document.title=1')()}}",
    '=HYPERLINK("https://evil.example","x")',
]
"""Names that would run something where data is taken for HTML, for an address or for a template."""


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
    dialog.get_by_label("Càrrec").fill("Cap de compres")
    dialog.get_by_label("Aniversari").fill("--05-20")
    dialog.get_by_label("Etiquetes").fill("client, prova-panell")
    company = dialog.get_by_role("combobox", name="Empresa")
    company.fill("empresa abc")
    dialog.get_by_role("option", name="Empresa ABC S.L.").click()
    dialog.get_by_role("button", name="Afegeix un camp").click()
    dialog.get_by_label("Camp", exact=True).fill("sector")
    dialog.get_by_label("Valor", exact=True).fill("fusta")
    dialog.get_by_role("button", name="Crea el contacte").click()

    shown = page.get_by_role("dialog", name="Núria Puig")
    expect(shown.get_by_text("fusta")).to_be_visible()
    expect(shown.get_by_text("Cap de compres")).to_be_visible()
    expect(shown.get_by_text("--05-20")).to_be_visible()
    expect(shown.get_by_role("link", name="Empresa ABC S.L.")).to_be_visible()
    expect(page).to_have_url(re.compile(r"id=ct_"))
    shown.get_by_role("button", name="Edita").click()
    shown.get_by_label("Telèfon").fill("+34 600 123 123")
    shown.get_by_role("button", name="Desa").click()
    expect(shown.get_by_text("+34 600 123 123")).to_be_visible()
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
    expect(page.get_by_text("1 resultat", exact=True)).to_be_visible()
    page.get_by_role("link", name="Núria Puig").click()
    panel(page).get_by_role("button", name="Arxiva").click()
    page.get_by_role("button", name="Arxiva el contacte").click()
    expect(page.get_by_text("Cap resultat amb aquests filtres")).to_be_visible()
    expect(page.get_by_text("S’ha arxivat «Núria Puig».")).to_be_visible()
    assert call(visit, "contacts/get", id=found["id"])["archived_at"]


def test_all_addresses_and_what_may_be_advertised_are_shown(visit):
    about = {
        "emails": [{"address": "pere@vila.cat"}, {"address": "pere@casa.cat", "label": "casa"}],
        "phones": [{"number": "600 111 222"}, {"number": "972 20 30 40"}],
        "websites": ["https://www.vila.cat"],
        "consents": [
            {"channel": "email", "basis": "consent"},
            {
                "channel": "post",
                "basis": "contract",
                "at": "2026-01-01T00:00:00Z",
                "withdrawn_at": "2026-02-01T00:00:00Z",
            },
        ],
    }
    made = call(visit, "contacts/create", type="person", first_name="Pere", last_name="Vila", **about)
    page = visit.sign_in(path=f"contacts?env=sandbox&id={made['id']}")
    shown = page.get_by_role("dialog", name="Pere Vila")
    for text in ("pere@vila.cat", "pere@casa.cat", "600 111 222", "972 20 30 40", "https://www.vila.cat", "retirat"):
        expect(shown.get_by_text(text)).to_be_visible()
    expect(shown.get_by_text("correu postal")).to_be_visible()


def test_a_fault_of_the_api_stands_at_its_field(visit):
    page = visit.sign_in(path="contacts?env=sandbox&new=true")
    visit.allowed.append("400")
    dialog = page.get_by_role("dialog", name="Crea un contacte")
    dialog.get_by_label("Nom o raó social").fill("Fusteria")
    dialog.get_by_label("Correu electrònic").fill("no és cap adreça")
    dialog.get_by_role("button", name="Crea el contacte").click()
    email = dialog.get_by_label("Correu electrònic")
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_be_focused()


def test_what_two_changed_is_shown_in_both_versions_and_nothing_is_lost(visit):
    made = call(
        visit, "contacts/create", type="company", name="Dues Versions", email="a@dues.cat", phone="+34 600 000 001"
    )
    page = visit.sign_in(path=f"contacts?env=sandbox&id={made['id']}&edit=true")
    visit.allowed.append("409")
    shown = page.get_by_role("dialog", name="Dues Versions")
    expect(shown.get_by_label("Correu electrònic")).to_have_value("a@dues.cat")
    call(visit, "contacts/update", id=made["id"], email="altre@dues.cat", tags=["d-altri"])
    shown.get_by_label("Correu electrònic").fill("meu@dues.cat")
    shown.get_by_label("Telèfon").fill("+34 600 000 002")
    shown.get_by_role("button", name="Desa").click()

    both = shown.get_by_role("table", name="Les dues versions")
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("meu@dues.cat")
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("altre@dues.cat")
    expect(both.get_by_role("row").filter(has_text="Telèfon")).to_contain_text("+34 600 000 001")
    both.get_by_role("radio", name="Correu electrònic: la versió d’ara").check()
    shown.get_by_role("button", name="Desa el que he triat").click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible()
    now = call(visit, "contacts/get", id=made["id"])
    assert (now["email"], now["phone"], now["tags"]) == ("altre@dues.cat", "+34 600 000 002", ["d-altri"])


def test_a_file_that_is_no_csv_is_told(visit, tmp_path):
    page = visit.sign_in(path="contacts/import?env=sandbox")
    native = tmp_path / "clients.xlsx"
    native.write_bytes(b"PK\x03\x04\x00\x00binary")
    page.get_by_label("Tria un fitxer").set_input_files(native)
    expect(page.get_by_role("alert")).to_contain_text("no és un CSV")


def test_viewers_read_and_are_offered_nothing_else(visit):
    page = visit.sign_in("viewer", path="contacts?env=sandbox&id=ct_abc123")
    shown = page.get_by_role("dialog", name="Empresa ABC S.L.")
    expect(shown.get_by_text("contacte@empresaabc.com")).to_be_visible()
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
    expect(shown.get_by_role("heading", name=value)).to_be_visible()
    expect(page.locator("main table")).to_contain_text(value)
    assert "pwned" not in page.title()
    assert (
        page.locator("main img[src=x], dialog img[src=x], dialog svg[onload], dialog a[href^=javascript]").count() == 0
    )


def test_duplicates_are_looked_at_merged_and_taken_apart_again(visit):
    page = visit.sign_in(path="contacts?env=sandbox")
    ids = [
        call(visit, "contacts/create", type="person", name=name, email="berta@roca.cat", **about)["id"]
        for name, about in (("Berta Roca", {"phone": "600 777 111"}), ("Berta R.", {"job_title": "Gerent"}))
    ]
    page.get_by_role("link", name="Duplicats").click()
    expect(page.get_by_role("heading", name="Duplicats")).to_be_visible()
    card = page.locator("div", has=page.get_by_role("radio", name="Berta Roca")).last.locator("xpath=ancestor::*[p][1]")
    expect(card.get_by_text("Mateix correu")).to_be_visible()
    card.get_by_role("radio", name="Berta Roca").check()
    card.get_by_label("Nom").select_option("Berta R.")
    card.get_by_role("button", name="Mostra com quedaria").click()
    expect(card.get_by_role("definition").filter(has_text="Gerent")).to_be_visible()
    card.get_by_role("button", name="Fusiona", exact=True).click()
    expect(page.get_by_text("Fusionats en Berta R.")).to_be_visible()
    assert [call(visit, "contacts/get", id=each)["id"] for each in ids] == [ids[0]] * 2
    page.get_by_role("button", name="Desfés la fusió").click()
    expect(page.get_by_role("status").get_by_text("S’ha desfet la fusió")).to_be_visible()
    assert [call(visit, "contacts/get", id=each)["id"] for each in ids] == ids
