"""Invoices, conversations, documents, agents, the calendar and cases as a person uses them, in the sandbox."""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.dashboard.conftest import SLOW, Visit, row
from tests.dashboard.people import bearer
from tools.template import ROOT

pytestmark = pytest.mark.e2e

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
"""What would run where data is taken for HTML."""


def call(visit: Visit, operation: str, **data: object) -> Any:
    """Call the API as somebody else would, with the sandbox's key."""
    key = visit.platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    answer = visit.platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
    assert answer.status in (200, 201, 202), answer.body
    return answer.json()["data"]


def test_an_invoice_is_drafted_issued_and_paid(visit):
    name = f"Fusta {secrets.token_hex(3)}"
    place = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona"}
    call(visit, "contacts/create", type="company", name=name, tax_id={"number": "B12345674"}, addresses=[place])
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_role("combobox", name="Client").fill(name)
    dialog.get_by_role("option", name=name).click(timeout=SLOW)
    dialog.get_by_label("Concepte").fill("Hores de fusteria")
    dialog.get_by_label("Quantitat").fill("2")
    dialog.get_by_label("Preu").fill("1.000,50")
    expect(dialog.get_by_text("2.001,00")).to_be_visible()
    dialog.get_by_role("button", name="Crea l’esborrany").click()

    facts = page.locator("main dl").first
    expect(facts).to_contain_text("esborrany", timeout=SLOW)
    expect(page.get_by_text("2.421,21 €")).to_be_visible()
    page.get_by_role("button", name="Emet", exact=True).click()
    page.get_by_role("button", name="Emet la factura").click()
    expect(facts).to_contain_text("emesa", timeout=SLOW)
    expect(page.frame_locator("iframe[title^=PDF]").locator(":root")).to_be_attached(timeout=SLOW)
    page.get_by_role("button", name="Marca-la com a cobrada").click()
    expect(page.get_by_label("Import")).to_have_value("2421,21")
    page.get_by_label("Import").fill("421,21")
    page.get_by_role("button", name="Anota el pagament").click()
    expect(facts).to_contain_text("cobrada en part", timeout=SLOW)
    invoice = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert (invoice["amount_paid"], invoice["amount_due"], invoice["number_status"]) == (421.21, 2000.0, "final")


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
    expect(page.get_by_role("heading", name=number)).to_be_visible(timeout=SLOW)
    expect(page.locator("main dl").first).to_contain_text("Papereria Central S.L.")
    visit.allowed += ["409", "422"]
    visit.go("/invoices?receive=true&env=sandbox")
    page.get_by_label("Tria un fitxer").set_input_files(supplier_file(number))
    page.get_by_role("link", name="Obre la que ja hi és").click(timeout=SLOW)
    expect(page.get_by_role("heading", name=number)).to_be_visible(timeout=SLOW)


def test_a_file_without_an_invoice_says_so(visit):
    page = visit.sign_in(path="invoices?receive=true&env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_label("Si el fitxer no porta").uncheck(timeout=SLOW)
    file = {"name": "factura.xml", "mimeType": "application/xml", "buffer": b"<html/>"}
    page.get_by_label("Tria un fitxer").set_input_files(file)
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible(timeout=SLOW)


def issued(visit: Visit, price: int) -> dict[str, Any]:
    """An invoice that was issued."""
    line = {"description": "Hores", "quantity": 2, "unit_price": price, "tax_rate": 21}
    draft = call(visit, "invoices/create", client_id="ct_abc123", line_items=[line])
    made: dict[str, Any] = call(visit, "invoices/issue", id=draft["id"])
    return made


def test_an_invoice_is_taken_back_whole(visit):
    invoice = issued(visit, 100)
    page = visit.sign_in(path=f"invoices/{invoice['id']}?env=sandbox")
    page.get_by_role("button", name="Rectifica").click(timeout=SLOW)
    dialog = page.get_by_role("dialog", name=f"Rectifica {invoice['number']}")
    dialog.get_by_label("Per què").fill("Comanda retornada")
    dialog.get_by_role("button", name="Emet la rectificativa").click()
    expect(page.get_by_role("heading", name=re.compile("^R-"))).to_be_visible(timeout=SLOW)
    made = call(visit, "invoices/get", id=page.url.split("/invoices/")[1].split("?")[0])
    assert (made["total"], made["rectification"]["code"], made["rectification"]["method"]) == (-242, "R1", "difference")
    page.get_by_role("link", name=invoice["number"]).click()
    expect(page.locator("main dl").first).to_contain_text("rectificada", timeout=SLOW)
    expect(page.get_by_role("link", name=made["number"])).to_be_visible()
    expect(page.get_by_role("button", name="Rectifica")).to_have_count(0)


def test_an_invoice_is_replaced_by_the_correct_one(visit):
    invoice = issued(visit, 100)
    page = visit.sign_in(path=f"invoices/{invoice['id']}?env=sandbox&do=rectify")
    dialog = page.get_by_role("dialog", name=f"Rectifica {invoice['number']}")
    dialog.get_by_label("Una part").check(timeout=SLOW)
    expect(dialog.get_by_label("Quantitat")).to_have_value("-1")
    dialog.get_by_label("La substitueix").check()
    expect(dialog.get_by_label("Quantitat")).to_have_value("2")
    dialog.get_by_label("Preu").fill("90")
    dialog.get_by_label("Motiu legal").select_option("R4")
    dialog.get_by_label("Per què").fill("Preu pactat")
    dialog.get_by_role("button", name="Emet la rectificativa").click()
    expect(page.get_by_role("heading", name=re.compile("^R-"))).to_be_visible(timeout=SLOW)
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
    with page.expect_download() as download:
        forms.get_by_role("button", name="Baixa-la en UBL").click(timeout=SLOW)
    assert download.value.suggested_filename == "FAC-2026-042-ubl.xml"
    assert b"urn:oasis:names:specification:ubl" in Path(download.value.path()).read_bytes()
    facturae = forms.get_by_role("listitem").filter(has_text="Facturae")
    expect(facturae).to_contain_text("Falta el carrer del client")
    expect(forms.get_by_role("listitem").filter(has_text="VeriFactu")).to_contain_text("registre")


def test_a_line_without_a_description_says_so_at_the_form(visit):
    page = visit.sign_in(path="invoices?env=sandbox&new=true")
    visit.allowed += ["400", "422"]
    dialog = page.get_by_role("dialog", name="Crea una factura")
    dialog.get_by_label("Preu").fill("12")
    dialog.get_by_role("button", name="Crea l’esborrany").click()
    expect(dialog.get_by_role("alert").first).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile("new=true"))


def test_invoices_are_filtered_in_the_address(visit):
    page = visit.sign_in(path="invoices?env=sandbox")
    expect(row(page, "FAC-2026-042")).to_be_visible(timeout=SLOW)
    page.get_by_label("Estat", exact=True).select_option("draft")
    expect(page).to_have_url(re.compile("status=draft"))
    expect(row(page, "FAC-2026-042")).to_have_count(0, timeout=SLOW)
    page.go_back()
    expect(row(page, "FAC-2026-042")).to_be_visible(timeout=SLOW)


def test_a_conversation_is_a_thread_that_knows_the_24_hours(visit):
    page = visit.sign_in(path="conversations?env=sandbox")
    visit.allowed += ["422", "503"]
    page.get_by_role("link", name=re.compile("Perfecte, gracies!")).click(timeout=SLOW)
    thread = page.get_by_role("region", name="Conversa")
    expect(thread.get_by_role("article", name="Rebut").last).to_contain_text("Perfecte, gracies!", timeout=SLOW)
    expect(thread.get_by_text("Han passat més de 24 hores")).to_be_visible()
    expect(thread.get_by_label("Missatge", exact=True)).to_have_count(0)
    thread.get_by_label("Canal").select_option("email")
    thread.get_by_label("Assumpte").fill("La comanda")
    thread.get_by_label("Missatge", exact=True).fill("Ja la tens a punt.")
    thread.get_by_role("button", name="Envia").click()
    expect(thread.get_by_role("article", name="Teu").last).to_contain_text("Ja la tens a punt.", timeout=SLOW)


def test_what_was_extracted_is_corrected_beside_the_file(visit):
    page = visit.sign_in(path="documents?env=sandbox")
    visit.allowed += ["403"]
    page.get_by_label("Puja un document").set_input_files(
        {
            "name": "nota.txt",
            "mimeType": "text/plain",
            "buffer": b"FACTURA\nNumero de factura: A-77\nData: 01/04/2026\nTotal: 121,00 EUR\n",
        }
    )
    expect(page.get_by_role("heading", name="nota.txt")).to_be_visible(timeout=SLOW)
    expect(page.frame_locator("iframe[title='Fitxer nota.txt']").get_by_text("A-77")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Extreu les dades").click()
    total = page.get_by_role("textbox", name=re.compile("^total"))
    expect(total).to_be_visible(timeout=SLOW)
    total.fill("242")
    page.get_by_role("button", name="Desa-les com a revisades").click()
    expect(page.get_by_text("S’ha desat la revisió.")).to_be_visible(timeout=SLOW)
    document = call(visit, "documents/get", document_id=page.url.split("/documents/")[1].split("?")[0])
    reviewed = call(visit, "documents/extractions/get", extraction_id=document["extraction_id"])
    assert reviewed["extracted"]["total"] == 242


def test_an_agent_answers_in_the_playground_and_leaves_a_trace(visit):
    page = visit.sign_in(path="agents?env=sandbox")
    page.get_by_role("link", name="Classificador d'intencions").click(timeout=SLOW)
    page.get_by_label("Text", exact=True).fill("El client vol canviar el seu pla a Enterprise")
    page.get_by_role("button", name="Executa").click()
    expect(page.get_by_role("region", name="Resposta")).to_contain_text("intent", timeout=SLOW)
    page.get_by_role("button", name="Mira’n la traça").click()
    trace = page.get_by_role("dialog", name="Traça")
    expect(trace.get_by_text("acabada")).to_be_visible(timeout=SLOW)
    expect(page).to_have_url(re.compile(r"run=age_"))


def test_an_agent_is_made_and_changed_by_an_administrator(visit, windows):
    page = visit.sign_in(path="agents?env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_role("button", name="Crea un agent").first.click(timeout=SLOW)
    form = page.get_by_role("form", name="Crea un agent")
    form.get_by_label("Nom", exact=True).fill("Resumidor de prova")
    form.get_by_role("button", name="Crea l’agent").click()
    expect(form.get_by_label("Instruccions")).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    form.get_by_label("Instruccions").fill("Resumeix el text en una frase.")
    form.get_by_label("Esquema de la resposta").fill('{"type": "object", "properties": {"s": {"type": "string"}}}')
    form.get_by_label("Eines").fill("contact.find")
    form.get_by_label("Model").select_option("gemini-3.6-flash")
    expect(form.get_by_label("Crèdits, com a màxim")).to_have_value("10")
    form.get_by_role("button", name="Crea l’agent").click()
    expect(page.get_by_role("heading", name="Resumidor de prova")).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Edita").click()
    form = page.get_by_role("form", name="Edita l’agent")
    expect(form.get_by_label("Eines")).to_have_value("contact.find")
    expect(form.get_by_label("Model")).to_have_value("gemini-3.6-flash")
    form.get_by_label("Esquema de la resposta").fill("")
    form.get_by_role("radio", name="Inactiu").check()
    form.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("L’agent és inactiu")).to_be_visible(timeout=SLOW)
    agent = call(visit, "agents/get", agent_id=page.url.split("/agents/")[1].split("?")[0])
    assert (agent["status"], agent["tools"], agent.get("output_schema")) == ("inactive", ["contact.find"], None)
    assert (agent["model"], agent["maximum_credits"]) == ("gemini-3.6-flash", 10)
    reader = windows().sign_in("viewer", path="agents?env=sandbox")
    expect(reader.get_by_role("link", name="Classificador d'intencions")).to_be_visible(timeout=SLOW)
    expect(reader.get_by_role("button", name="Crea un agent")).to_have_count(0)


def test_a_reply_is_in_the_thread_at_once_and_back_in_the_field_when_it_fails(visit):
    page = visit.sign_in(path="conversations?env=sandbox&with=ct_abc123")
    visit.allowed.append("500")
    held: list[Route] = []
    page.route("**/messages/send", lambda route: held.append(route))  # noqa: PLW0108 - its signature is read
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email", timeout=SLOW)
    thread.get_by_label("Missatge", exact=True).fill("Ara mateix.")
    thread.get_by_role("button", name="Envia").click()
    expect(thread.get_by_role("article", name="Teu").last).to_contain_text("s’està enviant", timeout=SLOW)
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("")
    fault = '{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Ha fallat","request_id":"req_9"}}'
    held[0].fulfill(status=500, content_type="application/json", body=fault)
    expect(thread.get_by_role("alert")).to_contain_text("req_9", timeout=SLOW)
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("Ara mateix.")
    expect(thread.get_by_text("s’està enviant")).to_have_count(0)


def test_filters_are_kept_as_a_view_in_the_browser(visit):
    page = visit.sign_in(path="invoices?env=sandbox")
    expect(row(page, "FAC-2026-042")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Vistes")).to_have_count(0)
    page.get_by_label("Estat", exact=True).select_option("draft")
    page.get_by_role("button", name="Vistes").click()
    page.get_by_role("menuitem", name="Desa aquests filtres").click()
    page.get_by_label("Nom de la vista").fill("Esborranys")
    page.get_by_role("button", name="Desa la vista").click()
    page.goto("invoices?env=sandbox")
    page.get_by_role("button", name="Vistes").click(timeout=SLOW)
    page.get_by_role("menuitem", name="Esborranys").click()
    expect(page).to_have_url(re.compile("status=draft"))
    expect(page).to_have_url(re.compile("env=sandbox"))
    page.get_by_role("button", name="Esborranys").click()
    page.get_by_role("menuitem", name="Esborra la vista «Esborranys»").click()
    page.goto("invoices?env=sandbox")
    expect(row(page, "FAC-2026-042")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("button", name="Vistes")).to_have_count(0)


def test_who_issues_invoices_is_changed_with_faults_at_their_fields(visit):
    page = visit.sign_in(path="settings/organisation?env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_role("button", name="Edita").click(timeout=SLOW)
    form = page.get_by_role("form", name="Dades de facturació")
    former = form.get_by_label("NIF").input_value()
    form.get_by_label("NIF").fill("B00000000")
    form.get_by_role("button", name="Desa").click()
    expect(form.get_by_label("NIF")).to_have_attribute("aria-invalid", "true", timeout=SLOW)
    form.get_by_label("NIF").fill(former)
    form.get_by_label("IRPF, en %").fill("7,5")
    form.get_by_label("Telèfon").fill("+34 938 000 000")
    form.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("7,5 %")).to_be_visible(timeout=SLOW)
    settings = call(visit, "invoices/settings_get")
    assert (settings["irpf_rate"], settings["phone"], settings["nif"]) == (7.5, "+34 938 000 000", former)
    call(visit, "invoices/settings_update", irpf_rate=None, phone=None)


def test_an_event_is_made_seen_in_week_and_month_and_cancelled(visit):
    page = visit.sign_in(path="calendar?env=sandbox&day=2026-05-13&new=2026-05-13")
    dialog = page.get_by_role("dialog", name="Crea un esdeveniment")
    dialog.get_by_label("Títol").fill("Visita de l’arquitecte")
    dialog.get_by_label("a les", exact=True).fill("11:30")
    dialog.get_by_label("fins a les").fill("12:15")
    dialog.get_by_label("Lloc").fill("javascript:document.title='pwned'")
    dialog.get_by_role("button", name="Crea’l").click()
    panel = page.get_by_role("dialog", name="Visita de l’arquitecte")
    expect(panel.get_by_text("javascript:")).to_be_visible(timeout=SLOW)
    expect(panel.get_by_role("link")).to_have_count(0)
    page.keyboard.press("Escape")
    event = page.get_by_role("link", name="11:30 Visita de l’arquitecte")
    expect(event).to_be_visible(timeout=SLOW)
    assert 30 <= event.evaluate("each => each.getBoundingClientRect().height") <= 40  # 45 minutes of the grid
    page.get_by_label("Vista").select_option("month")
    expect(page).to_have_url(re.compile("view=month"))
    event.click(timeout=SLOW)
    panel.get_by_role("button", name="Cancel·la l’esdeveniment").click()
    page.get_by_role("dialog", name="Cancel·la «Visita").get_by_role("button", name="Cancel·la l’esdeveniment").click()
    expect(panel.get_by_text("cancel·lat", exact=True)).to_be_visible(timeout=SLOW)


def test_a_case_gets_a_note_and_another_state(visit):
    page = visit.sign_in(path="cases?env=sandbox&new=true")
    form = page.get_by_role("dialog", name="Obre un cas")
    form.get_by_label("Títol").fill("Porta que no tanca")
    form.get_by_role("button", name="Obre el cas").click()
    panel = page.get_by_role("dialog", name=re.compile("Porta que no tanca"))
    panel.get_by_role("textbox", name="Nota").fill("Truquem demà.", timeout=SLOW)
    panel.get_by_role("button", name="Afegeix la nota").click()
    expect(panel.get_by_role("listitem").filter(has_text="Truquem demà.")).to_be_visible(timeout=SLOW)
    panel.get_by_label("Estat").select_option("waiting")
    expect(page.get_by_text("S’ha desat.")).to_be_visible(timeout=SLOW)
    page.keyboard.press("Escape")
    expect(row(page, "Porta que no tanca")).to_contain_text("a l’espera")


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_a_case_names_what_it_is_about_and_who_is_in_charge(visit, platform, role):
    people = platform.call("/v1/users/list", {"data": {}}, **bearer(platform)).json()["data"]["users"]
    admin = next(each["id"] for each in people if each["role"] == "admin")
    links = {"invoice_ids": ["inv_c6d7e8f9"], "document_ids": ["doc_q5r6s7t8"], "message_ids": ["msg_a2b3c4d5"]}
    case = call(visit, "cases/create", title="Noms", contact_id="ct_abc123", assignee=admin, note="Feta.", **links)
    page = visit.sign_in(role, path=f"cases?id={case['id']}&env=sandbox")
    facts = page.get_by_role("dialog").locator("dl")
    for name in ("Empresa ABC S.L.", "FAC-2026-042", "contracte_client_abc.pdf", "admin@demo.example.com"):
        expect(facts.get_by_role("link", name=name)).to_be_visible(timeout=SLOW)
    message = facts.get_by_role("link", name="Perfecte, gracies!")
    expect(message).to_be_visible(timeout=SLOW)
    assert re.search(r"\b(ct|inv|doc|msg|usr)_", facts.inner_text()) is None
    message.click()
    expect(page).to_have_url(re.compile("/conversations.*with=ct_abc123"))


def test_nothing_that_data_says_is_run(visit):
    contact = call(visit, "contacts/create", type="company", name=HOSTILE, custom_fields={"nif": "B12345678"})
    line = {"description": HOSTILE, "quantity": 1, "unit_price": 1}
    invoice = call(visit, "invoices/create", client_id=contact["id"], line_items=[line], notes=HOSTILE)
    case = call(visit, "cases/create", title=HOSTILE, description=HOSTILE, note=HOSTILE, tags=[HOSTILE[:40]])
    start = datetime.now(UTC).replace(microsecond=0)
    end = start + timedelta(hours=1)
    event = call(
        visit,
        "calendar/create",
        title=HOSTILE,
        description=HOSTILE,
        location=HOSTILE,
        start=start.isoformat(),
        end=end.isoformat(),
    )
    page = visit.sign_in(path=f"invoices/{invoice['id']}?env=sandbox")
    expect(page.locator("main table")).to_contain_text(HOSTILE, timeout=SLOW)
    for path in (f"/cases?id={case['id']}&env=sandbox", f"/calendar?id={event['id']}&env=sandbox"):
        visit.go(path)
        expect(page.get_by_role("dialog").get_by_role("heading", name=HOSTILE)).to_be_visible(timeout=SLOW)
        assert page.locator("img[src=x]").count() == 0
    assert "pwned" not in page.title()
