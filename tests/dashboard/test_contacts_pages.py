"""Contacts as a person lists, changes, imports and exports them."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.dashboard.windows import Visit, call, go, row, settled, violations

HOSTILE = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\">",
    "javascript:document.title='pwned'",
    "\"><svg onload=document.title='pwned'>",
    "{{constructor.constructor('document.title=1')()}}",
    '=HYPERLINK("https://evil.example","x")',
]
"""Names that would run something where data is taken for HTML, for an address or for a template."""


def record(visit: Visit, contact: str, more: str = "", role: str = "owner") -> Page:
    """The page of a contact, read."""
    page = visit.sign_in(role, path=f"contacts/{contact}?env=sandbox{more}")
    settled(page)
    return page


def fact(page: Page, name: str) -> Locator:
    """What a record says under a name."""
    return page.locator("main dl > div").filter(has=page.locator("dt", has_text=re.compile(f"^{name}$")))


def edited(page: Page, name: str) -> Locator:
    """The form of a field, which its pencil opens where the field stands."""
    page.get_by_role("button", name=f"Edita: {name}", exact=True).click()
    return page.get_by_role("form", name=name, exact=True)


def test_a_contact_is_made_read_changed_archived_and_taken_back(visit):
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

    expect(page.get_by_role("heading", level=1, name="Núria Puig")).to_be_visible()
    for name, value in (
        ("Camps propis", "fusta"),
        ("Càrrec", "Cap de compres"),
        ("Aniversari", "--05-20"),
        ("Empresa", "Empresa ABC S.L."),
    ):
        expect(fact(page, name)).to_contain_text(value)
    expect(page).to_have_url(re.compile(r"contacts/ct_"))
    phones = edited(page, "Telèfon")
    phones.get_by_label("Número", exact=True).fill("+34 600 123 123")
    phones.get_by_role("button", name="Afegeix un telèfon").click()
    phones.get_by_label("Número", exact=True).last.fill("972 20 30 40")
    phones.get_by_label("De què és").last.fill("oficina")
    phones.get_by_role("radio", name="principal").last.check()
    phones.get_by_role("button", name="Desa").click()
    expect(fact(page, "Telèfon")).to_contain_text("972 20 30 40 oficina")
    found = call(visit, "contacts/list", search="nuria@puig.cat")["contacts"][0]
    assert (found["phone"], found["custom_fields"], found["tags"]) == (
        "972 20 30 40",
        {"sector": "fusta"},
        ["client", "prova-panell"],
    )

    page.get_by_role("link", name="Contactes").first.click()
    row(page, "Núria Puig").get_by_role("button", name="prova-panell").click()
    expect(page).to_have_url(re.compile("tags="))
    expect(page.get_by_text("1 resultat", exact=True)).to_be_visible()
    page.get_by_role("link", name="Núria Puig").click()
    page.get_by_role("button", name="Més accions").click()
    page.get_by_role("menuitem", name="Arxiva").click()
    page.get_by_role("button", name="Arxiva el contacte").click()
    expect(page.get_by_text("S’ha arxivat «Núria Puig».")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Edita"))).to_have_count(0)
    assert call(visit, "contacts/get", id=found["id"])["archived_at"]
    page.get_by_role("button", name="Recupera’l").click()
    expect(page.get_by_text("S’ha recuperat «Núria Puig».")).to_be_visible()
    expect(page.get_by_role("button", name="Edita: NIF")).to_be_visible()
    assert not call(visit, "contacts/get", id=found["id"]).get("archived_at")


def test_each_field_is_changed_where_it_stands_and_its_fault_is_beside_it(visit):
    made = call(visit, "contacts/create", type="company", name="Serralleria Roca", tags=["taller"])
    page = record(visit, made["id"])
    visit.allowed.append("400")
    number = edited(page, "NIF")
    expect(number.get_by_label("NIF", exact=True)).to_be_focused()
    number.get_by_label("NIF", exact=True).fill("B" * 60)
    number.get_by_role("button", name="Desa").click()
    expect(number.get_by_label("NIF", exact=True)).to_have_attribute("aria-invalid", "true")
    number.get_by_label("NIF", exact=True).fill("B12345670")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="caràcter de control")).to_be_visible()
    number = edited(page, "NIF")
    number.get_by_label("NIF", exact=True).fill("B12345674")
    page.keyboard.press("Enter")
    expect(fact(page, "NIF")).to_contain_text("B12345674")
    expect(page.get_by_role("button", name="Edita: NIF")).to_be_focused()

    addresses = edited(page, "Adreça")
    for label, text in (("Carrer i número", "Rambla, 2"), ("Codi postal", "08001"), ("Població", "Barcelona")):
        addresses.get_by_label(label).fill(text)
    addresses.get_by_role("button", name="Afegeix una adreça").click()
    addresses.get_by_label("Població").last.fill("Vic")
    addresses.get_by_label("De què és").last.fill("taller")
    addresses.get_by_role("button", name="Desa").click()
    expect(fact(page, "Adreça")).to_contain_text("Rambla, 2, 08001 Barcelona")
    expect(fact(page, "Adreça")).to_contain_text("Vic taller")

    emails = edited(page, "Correu electrònic")
    emails.get_by_label("Adreça electrònica", exact=True).fill("hola@roca.cat")
    emails.get_by_role("button", name="Afegeix una adreça electrònica").click()
    emails.get_by_label("Adreça electrònica", exact=True).last.fill("no és cap adreça")
    emails.get_by_role("button", name="Desa").click()
    expect(emails.get_by_label("Adreça electrònica", exact=True).first).not_to_have_attribute("aria-invalid", "true")
    expect(emails.get_by_label("Adreça electrònica", exact=True).last).to_have_attribute("aria-invalid", "true")
    emails.get_by_role("button", name="Treu l’adreça no és cap adreça").click()
    emails.get_by_role("button", name="Desa").click()
    expect(fact(page, "Correu electrònic").first).to_contain_text("hola@roca.cat")

    edited(page, "Web").get_by_role("textbox").fill("https://roca.cat")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name="Hi ha canvis sense desar").get_by_role("button", name="Surt sense desar").click()
    expect(page.get_by_role("button", name="Edita: Web")).to_be_focused()
    now = call(visit, "contacts/get", id=made["id"])
    assert (now["tax_id"]["number"], now["email"], now["tags"], "websites" in now) == (
        "B12345674",
        "hola@roca.cat",
        ["taller"],
        False,
    )
    assert [one["city"] for one in now["addresses"]] == ["Barcelona", "Vic"]


def test_all_addresses_and_what_may_be_advertised_are_shown_and_changed(visit):
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
    call(visit, "messages/suppressions/add", channel="email", address="pere@casa.cat", reason="stopped")
    page = record(visit, made["id"])
    for text in ("pere@vila.cat", "pere@casa.cat casa", "600 111 222", "972 20 30 40", "https://www.vila.cat"):
        expect(page.get_by_role("listitem").filter(has_text=text)).to_be_visible()
    expect(fact(page, "correu postal")).to_contain_text("retirat")
    expect(fact(page, "WhatsApp")).to_contain_text("no")
    expect(page.get_by_text("va demanar que no se li enviés publicitat")).to_be_visible()
    page.get_by_role("button", name="Torna-hi a enviar").click()
    page.get_by_role("dialog").get_by_role("button", name="Torna-hi a enviar").click()
    expect(page.get_by_text("va demanar que no se li enviés publicitat")).to_have_count(0)

    form = edited(page, "WhatsApp")
    expect(form.get_by_role("option", name="Interès legítim")).to_have_count(0)
    form.get_by_label("Publicitat per WhatsApp").select_option("Hi ha donat el consentiment")
    form.get_by_label("On ho va dir").fill("fira")
    form.get_by_role("button", name="Desa").click()
    expect(fact(page, "WhatsApp")).to_contain_text("sí")
    form = edited(page, "correu electrònic")
    form.get_by_label("Publicitat per correu electrònic").select_option("No se li pot enviar")
    form.get_by_role("button", name="Desa").click()
    expect(fact(page, "correu electrònic")).to_contain_text("retirat")
    consents = call(visit, "contacts/get", id=made["id"])["consents"]
    assert {one["channel"] for one in consents if not one.get("withdrawn_at")} == {"whatsapp"}
    assert len(consents) == 3


def test_notes_are_written_fixed_changed_and_deleted_among_what_happened(visit):
    page = record(visit, "ct_abc123")
    timeline = page.get_by_role("list", name="Activitat")
    expect(timeline.get_by_role("link", name="FAC-2026-042")).to_be_visible()
    page.get_by_label("Nota nova").fill("Truca’ls dijous.")
    page.get_by_role("button", name="Desa la nota").click()
    note = timeline.get_by_role("listitem").filter(has_text="Truca’ls dijous.")
    expect(note).to_be_visible()
    expect(page.get_by_label("Nota nova")).to_have_value("")
    note.get_by_role("button", name="Accions de la nota").click()
    page.get_by_role("menuitem", name="Fixa-la a dalt").click()
    expect(page.get_by_role("list", name="Notes fixades")).to_contain_text("Truca’ls dijous.")
    note.get_by_role("button", name="Accions de la nota").click()
    page.get_by_role("menuitem", name="Edita").click()
    dialog = page.get_by_role("dialog", name="Edita la nota")
    dialog.get_by_label("Nota").fill("Truca’ls divendres.")
    dialog.get_by_role("button", name="Desa").click()
    note = timeline.get_by_role("listitem").filter(has_text="Truca’ls divendres.")
    note.get_by_role("button", name="Accions de la nota").click()
    page.get_by_role("menuitem", name="Esborra").click()
    page.get_by_role("dialog").get_by_role("button", name="Esborra la nota").click()
    expect(page.get_by_text("Truca’ls divendres.")).to_have_count(0)

    page.get_by_label("Quina activitat").select_option("Factures")
    expect(page).to_have_url(re.compile("kind=invoice"))
    expect(timeline.get_by_text("Nota", exact=False)).to_have_count(0)
    expect(timeline.get_by_role("link", name="FAC-2026-042")).to_be_visible()


@pytest.mark.parametrize("link", ["Fes-li una factura", "Obre un cas", "Crea una oportunitat"])
def test_what_is_begun_from_a_contact_has_it_filled_in(visit, link):
    page = record(visit, "ct_abc123")
    page.get_by_role("link", name=link).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Treu Empresa ABC S.L.")).to_be_visible()


def test_an_appointment_and_a_message_begin_with_the_contact(visit):
    page = record(visit, "ct_abc123")
    page.get_by_role("link", name="Dona-li hora").click()
    dialog = page.get_by_role("dialog", name="Crea un esdeveniment")
    expect(dialog.get_by_label("Títol")).to_have_value("Empresa ABC S.L.")
    expect(dialog.get_by_label("Convidats")).to_have_value("contacte@empresaabc.com")
    page = record(visit, "ct_abc123")
    page.get_by_role("link", name="Escriu-li").click()
    expect(page.get_by_role("heading", name="Empresa ABC S.L.")).to_be_visible()


def test_a_company_has_its_people_and_a_person_its_company(visit):
    company = call(visit, "contacts/create", type="company", name="Gestoria Prat SL")["id"]
    page = record(visit, company)
    page.get_by_role("link", name="Afegeix una persona").click()
    dialog = page.get_by_role("dialog", name="Crea un contacte")
    dialog.get_by_label("Nom i cognoms").fill("Anna Prat")
    dialog.get_by_role("button", name="Crea el contacte").click()
    expect(fact(page, "Empresa")).to_contain_text("Gestoria Prat SL")
    page.get_by_role("link", name="Gestoria Prat SL").click()
    expect(page.get_by_role("heading", level=1, name="Gestoria Prat SL")).to_be_visible()
    expect(page.get_by_role("link", name="Anna Prat")).to_be_visible()


def test_who_may_be_the_same_is_told_and_merged_at_the_record(visit):
    first, second = (
        call(visit, "contacts/create", type="person", name=name, email="gemma@soler.cat")["id"]
        for name in ("Gemma Soler", "Gemma S.")
    )
    page = record(visit, first)
    page.get_by_role("button", name="Compara’ls").click()
    dialog = page.get_by_role("dialog", name="Són el mateix?")
    dialog.get_by_role("radio", name="Gemma Soler").check()
    dialog.get_by_role("button", name="Fusiona", exact=True).click()
    expect(dialog.get_by_text("Fusionats en Gemma Soler.")).to_be_visible()
    assert call(visit, "contacts/get", id=second)["id"] == first


def test_the_record_is_there_after_two_requests_and_links_of_before_lead_to_it(visit):
    page = visit.sign_in(path="contacts?env=sandbox")
    settled(page)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url.partition("/v1/")[2]) if "/v1/" in request.url else None
    )
    page.route("**/v1/contacts/timeline", lambda _: None)  # never answered: the facts do not wait for it
    page.get_by_role("link", name="Empresa ABC S.L.").first.click()
    expect(fact(page, "Correu electrònic").first).to_contain_text("contacte@empresaabc.com")
    assert asked[:2] == ["contacts/get", "contacts/timeline"]
    page.unroute("**/v1/contacts/timeline")
    visit.go("/contacts?id=ct_abc123&env=sandbox")
    expect(page).to_have_url(re.compile(r"/contacts/ct_abc123\?env=sandbox$"))


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
    page = record(visit, made["id"], more="&edit=emails")
    visit.allowed.append("409")
    form = page.get_by_role("form", name="Correu electrònic")
    expect(form.get_by_label("Adreça electrònica", exact=True)).to_have_value("a@dues.cat")
    call(visit, "contacts/update", id=made["id"], email="altre@dues.cat", tags=["d-altri"])
    form.get_by_label("Adreça electrònica", exact=True).fill("meu@dues.cat")
    form.get_by_role("button", name="Desa").click()

    both = page.get_by_role("table", name="Les dues versions")
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("meu@dues.cat")
    expect(both.get_by_role("row").filter(has_text="Correu")).to_contain_text("altre@dues.cat")
    both.get_by_role("radio", name="Correu electrònic: la versió d’ara").check()
    page.get_by_role("button", name="Desa el que he triat").click()
    expect(both).to_have_count(0)
    expect(fact(page, "Correu electrònic").first).to_contain_text("altre@dues.cat")
    name = edited(page, "Nom o raó social")
    call(visit, "contacts/update", id=made["id"], phone="+34 600 000 002")
    name.get_by_role("textbox").fill("Dues Versions SL")
    name.get_by_role("button", name="Desa").click()
    page.get_by_role("button", name="Desa el que he triat").click()
    expect(page.get_by_role("heading", level=1, name="Dues Versions SL")).to_be_visible()
    now = call(visit, "contacts/get", id=made["id"])
    assert (now["email"], now["phone"], now["tags"]) == ("altre@dues.cat", "+34 600 000 002", ["d-altri"])


def test_a_file_that_is_no_csv_is_told(visit, tmp_path):
    page = visit.sign_in(path="contacts/import?env=sandbox")
    native = tmp_path / "clients.xlsx"
    native.write_bytes(b"PK\x03\x04\x00\x00binary")
    page.get_by_label("Tria un fitxer").set_input_files(native)
    expect(page.get_by_role("alert")).to_contain_text("no és un CSV")


def test_an_import_that_ends_elsewhere_leaves_the_address_of_that_page_alone(visit, tmp_path):
    page = visit.sign_in(path="contacts/import?env=sandbox")
    file = tmp_path / "clients.csv"
    file.write_text("Nom;Correu\nMarta Vila;marta@vila.cat\n", encoding="utf-8")
    page.get_by_label("Tria un fitxer").set_input_files(file)
    page.get_by_role("button", name="Comprova el fitxer").click()
    begin = page.get_by_role("button", name="Importa 1 contacte")
    begin.wait_for()
    is_over: list[str] = []

    def answer(route: Route) -> None:
        """Say that the import goes on until its page is left."""
        real = route.fetch()
        said = real.json()
        if not is_over:
            said["data"] |= {"status": "running", "progress": 0.5}
        route.fulfill(response=real, json=said)

    page.route("**/v1/contacts/import_status", answer)
    begin.click()
    expect(page.get_by_role("heading", name="S’està important")).to_be_visible()
    go(page, "Contactes")
    is_over.append("the page is left")
    with page.expect_response("**/v1/contacts/import_status"):
        pass
    expect(row(page, "Marta Vila")).to_be_visible()
    page.wait_for_timeout(300)  # what would change the address does so once the answer is read
    assert "import=" not in page.url


def test_viewers_read_and_are_offered_nothing_else(visit):
    page = record(visit, "ct_abc123", role="viewer")
    expect(fact(page, "Correu electrònic").first).to_contain_text("contacte@empresaabc.com")
    expect(page.get_by_role("button", name=re.compile("Crea|Edita|Arxiva|Més accions|nota"))).to_have_count(0)
    expect(page.get_by_role("link", name=re.compile("Fes-li|Obre un cas|Afegeix"))).to_have_count(0)
    page = visit.sign_in("viewer", path="contacts/ct_abc123?env=sandbox&edit=tax_id")
    settled(page)
    expect(page.get_by_role("form")).to_have_count(0)


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
    call(visit, "contacts/notes/create", contact_id=made["id"], text=value)
    page = record(visit, made["id"])
    expect(page.get_by_role("heading", level=1, name=value)).to_be_visible()
    expect(page.get_by_role("list", name="Activitat")).to_contain_text(value)
    page.get_by_role("link", name="Contactes").first.click()
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
    card = page.locator("div", has=page.get_by_role("radio", name="Berta Roca")).last.locator(
        "xpath=ancestor::*[fieldset][1]"
    )
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


def test_duplicates_of_old_contacts_are_found_without_asking_for_more(visit):
    for name in ("Òscar Pagès", "OSCAR PAGES"):
        call(visit, "contacts/create", type="person", name=name, email="oscar@pages.cat")
    for number in range(60):
        call(visit, "contacts/create", type="person", name=f"Veïna {number:02}", email=f"v{number}@veines.cat")
    page = visit.sign_in(path="contacts/duplicates?env=sandbox")
    settled(page)
    card = page.get_by_role("group", name="Quin es queda?").filter(has_text="OSCAR PAGES")
    expect(card.get_by_role("radio")).to_have_count(2)
    looked_at = re.findall(r"^S’han mirat ([0-9]+) contactes", page.locator("main").inner_text(), re.MULTILINE)
    assert int(*looked_at) >= 62
    expect(page.get_by_role("button", name="Cerca’n més")).to_have_count(0)


def test_many_are_tagged_and_archived_at_once_and_that_is_taken_back(visit):
    for number in range(30):
        about = {"tags": ["fira-lleida"], "email": f"n{number}@fira-lleida.cat"}
        call(visit, "contacts/create", type="person", name=f"Visitant {number:02}", **about)
    page = visit.sign_in(path='contacts?env=sandbox&tags=["fira-lleida"]')
    settled(page)
    page.get_by_role("checkbox", name="Selecciona tota la pàgina").check()
    chosen = page.get_by_role("region", name="Selecció")
    expect(chosen).to_contain_text("25 seleccionats")
    chosen.get_by_role("button", name="Selecciona els 30 que coincideixen").click()
    expect(chosen).to_contain_text("30 seleccionats")
    assert violations(page) == {}
    chosen.get_by_role("button", name="Etiquetes").click()
    dialog = page.get_by_role("dialog", name="Canvia les etiquetes")
    dialog.get_by_label("Etiquetes", exact=True).fill("lead, tardor")
    dialog.get_by_role("button", name="Canvia 30 contactes").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’han canviat 30 contactes.")
    assert call(visit, "contacts/list", tags=["fira-lleida", "tardor"])["pagination"]["total"] == 30

    dialog.get_by_role("button", name="Desfés-ho").click()
    expect(dialog.get_by_role("status")).to_contain_text("S’ha desfet el canvi de 30 contactes.")
    assert call(visit, "contacts/list", tags=["tardor"])["pagination"]["total"] == 0
    dialog.get_by_role("button", name="Fet").click()
    chosen.get_by_role("button", name="Treu la selecció").click()
    expect(chosen).to_have_count(0)

    for name in ("Visitant 29", "Visitant 28"):
        page.get_by_role("checkbox", name=f"Selecciona {name}").check()
    chosen.get_by_role("button", name="Arxiva").click()
    page.get_by_role("button", name="Canvia 2 contactes").click()
    page.get_by_role("dialog").get_by_role("button", name="Fet").click()
    expect(page.get_by_text("28 resultats", exact=True)).to_be_visible()


def test_who_was_changed_meanwhile_is_named_and_the_others_are_changed(visit):
    made = [
        call(visit, "contacts/create", type="company", name=name, tags=["subministra"])["id"]
        for name in ("Ferros Soler", "Ferros Vidal")
    ]
    visit.allowed.append("409")
    page = visit.sign_in(path='contacts?env=sandbox&tags=["subministra"]')
    settled(page)
    page.get_by_role("checkbox", name="Selecciona tota la pàgina").check()
    call(visit, "contacts/update", id=made[0], phone="600 100 200")
    page.get_by_role("region", name="Selecció").get_by_role("button", name="Etiquetes").click()
    dialog = page.get_by_role("dialog", name="Canvia les etiquetes")
    dialog.get_by_label("Etiquetes", exact=True).fill("ferro")
    dialog.get_by_role("button", name="Canvia 2 contactes").click()
    expect(dialog.get_by_role("listitem")).to_contain_text("Ferros Soler")
    assert call(visit, "contacts/get", id=made[1])["tags"] == ["subministra", "ferro"]
    assert call(visit, "contacts/get", id=made[0])["tags"] == ["subministra"]


def test_columns_order_and_filters_are_a_view_of_the_team(visit, windows):
    call(visit, "contacts/create", type="company", name="Aigües Blaves", tags=["vista"], tax_id={"number": "B12345674"})
    call(visit, "contacts/create", type="company", name="Zinc i Ferro", tags=["vista"])
    page = visit.sign_in(path='contacts?env=sandbox&tags=["vista"]')
    settled(page)
    page.get_by_role("button", name="Nom", exact=True).click()
    rows = page.locator("main tbody tr")
    expect(rows.first).to_contain_text("Aigües Blaves")
    page.get_by_role("button", name="Nom", exact=True).click()
    expect(rows.first).to_contain_text("Zinc i Ferro")
    expect(page.get_by_role("columnheader", name="Nom")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Columnes").click()
    dialog = page.get_by_role("dialog", name="Columnes")
    dialog.get_by_role("checkbox", name="NIF").check()
    dialog.get_by_role("checkbox", name="Telèfon").uncheck()
    dialog.get_by_role("button", name="Mou «NIF» cap amunt").click()
    dialog.get_by_role("button", name="Fet").click()
    heads = page.get_by_role("columnheader")
    expect(heads).to_have_text(["Nom", "Correu electrònic", "Etiquetes", "NIF", "Modificat"], use_inner_text=True)

    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Desa aquesta vista").click()
    dialog = page.get_by_role("dialog", name="Desa aquesta vista")
    dialog.get_by_label("Nom de la vista").fill("Proveïdors")
    dialog.get_by_role("checkbox", name="Comparteix-la amb l’equip").check()
    dialog.get_by_role("button", name="Desa la vista").click()
    expect(page).to_have_url(re.compile("view=vw_"))
    expect(rows).to_have_count(2)

    other = windows()
    page = other.sign_in("viewer", path="contacts?env=sandbox")
    settled(page)
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Proveïdors").click()
    expect(page.locator("main tbody tr")).to_have_count(2)
    expect(page.locator("main tbody tr").first).to_contain_text("Zinc i Ferro")
    expect(page.get_by_role("columnheader")).to_have_text(
        ["Nom", "Correu electrònic", "Etiquetes", "NIF", "Modificat"], use_inner_text=True
    )
    expect(page.get_by_role("checkbox", name=re.compile("^Selecciona"))).to_have_count(0)


def test_contacts_that_are_picked_are_merged_with_a_choice_for_each_field(visit):
    first, second = (
        call(visit, "contacts/create", type="person", name=name, tags=["a-fusionar"])["id"]
        for name in ("Oriol Mas", "O. Mas")
    )
    page = visit.sign_in(path='contacts?env=sandbox&tags=["a-fusionar"]')
    settled(page)
    page.get_by_role("checkbox", name="Selecciona tota la pàgina").check()
    page.get_by_role("region", name="Selecció").get_by_role("button", name="Fusiona").click()
    dialog = page.get_by_role("dialog", name="Fusiona contactes")
    dialog.get_by_role("radio", name="Oriol Mas").check()
    dialog.get_by_label("Nom").select_option("Oriol Mas")
    dialog.get_by_role("button", name="Fusiona", exact=True).click()
    expect(dialog.get_by_text("Fusionats en Oriol Mas.")).to_be_visible()
    assert call(visit, "contacts/get", id=second)["id"] == first
