"""Invoices, conversations, documents, agents, the calendar and cases as a person uses them, in the sandbox."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.dashboard.people import bearer
from tests.dashboard.windows import Held, call, row

HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>"
"""What would run where data is taken for HTML."""


def test_a_conversation_is_a_thread_that_knows_the_24_hours(visit):
    page = visit.sign_in(path="conversations?env=sandbox")
    visit.allowed += ["422", "503"]
    page.get_by_role("link", name=re.compile("Perfecte, gracies!")).click()
    thread = page.get_by_role("region", name="Conversa")
    expect(thread.get_by_role("article", name="Rebut").last).to_contain_text("Perfecte, gracies!")
    expect(thread.get_by_text("Han passat més de 24 hores")).to_be_visible()
    expect(thread.get_by_label("Missatge", exact=True)).to_have_count(0)
    thread.get_by_label("Canal").select_option("email")
    thread.get_by_label("Assumpte").fill("La comanda")
    thread.get_by_label("Missatge", exact=True).fill("Ja la tens a punt.")
    thread.get_by_role("button", name="Envia").click()
    expect(thread.get_by_role("article", name="Teu").last).to_contain_text("Ja la tens a punt.")


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
    expect(page.get_by_role("heading", name="nota.txt")).to_be_visible()
    expect(page.frame_locator("iframe[title='Fitxer nota.txt']").get_by_text("A-77")).to_be_visible()
    page.get_by_role("button", name="Extreu les dades").click()
    total = page.get_by_role("textbox", name=re.compile("^Total"))
    expect(total).to_be_visible()
    total.fill("242")
    page.get_by_role("button", name="Desa la revisió").click()
    expect(page.get_by_text("S’ha desat la revisió.")).to_be_visible()
    document = call(visit, "documents/get", document_id=page.url.split("/documents/")[1].split("?")[0])
    reviewed = call(visit, "documents/extractions/get", extraction_id=document["extraction_id"])
    assert reviewed["extracted"]["total"] == 242


def test_an_agent_answers_in_the_playground_and_leaves_a_trace(visit):
    page = visit.sign_in(path="agents?env=sandbox")
    page.get_by_role("link", name="Classificador d'intencions").click()
    page.get_by_label("Text", exact=True).fill("El client vol canviar el seu pla a Enterprise")
    page.get_by_role("button", name="Executa").click()
    expect(page.get_by_role("region", name="Resposta")).to_contain_text("intent")
    page.get_by_role("button", name="Mira’n la traça").click()
    trace = page.get_by_role("dialog", name="Traça")
    expect(trace.get_by_text("acabada")).to_be_visible()
    expect(page).to_have_url(re.compile(r"run=age_"))


def test_an_agent_is_made_and_changed_by_an_administrator(visit, windows):
    page = visit.sign_in(path="agents?env=sandbox")
    visit.allowed += ["400", "422"]
    page.get_by_role("button", name="Crea un agent").first.click()
    form = page.get_by_role("form", name="Crea un agent")
    form.get_by_label("Nom", exact=True).fill("Resumidor de prova")
    form.get_by_role("button", name="Crea l’agent").click()
    expect(form.get_by_label("Instruccions")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Instruccions").fill("Resumeix el text en una frase.")
    form.get_by_role("button", name="Afegeix un camp").click()
    form.get_by_role("group", name="Camp 1").get_by_label("Nom").fill("resum")
    tools = form.get_by_role("combobox", name="Eines")
    for words in ("afegeix etiquetes contacte", "emet esborrany"):
        tools.fill(words)
        tools.press("Enter")
    issue = form.get_by_role("group", name="Emet un esborrany")
    issue.get_by_label("Una persona ho aprova abans").select_option("over")
    issue.get_by_label("Fins a quant no cal").fill("500")
    form.get_by_label("Nom de pila").check()
    form.get_by_label("Model").select_option("gemini-3.6-flash")
    expect(form.get_by_label("Crèdits, com a màxim")).to_have_value("10")
    form.get_by_role("button", name="Crea l’agent").click()
    expect(page.get_by_role("heading", name="Resumidor de prova")).to_be_visible()
    page.get_by_role("button", name="Edita").click()
    form = page.get_by_role("form", name="Edita l’agent")
    expect(form.get_by_role("group", name="Emet un esborrany").get_by_label("Fins a quant no cal")).to_have_value("500")
    form.get_by_role("button", name=re.compile("^Treu «Afegeix etiquetes")).click()
    expect(form.get_by_label("Model")).to_have_value("gemini-3.6-flash")
    form.get_by_role("button", name="Treu «resum»").click()
    form.get_by_role("radio", name="Inactiu").check()
    form.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("L’agent és inactiu")).to_be_visible()
    agent = call(visit, "agents/get", agent_id=page.url.split("/agents/")[1].split("?")[0])
    issued = {"name": "invoices.issue", "approval": {"over": {"total": 500}}}
    assert (agent["status"], agent["tools"], agent.get("output_schema")) == ("inactive", [issued], None)
    assert agent["sees"] == ["first_name"]
    assert (agent["model"], agent["maximum_credits"]) == ("gemini-3.6-flash", 10)
    reader = windows().sign_in("viewer", path="agents?env=sandbox")
    expect(reader.get_by_role("link", name="Classificador d'intencions")).to_be_visible()
    expect(reader.get_by_role("button", name="Crea un agent")).to_have_count(0)


def test_a_reply_is_in_the_thread_at_once_and_back_in_the_field_when_it_fails(visit):
    page = visit.sign_in(path="conversations?env=sandbox&with=ct_abc123")
    visit.allowed.append("500")
    sending = Held(page, "**/messages/send")
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email")
    thread.get_by_label("Missatge", exact=True).fill("Ara mateix.")
    thread.get_by_role("button", name="Envia").click()
    expect(thread.get_by_role("article", name="Teu").last).to_contain_text("s’està enviant")
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("")
    fault = '{"success":false,"error":{"code":"INTERNAL_ERROR","message":"Ha fallat","request_id":"req_9"}}'
    sending.first().fulfill(status=500, content_type="application/json", body=fault)
    expect(thread.get_by_role("alert")).to_contain_text("req_9")
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("Ara mateix.")
    expect(thread.get_by_text("s’està enviant")).to_have_count(0)


def test_an_event_is_made_seen_in_week_and_month_and_cancelled(visit):
    page = visit.sign_in(path="calendar?env=sandbox&day=2026-05-13&new=2026-05-13")
    dialog = page.get_by_role("dialog", name="Crea un esdeveniment")
    dialog.get_by_label("Títol").fill("Visita de l’arquitecte")
    dialog.get_by_label("a les", exact=True).fill("11:30")
    dialog.get_by_label("fins a les").fill("12:15")
    dialog.get_by_label("Lloc").fill("javascript:document.title='pwned'")
    dialog.get_by_role("button", name="Crea’l").click()
    panel = page.get_by_role("dialog", name="Visita de l’arquitecte")
    expect(panel.get_by_text("javascript:")).to_be_visible()
    expect(panel.get_by_role("link")).to_have_count(0)
    page.keyboard.press("Escape")
    event = page.get_by_role("link", name="11:30 Visita de l’arquitecte")
    expect(event).to_be_visible()
    assert 30 <= event.evaluate("each => each.getBoundingClientRect().height") <= 40  # 45 minutes of the grid
    page.get_by_label("Vista").select_option("month")
    expect(page).to_have_url(re.compile("view=month"))
    event.click()
    panel.get_by_role("button", name="Cancel·la l’esdeveniment").click()
    question = page.get_by_role("dialog", name="Cancel·la «Visita")
    expect(question.get_by_role("button", name="No, mantén-lo")).to_be_visible()
    question.get_by_role("button", name="Cancel·la l’esdeveniment").click()
    expect(panel.get_by_text("cancel·lat", exact=True)).to_be_visible()


def test_a_case_gets_a_note_and_another_state(visit):
    page = visit.sign_in(path="cases?env=sandbox&new=true")
    form = page.get_by_role("dialog", name="Obre un cas")
    form.get_by_label("Títol").fill("Porta que no tanca")
    form.get_by_role("button", name="Obre el cas").click()
    panel = page.get_by_role("dialog", name=re.compile("Porta que no tanca"))
    panel.get_by_role("textbox", name="Nota").fill("Truquem demà.")
    panel.get_by_role("button", name="Afegeix la nota").click()
    expect(panel.get_by_role("listitem").filter(has_text="Truquem demà.")).to_be_visible()
    panel.get_by_label("Estat").select_option("waiting")
    expect(page.get_by_text("S’ha desat.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(row(page, "Porta que no tanca")).to_contain_text("a l’espera")


def test_the_list_of_cases_has_the_columns_that_one_chose_last(visit):
    call(visit, "cases/create", title="Columnes a mida")
    page = visit.sign_in(path="cases?env=sandbox")
    page.get_by_role("button", name="Columnes").click()
    dialog = page.get_by_role("dialog", name="Columnes")
    dialog.get_by_role("checkbox", name="Prioritat").uncheck()
    dialog.get_by_role("button", name="Mou «Títol» cap amunt").click()
    dialog.get_by_role("button", name="Fet").click()
    chosen = ["Títol", "Número", "Contacte", "Estat", "Modificat"]
    expect(page.get_by_role("columnheader")).to_have_text(chosen, use_inner_text=True)
    page.goto("cases?env=sandbox")
    expect(page.get_by_role("columnheader")).to_have_text(chosen, use_inner_text=True)


@pytest.mark.parametrize("role", ["owner", "viewer"])
def test_a_case_names_what_it_is_about_and_who_is_in_charge(visit, platform, role):
    people = platform.call("/v1/users/list", {"data": {}}, **bearer(platform)).json()["data"]["users"]
    admin = next(each["id"] for each in people if each["role"] == "admin")
    links = {"invoice_ids": ["inv_c6d7e8f9"], "document_ids": ["doc_q5r6s7t8"], "message_ids": ["msg_a2b3c4d5"]}
    case = call(visit, "cases/create", title="Noms", contact_id="ct_abc123", assignee=admin, note="Feta.", **links)
    page = visit.sign_in(role, path=f"cases?id={case['id']}&env=sandbox")
    facts = page.get_by_role("dialog").locator("dl")
    for name in ("Empresa ABC S.L.", "FAC-2026-042", "contracte_client_abc.pdf", "admin@demo.example.com"):
        expect(facts.get_by_role("link", name=name)).to_be_visible()
    message = facts.get_by_role("link", name="Perfecte, gracies!")
    expect(message).to_be_visible()
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
    expect(page.locator("main table")).to_contain_text(HOSTILE)
    for path in (f"/cases?id={case['id']}&env=sandbox", f"/calendar?id={event['id']}&env=sandbox"):
        visit.go(path)
        expect(page.get_by_role("dialog").get_by_role("heading", name=HOSTILE)).to_be_visible()
        assert page.locator("img[src=x]").count() == 0
    assert "pwned" not in page.title()
