"""What was typed in a conversation and is not sent is there when one comes back to it, and nobody else finds it."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.dashboard.windows import call

TYPED = "Ho mirem i et diem alguna cosa."
UNSENT = "() => Object.keys(sessionStorage).filter(name => name.startsWith('unsent ')).length"


@pytest.fixture
def inbox(visit):
    """The thread with a contact of the sandbox, answered by mail; there is another conversation beside it."""
    call(visit, "messages/send", channel="email", to="client0@exemple.com", body="Hola")
    page = visit.sign_in(path="conversations?env=sandbox&with=ct_abc123")
    thread = page.get_by_role("region", name="Conversa")
    thread.get_by_label("Canal").select_option("email")
    return page


def message(page):
    return page.get_by_role("region", name="Conversa").get_by_label("Missatge", exact=True)


def send(page):
    page.get_by_role("button", name="Envia", exact=True).click()


@contextmanager
def held(page, text):
    """A reply is sent; inside, its request is on its way and nothing answers it by itself."""
    requests: list[Route] = []

    def hold(route: Route) -> None:
        requests.append(route)

    page.route("**/messages/send", hold)
    message(page).fill(text)
    with page.expect_request("**/messages/send"):
        send(page)
    expect(page.get_by_text("s’està enviant…")).to_be_visible()
    assert len(requests) == 1
    yield requests[0]
    page.unroute("**/messages/send", hold)


def row(page, name):
    return page.get_by_role("list", name="Converses").get_by_role("link", name=re.compile(name))


def test_a_reply_waits_while_another_conversation_is_open_and_when_the_page_is_loaded_anew(inbox):
    page = inbox
    message(page).fill(TYPED)
    page.get_by_label("Assumpte").fill("La comanda")
    row(page, "client0").click()
    expect(message(page)).to_have_value("")
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")
    expect(row(page, "client0")).not_to_contain_text("Esborrany")
    row(page, "Empresa ABC").click()
    expect(message(page)).to_have_value(TYPED)
    page.reload()
    expect(message(page)).to_have_value(TYPED)
    expect(page.get_by_label("Assumpte")).to_have_value("La comanda")
    page.get_by_role("button", name="Envia", exact=True).click()
    expect(page.get_by_role("log").get_by_role("article").last).to_contain_text(TYPED)
    expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")
    expect(page.get_by_text("s’està enviant…")).to_have_count(0)
    page.reload()
    expect(message(page)).to_have_value("")


def test_a_reply_whose_page_is_left_before_its_answer_is_there_again_and_reaches_nobody_twice(visit, inbox):
    page = inbox
    text = "Us ho portem divendres."
    questions: list[str] = []

    def leave(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    with held(page, text) as request:
        expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")
        request.fetch()  # the API carries it out, and nobody hears its answer
        page.reload()
    assert questions == ["beforeunload"]
    expect(message(page)).to_have_value(text)
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")
    notice = page.get_by_text("S’estava enviant quan vas marxar de la pàgina")
    expect(notice).to_be_visible()
    send(page)
    expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")
    expect(page.get_by_text("s’està enviant…")).to_have_count(0)
    expect(notice).to_have_count(0)
    messages = call(visit, "messages/list", contact_id="ct_abc123", per_page=100)["messages"]
    assert [each["message"]["body"] for each in messages].count(text) == 1
    page.reload()
    expect(message(page)).to_have_value("")
    assert questions == ["beforeunload"]


def test_what_was_typed_behind_a_reply_that_was_cut_off_follows_it(inbox):
    page = inbox
    with held(page, "Primer."):
        message(page).fill("Després.")
        page.reload()
    expect(message(page)).to_have_value("Primer.")
    send(page)
    expect(message(page)).to_have_value("Després.")
    expect(page.get_by_text("s’està enviant…")).to_have_count(0)
    send(page)
    expect(page.get_by_role("log").get_by_role("article").last).to_contain_text("Després.")
    expect(message(page)).to_have_value("")
    expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")


def test_a_reply_that_fails_while_another_one_is_typed_waits_for_the_field(visit, inbox):
    page = inbox
    visit.allowed += ["status of 422"]
    with held(page, "Primer.") as request:
        message(page).fill("Després.")
        request.fulfill(status=422)
        expect(page.get_by_role("form", name="Respon").get_by_role("alert")).to_be_visible()
        expect(message(page)).to_have_value("Després.")
    send(page)
    expect(message(page)).to_have_value("Primer.")
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")


def test_a_note_waits_too(inbox):
    page = inbox
    page.get_by_role("tab", name="Nota interna").click()
    page.get_by_label("Nota", exact=True).fill("Vol parlar amb la Núria.")
    row(page, "client0").click()
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")
    row(page, "Empresa ABC").click()
    page.get_by_role("tab", name="Nota interna").click()
    expect(page.get_by_label("Nota", exact=True)).to_have_value("Vol parlar amb la Núria.")
    page.get_by_role("button", name="Desa la nota").click()
    expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")
    assert page.evaluate(UNSENT) == 0


def test_a_reply_that_fails_behind_ones_back_is_not_lost(visit, inbox):
    page = inbox
    visit.allowed += ["status of 503"]
    held = []
    page.route("**/messages/send", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
    message(page).fill(TYPED)
    page.get_by_role("button", name="Envia", exact=True).click()
    row(page, "client0").click()
    expect(message(page)).to_have_value("")
    expect(row(page, "Empresa ABC")).not_to_contain_text("Esborrany")
    page.route("**/messages/send", lambda route: route.fulfill(status=503))
    held[0].fulfill(status=503)
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")
    row(page, "Empresa ABC").click()
    expect(message(page)).to_have_value(TYPED)


def test_signing_out_forgets_it(inbox):
    page = inbox
    message(page).fill(TYPED)
    expect(row(page, "Empresa ABC")).to_contain_text("Esborrany")
    assert page.evaluate(UNSENT) == 1
    page.get_by_role("button", name="El teu compte").click()
    page.get_by_role("menuitem", name="Surt").click()
    expect(page.get_by_label("Contrasenya")).to_be_visible()
    assert page.evaluate(UNSENT) == 0
