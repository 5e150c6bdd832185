"""The inbox as a team uses it, in the sandbox: states, assignees, labels, notes, canned replies, hand-over, search."""

import re

import pytest
from bivelio_core.contacts.reach import Address
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.messages.inbound.incoming import PastMessage, PastThread
from bivelio_core.messages.inbound.past import store_thread
from bivelio_core.tenancy import Tenant
from playwright.sync_api import expect

from tests.dashboard.windows import READS_ONCE, anew, call, judged, sent

THREAD = "conversations?env=sandbox&with=ct_abc123"


NOTE_A_CLICK = (
    "input => input.addEventListener('click', event => { event.preventDefault(); input.dataset.asked = true })"
)
"""Have a field for files say that it was pressed, in place of the browser's own window."""


def saved(page):
    expect(page.get_by_text("S’ha desat.").last).to_be_visible()


def test_a_conversation_is_labelled_closed_and_found_by_its_state(visit):
    call(visit, "messages/conversations/update", contact_id="ct_abc123", labels=[], state="open")
    page = visit.sign_in(path=THREAD)
    thread = page.get_by_role("region", name="Conversa")
    label = thread.get_by_label("Afegeix una etiqueta")
    label.fill("comanda")
    label.press("Enter")
    expect(thread.get_by_role("button", name="Treu comanda")).to_be_visible()
    saved(page)
    with sent(page, "messages/conversations/update"):  # it is shown before it is sent
        thread.get_by_role("button", name="Tanca", exact=True).click()
    expect(thread.get_by_role("button", name="Reobre")).to_be_visible()
    page.goto("conversations?env=sandbox&state=closed")
    row = page.get_by_role("link", name=re.compile("Empresa ABC"))
    expect(row).to_contain_text("Tancada")
    expect(row).to_contain_text("comanda")
    page.goto("conversations?env=sandbox&state=open")
    expect(page.get_by_text("No n’hi ha cap que sigui així")).to_be_visible()
    page.goto(THREAD)
    with sent(page, "messages/conversations/update"):
        thread.get_by_role("button", name="Reobre").click()
    expect(thread.get_by_role("button", name="Tanca", exact=True)).to_be_visible()
    call(visit, "messages/conversations/update", contact_id="ct_abc123", labels=[], state="open")


def test_a_note_is_in_the_thread_and_is_not_sent(visit):
    page = visit.sign_in(path=THREAD)
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_role("tab", name="Nota interna").click()
    thread.get_by_label("Nota", exact=True).fill("Vol la factura abans de divendres.")
    thread.get_by_role("button", name="Desa la nota").click()
    expect(thread.get_by_role("article", name="Nota interna").last).to_contain_text("abans de divendres")
    messages = call(visit, "messages/list", contact_id="ct_abc123")["messages"]
    assert "abans de divendres" not in str(messages)


def new_canned_reply(visit):
    """A thread that is answered by mail, and the dialog with the form of a new canned reply."""
    page = visit.sign_in(path=THREAD)
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email")
    thread.get_by_role("button", name="Respostes preparades").click()
    dialog = page.get_by_role("dialog", name="Respostes preparades")
    dialog.get_by_role("button", name="Prepara’n una").click()
    return thread, dialog


def test_a_canned_reply_is_put_into_the_message_as_the_contact_reads_it(visit):
    thread, dialog = new_canned_reply(visit)
    name = anew("Gràcies")
    dialog.get_by_label("Nom").fill(name)
    dialog.get_by_label("En català").fill("Gràcies, {contact.name}!")
    dialog.get_by_role("button", name="Desa", exact=True).click()
    dialog.get_by_role("button", name=name, exact=True).click()
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("Gràcies, Empresa ABC S.L.!")


def test_a_canned_reply_with_variables_of_its_own_asks_for_them_and_brings_its_subject(visit):
    thread, dialog = new_canned_reply(visit)
    name = anew("Enviada")
    dialog.get_by_label("Nom").fill(name)
    dialog.get_by_label("En català").fill("La comanda {comanda} ja és de camí.")
    dialog.get_by_label("Variables pròpies").fill("comanda")
    dialog.get_by_text("Assumpte, si s’envia per correu").click()
    dialog.get_by_label("Assumpte (català)").fill("Comanda {comanda}")
    dialog.get_by_role("button", name="Desa", exact=True).click()
    dialog.get_by_role("button", name=name, exact=True).click()
    dialog.get_by_label("comanda").fill("A-12")
    dialog.get_by_role("button", name="Posa-la al missatge").click()
    expect(thread.get_by_label("Missatge", exact=True)).to_have_value("La comanda A-12 ja és de camí.")
    expect(thread.get_by_label("Assumpte")).to_have_value("Comanda A-12")
    (reply,) = [each for each in call(visit, "messages/replies/list")["replies"] if each["name"] == name]
    assert (reply["variables"], reply["subjects"]) == (["comanda"], {"ca": "Comanda {comanda}"})


def test_a_canned_reply_with_a_format_is_shown_as_its_mail_and_sent_so(visit):
    thread, dialog = new_canned_reply(visit)
    dialog.get_by_label("Nom").fill("Amb enllaç")
    dialog.get_by_label("En català").fill("**Hola**\n\n- comanda {comanda}\n- [la web](https://example.com/)")
    dialog.get_by_label("Format, si s’envia per correu").select_option("markup")
    dialog.get_by_label("Variables pròpies").fill("comanda")
    dialog.get_by_role("button", name="Desa", exact=True).click()
    dialog.get_by_role("button", name="Amb enllaç", exact=True).click()
    dialog.get_by_label("comanda").fill("<b>A-12</b>")
    dialog.get_by_role("button", name="Posa-la al missatge").click()
    mail = dialog.get_by_role("region", name="Com s’enviarà")
    expect(mail.locator("strong")).to_have_text("Hola")
    expect(mail.get_by_role("listitem").first).to_have_text("comanda <b>A-12</b>")
    expect(mail.get_by_role("link", name="la web")).to_have_attribute("href", "https://example.com/")
    with sent(visit.page, "messages/send"):
        dialog.get_by_role("button", name="Envia-la així").click()
    expect(dialog).to_be_hidden()
    expect(thread.get_by_text("comanda <b>A-12</b>").last).to_be_visible()
    message = call(visit, "messages/list", contact_id="ct_abc123", channel="email", per_page=50)["messages"][-1]
    assert "<li>comanda &lt;b&gt;A-12&lt;/b&gt;</li>" in message["message"]["html"]


def test_a_complaint_is_answered_and_closed_by_keys_alone(visit):
    call(visit, "messages/conversations/update", contact_id="ct_abc123", state="open")
    page = visit.sign_in(path="conversations?env=sandbox")
    rows = page.get_by_role("list", name="Converses").get_by_role("link")
    expect(rows.first).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_label("Cerca en els missatges")).to_be_focused()
    page.keyboard.type("jj")
    expect(page.get_by_label("Cerca en els missatges")).to_have_value("jj")
    page.get_by_label("Cerca en els missatges").fill("")
    expect(rows.first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Converses").click()
    page.keyboard.press("j")
    expect(rows.first).to_be_focused()
    page.goto(THREAD)
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email")
    page.get_by_role("heading", name="Converses").click()
    page.keyboard.press("r")
    expect(thread.get_by_label("Missatge", exact=True)).to_be_focused()
    page.keyboard.type("Ho resolem avui.")
    page.keyboard.press("Tab")
    with page.expect_response("**/messages/send"):  # it is shown before it is sent
        page.keyboard.press("Enter")
    expect(thread.get_by_role("article").last).to_contain_text("Ho resolem avui.")
    page.goto(THREAD)
    expect(thread.get_by_role("button", name="Tanca", exact=True)).to_be_visible()
    page.keyboard.press("e")
    expect(thread.get_by_role("button", name="Reobre")).to_be_visible()
    saved(page)
    page.get_by_role("heading", name="Converses").click()
    page.keyboard.press("n")
    expect(thread.get_by_label("Nota", exact=True)).to_be_focused()
    page.get_by_role("heading", name="Converses").click()
    page.keyboard.press("r")
    expect(thread.get_by_label("Missatge", exact=True)).to_be_focused()
    page.get_by_role("heading", name="Converses").click()
    files = thread.locator("input[type=file]")
    files.evaluate(NOTE_A_CLICK)
    page.keyboard.press("f")
    expect(files).to_have_attribute("data-asked", "true")
    page.keyboard.press("a")
    expect(thread.get_by_label("Encarregat")).to_be_focused()
    page.get_by_role("heading", name="Converses").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Dreceres del teclat")).to_contain_text("Respon")
    page.keyboard.press("Escape")
    assert call(visit, "messages/conversations/get", contact_id="ct_abc123")["state"] == "closed"
    call(visit, "messages/conversations/update", contact_id="ct_abc123", state="open")


def test_the_assistant_and_a_person_hand_it_to_each_other(visit):
    call(visit, "messages/give_back", contact_id="ct_abc123")
    page = visit.sign_in(path=THREAD)
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_role("button", name="Me n’encarrego").click()
    expect(thread.get_by_text("Me n’encarrego jo.")).to_be_visible()
    thread.get_by_role("button", name="Torna-la a l’assistent").click()
    expect(thread.get_by_role("button", name="Me n’encarrego")).to_be_visible()
    assert call(visit, "messages/conversations/get", contact_id="ct_abc123")["handled_by"] == "assistant"


def test_words_find_messages_and_the_arrows_go_through_the_list(visit):
    page = visit.sign_in(path="conversations?env=sandbox")
    page.get_by_label("Cerca en els missatges").fill("comanda processada")
    matches = page.get_by_role("list", name="Missatges trobats")
    expect(matches.get_by_role("link").first).to_contain_text("processada")
    page.get_by_label("Cerca en els missatges").fill("")
    rows = page.get_by_role("list", name="Converses").get_by_role("link")
    rows.first.focus()
    page.keyboard.press("End")
    expect(rows.last).to_be_focused()
    page.keyboard.press("Home")
    expect(rows.first).to_be_focused()


def test_what_a_phone_has_told_of_the_past_is_above_the_messages_page_by_page(visit, platform):
    call(visit, "messages/conversations")  # opens the day of the sandbox
    organisation = platform.demo()["organisations"]["demo"]["id"]
    store = store_of(Tenant.at(organisation, "sandbox"))
    told = [
        PastMessage(f"wamid.{number}", bool(number % 2), {"type": "text", "body": f"d’abans, {number}"}, at, "read")
        for number in range(60)
        for at in [f"2026-01-01T10:{number:02}:00Z"]
    ]
    file = PastMessage("wamid.file", False, {"type": "media_placeholder"}, "2026-01-01T11:00:00Z", "received")
    sender = Address("phone", "+34655443322")
    store_thread(store, {"SK": "cn_sandbox"}, PastThread([sender], "Núria Vidal", "+34600000000", [*told, file]))
    (contact,) = call(visit, "contacts/list", search="Núria Vidal")["contacts"]
    page = visit.sign_in(path=f"conversations?env=sandbox&with={contact['id']}")
    thread = page.get_by_role("region", name="Conversa")
    newest = thread.get_by_role("article").last
    expect(newest).to_contain_text("Un fitxer que només és al telèfon")
    expect(newest).to_contain_text("d’abans de connectar el número")
    expect(thread.get_by_text("d’abans, 0", exact=True)).to_have_count(0)
    older = thread.get_by_role("button", name="Mostra els anteriors")
    older.dispatch_event("click")  # a click scrolls up to it, which may show them before it is pressed
    expect(thread.get_by_text("d’abans, 0", exact=True)).to_be_visible()
    expect(thread.get_by_role("article")).to_have_count(61)
    expect(thread.get_by_role("button", name="Mostra els anteriors")).to_have_count(0)


def test_the_list_takes_one_request_whatever_it_shows(visit):
    for number in range(12):
        call(visit, "messages/send", channel="email", to=f"client{number}@exemple.com", body="Hola")
    visit.page.add_init_script(READS_ONCE)
    visit.sign_in(path="cases?env=sandbox")
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url) if "/v1/" in request.url else None)
    page = visit.go("/conversations?env=sandbox")
    expect(page.get_by_role("list", name="Converses").get_by_role("link").nth(10)).to_be_visible()
    assert [url.partition("/v1")[2] for url in asked if "/messages/" in url or "/contacts/" in url] == [
        "/messages/conversations"
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_thread_is_accessible_and_fits_the_screen(windows, artifacts, theme):
    visit = windows(color_scheme=theme, bypass_csp=True)
    page = visit.sign_in(path=THREAD)
    call(visit, "messages/conversations/update", contact_id="ct_abc123", labels=["comanda", "urgent"])
    call(visit, "messages/hand_over", contact_id="ct_abc123", why="Demana una persona.")
    page.goto(THREAD)
    expect(page.get_by_role("region", name="Conversa").get_by_role("button", name="Treu urgent")).to_be_visible()
    found = judged(page, THREAD, (390, 1440), lambda width: artifacts(page, f"inbox-{width}-{theme}"))
    assert found == {}
