"""Runs and approvals, as a person looks at them and decides."""

import re

from playwright.sync_api import expect

from tests.dashboard.editor import APPROVAL, FAILING, GRANT, SANDBOX, api, create, drawn, has_status, tab_to
from tests.dashboard.windows import anew, awaited, settled

__all__ = ["api", "create"]

BECOME = """hidden => {
  Object.defineProperty(document, 'visibilityState', {value: hidden ? 'hidden' : 'visible', configurable: true})
  for (const target of [window, document]) target.dispatchEvent(new Event('visibilitychange'))
}"""
"""Has the page believe that its tab is hidden, or shown again."""


def test_a_failed_run_is_retried_repeated_with_another_input_and_several_at_once(visit, api, create):
    identifier = create(FAILING, name="Que falla")
    first, second = (api("workflows/execute", workflow_id=identifier, input={"n": n})["instance_id"] for n in (1, 2))
    page = visit.sign_in(path=f"runs/{first}{SANDBOX}")
    has_status(page, "fallit")
    expect(page.get_by_role("table", name="Intents del pas crida").get_by_role("row")).to_have_count(3)
    page.get_by_role("button", name="Reintenta").click()
    page.get_by_role("menuitem", name="Des del pas que ha fallat").click()
    expect(page.get_by_role("table", name="Intents del pas crida").get_by_role("row")).to_have_count(5)

    page.get_by_role("button", name="Repeteix amb una altra entrada").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Escriu-ho com a JSON").click()
    dialog.get_by_role("textbox").fill('{"url": ')
    expect(dialog.get_by_role("button", name="Executa")).to_be_disabled()
    dialog.get_by_role("textbox").fill('{"url": "https://example.com/hook"}')
    dialog.get_by_role("button", name="Executa").click()
    has_status(page, "completat")
    expect(page).not_to_have_url(re.compile(first))

    visit.go(f"/runs{SANDBOX}&workflow={identifier}&status=failed")
    for each in (first, second):
        page.get_by_role("checkbox", name=f"Selecciona l’execució {each}").check()
    bar = page.get_by_role("region", name="Selecció")
    bar.get_by_role("button", name="Posa en pausa").click()
    dialog = page.get_by_role("dialog", name="Posa execucions en pausa")
    expect(dialog.get_by_role("button", name="Posa 0 execucions en pausa")).to_be_disabled()
    expect(dialog.get_by_text("2 es queden com estan.")).to_be_visible()
    dialog.get_by_role("button", name="Cancel·la", exact=True).click()
    bar.get_by_role("button", name="Reintenta").click()
    dialog = page.get_by_role("dialog", name="Reintenta les que han fallat")
    dialog.get_by_role("button", name="Reintenta 2 execucions").click()
    expect(dialog.get_by_text("S’han reintentat 2 execucions.")).to_be_visible()
    dialog.get_by_role("button", name="Fet").click()
    expect(bar).to_have_count(0)


def test_a_run_is_paused_resumed_and_cancelled(visit, api, create):
    identifier = create(APPROVAL, name="Que espera")
    run = api("workflows/execute", workflow_id=identifier, input={"percent": 3, "client": "X"})["instance_id"]
    page = visit.sign_in(path=f"runs/{run}{SANDBOX}")
    has_status(page, "en espera")
    page.get_by_role("button", name="Posa en pausa").click()
    has_status(page, "en pausa")
    page.get_by_role("button", name="Reprèn").click()
    has_status(page, "en espera")
    page.get_by_role("button", name="Cancel·la l’execució").click()
    question = page.get_by_role("dialog", name="Cancel·la l’execució")
    expect(question.get_by_role("button", name="Cancel·la", exact=True)).to_have_count(0)
    question.get_by_role("button", name="No, que continuï").click()
    expect(question).to_have_count(0)
    page.get_by_role("button", name="Cancel·la l’execució").click()
    question.get_by_role("button", name="Cancel·la-la").click()
    has_status(page, "cancel·lat")
    assert api("workflows/instances/get", instance_id=run)["status"] == "cancelled"


def test_iterations_are_read_page_by_page_and_shown_on_the_graph(visit, api, create):
    double = {"id": "doble", "type": "set", "input": {"n": "{{ multiply(item, `2`) }}"}}
    loop = {"id": "cada", "type": "for_each", "input": {"items": "{{ input.list }}", "steps": [double]}}
    run = api("workflows/execute", workflow_id=create(loop), input={"list": list(range(60))}, **{"async": False})
    page = visit.sign_in(path=f"runs/{run['instance_id']}{SANDBOX}")
    drawn(page)
    expect(page.get_by_text("60 en total")).to_be_visible()
    page.get_by_role("button", name="Següents").click()
    expect(page).to_have_url(re.compile("page=2"))
    page.get_by_text("Element 31", exact=True).click()
    expect(page.get_by_role("region", name="Sortida del pas doble")).to_contain_text("60")
    expect(page.get_by_test_id("graph").get_by_role("button", name="doble")).to_contain_text("completat")


def test_the_keyboard_alone_decides_an_approval(visit, api, create):
    client = anew("Teclat")
    run = api("workflows/execute", workflow_id=create(APPROVAL, GRANT), input={"percent": 7, "client": client})
    page = visit.sign_in(path=f"approvals{SANDBOX}")
    form = page.get_by_role("form", name=f"Decisió: 7 % per a {client}?")
    expect(form).to_be_visible()
    comment = form.get_by_label("Comentari")
    tab_to(page, comment)
    page.keyboard.type("Amb el teclat")
    tab_to(page, form.get_by_role("button", name="Aprova"))
    page.keyboard.press("Enter")
    expect(form).to_have_count(0)
    output = api("workflows/instances/get", instance_id=run["instance_id"])["steps"][0]["output"]
    assert (output["approved"], output["comment"]) == (True, "Amb el teclat")


def test_a_run_is_read_again_by_itself_but_not_in_a_hidden_tab(visit, api, create):
    run = api("workflows/execute", workflow_id=create(APPROVAL), input={"percent": 1, "client": "X"})["instance_id"]
    visit.page.clock.install()
    page = visit.sign_in(path=f"runs/{run}{SANDBOX}")
    has_status(page, "en espera")
    asked: list[str] = []
    answered: list[str] = []
    for event, told in (("request", asked), ("requestfinished", answered)):
        page.on(
            event,
            lambda request, told=told: told.append(request.url) if request.url.endswith("instances/get") else None,
        )
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 10"))  # else a slow machine's own seconds count too
    awaited(page, lambda: len(answered) >= len(asked))
    before = len(asked)
    for _ in range(7):
        page.clock.run_for(1_000)
        awaited(page, lambda: len(answered) >= len(asked))
    assert 1 <= len(asked) - before <= 3
    page.evaluate(BECOME, True)
    page.clock.run_for(1_000)
    asked.clear()
    page.clock.run_for(7_000)
    assert asked == []
    page.evaluate(BECOME, False)
    page.clock.resume()
    api("workflows/approve", instance_id=run)
    has_status(page, "completat")


def test_filters_live_in_the_address(visit):
    page = visit.sign_in(path=f"runs{SANDBOX}")
    settled(page)
    page.get_by_label("Estat").select_option("failed")
    expect(page).to_have_url(re.compile("status=failed"))
    page.get_by_role("searchbox", name="Cerca en l’entrada").fill("ct_abc123")
    expect(page).to_have_url(re.compile("q=ct_abc123"))
    page.go_back()
    expect(page).not_to_have_url(re.compile("q=ct_abc123"))
    expect(page.get_by_label("Estat")).to_have_value("failed")


def test_a_run_says_that_who_started_it_is_gone(visit):
    page = visit.sign_in(path="runs/wfi_c1d2e3f4?env=sandbox")
    expect(page.get_by_text("algú que ja no és a l’equip")).to_be_visible()
    expect(page.locator("main dl").first).not_to_contain_text("usr_")


def test_an_approval_of_two_people_shows_who_has_decided(visit, api, create):
    question = f"{anew('Entre dos')}?"
    ask = {"id": "ask", "type": "approval", "input": {"message": question, "approvals": 2}}
    run = api("workflows/execute", workflow_id=create(ask), input={})["instance_id"]
    page = visit.sign_in(path=f"approvals{SANDBOX}")
    form = page.get_by_role("form", name=f"Decisió: {question}")
    expect(form).to_contain_text("0 de 2 aprovacions")
    form.get_by_role("button", name="Aprova").click()
    expect(page.get_by_text("L’has aprovada; encara falten altres persones.")).to_be_visible()
    expect(form).to_contain_text("1 de 2 aprovacions")
    expect(form.get_by_role("link")).to_have_count(1)
    expect(form.get_by_role("button", name="Aprova")).to_have_count(0)
    (waiting,) = api("workflows/instances/get", instance_id=run)["waiting"]
    assert [one["approved"] for one in waiting["decisions"]] == [True]
