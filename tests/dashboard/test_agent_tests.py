"""Tests of an agent as a person keeps and runs them: two versions side by side, and who may not run them reads."""

import json
import re
from functools import partial

from playwright.sync_api import expect

from tests.api import load
from tests.dashboard.windows import call, judged
from tests.services import waiting

WIDTHS = (390, 1440)
TOOLS = ["calendar.slots", "calendar.book"]


def work():
    """The worker does what waits on the queue."""
    for job in waiting("turns"):
        if "tested_agent_id" in job:
            event = {"Records": [{"messageId": "1", "body": json.dumps(job)}]}
            assert load("workers/answer_turn").handler(event, None) == {"batchItemFailures": []}


def kept(artifacts, page, width):
    """Keep a screenshot."""
    artifacts(page, f"agent-tests-{width}")


def write(form, name):
    """Fill in a test of two messages, with what is expected of the second answer."""
    form.get_by_label("Nom").fill(name)
    form.get_by_label("Respon com a la recepció").check()
    form.get_by_role("button", name="Desa la prova", exact=True).click()
    first, second = (form.get_by_role("group", name=f"Missatge {number}") for number in (1, 2))
    expect(first.get_by_label("Què se li escriu")).to_have_attribute("aria-invalid", "true")
    first.get_by_label("Què se li escriu").fill("Bon dia")
    form.get_by_role("button", name="Afegeix un missatge").click()
    second.get_by_label("Què se li escriu").fill("Quant val el menú?")
    second.get_by_text("Què s’espera de la resposta").click()
    second.get_by_label("Ha de dir", exact=False).first.fill("16,50 euros")
    second.get_by_role("group", name="Ha de fer servir les eines").get_by_label("Reserva una hora").check()
    second.get_by_label("Després de la resposta", exact=True).select_option("no")


def cell(page, row, column):
    """The text of a column in the row of a message."""
    return page.get_by_role("row").filter(has_text=row).locator(f'td[data-label="{column}"]')


def test_what_was_expected_stands_beside_what_two_versions_answered(windows, artifacts):
    visit = windows(bypass_csp=True)
    visit.allowed += ["400"]
    page = visit.sign_in(path="agents?env=sandbox")
    agent = call(visit, "agents/create", name="Telefonista", instructions="Respon.", tools=TOOLS, maximum_credits=2)[
        "id"
    ]
    page = visit.go(f"/agents/{agent}?tab=tests&env=sandbox")
    expect(page.get_by_text("Encara no hi ha cap prova")).to_be_visible()
    page.get_by_role("button", name="Afegeix una prova").click()
    form = page.get_by_role("form", name="Afegeix una prova")
    write(form, "Preu del menú")
    form.get_by_role("button", name="Desa la prova", exact=True).click()
    expect(page.get_by_text("Encara no s’ha passat.")).to_be_visible()
    for number, name in enumerate(("Telefonista 2", "Telefonista 3"), 1):
        page.get_by_role("button", name="Passa les proves").click()
        expect(page.get_by_text(re.compile("Fetes: 0 de 1"))).to_be_visible()
        work()
        expect(page.get_by_role("columnheader", name=f"Versió {number}")).to_be_visible()
        expect(page.get_by_role("button", name="Passa les proves")).to_be_enabled()
        call(visit, "agents/update", agent_id=agent, name=name)
    missed = "No diu «16,50 euros»."
    expected = cell(page, "Quant val el menú?", "S’espera").get_by_role("listitem")
    expect(expected).to_have_text(
        ["Ha de dir «16,50 euros».", "Ha de fer servir «Reserva una hora».", "Ha de continuar l’assistent."]
    )
    for column in ("Versió 1", "Resultat"):
        expect(cell(page, "Quant val el menú?", column)).to_contain_text(f"fallada{missed}")
    expect(cell(page, "Quant val el menú?", "Versió 2")).not_to_contain_text(missed)
    expect(cell(page, "Bon dia", "S’espera")).to_have_text("Que respongui.")
    expect(cell(page, "Bon dia", "Resultat")).to_have_text("passada")
    expect(page.get_by_text("igual que abans")).to_be_visible()
    look = partial(kept, artifacts, page)
    assert judged(page, "tests of an agent", WIDTHS, look) == {}
    page.get_by_role("link", name="Mira què ha fet").first.click()
    expect(page.get_by_role("dialog", name="Traça")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Esborra «Preu del menú»").click()
    page.get_by_role("dialog").get_by_role("button", name="Esborra").click()
    expect(page.get_by_text("Encara no hi ha cap prova")).to_be_visible()


def test_what_is_expected_is_changed_in_a_form_and_that_test_alone_is_run_again(windows, artifacts):
    visit = windows(bypass_csp=True)
    visit.sign_in(path="agents?env=sandbox")
    agent = call(visit, "agents/create", name="Telefonista", instructions="Respon.")["id"]
    for name, turn in {"Hola": {"text": "Hola"}, "Preu": {"text": "Quant val?", "says": ["16,50 euros"]}}.items():
        call(visit, "agents/tests/save", agent_id=agent, name=name, turns=[turn])
    page = visit.go(f"/agents/{agent}?tab=tests&env=sandbox")
    page.get_by_role("button", name="Passa les proves").click()
    expect(page.get_by_text(re.compile("Fetes: 0 de 2"))).to_be_visible()
    work()
    expect(page.get_by_text("En falla 1.")).to_be_visible()
    page.get_by_label("Només les que fallen").check()
    expect(page.get_by_role("table")).to_have_count(1)
    page.get_by_role("button", name="Edita «Preu»").click()
    form = page.get_by_role("form", name="Edita «Preu»")
    expect(form.get_by_label("Ha de dir", exact=False).first).to_have_value("16,50 euros")
    form.get_by_label("Ha de dir", exact=False).first.fill("")
    assert judged(page, "a test in its form", WIDTHS, lambda width: artifacts(page, f"agent-test-form-{width}")) == {}
    form.get_by_role("button", name="Desa i passa-la").click()
    expect(page.get_by_text(re.compile("Fetes: 0 de 1"))).to_be_visible()
    work()
    expect(page.get_by_text("Cap no falla.")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    page.get_by_label("Només les que fallen").uncheck()
    expect(cell(page, "Quant val?", "Resultat")).to_have_text("passada")
    page.get_by_role("button", name="Passa «Hola»").click()
    expect(page.get_by_text(re.compile("Fetes: 0 de 1"))).to_be_visible()


def test_who_may_not_run_them_reads_what_came_of_them(windows):
    page = windows().sign_in("viewer", path="agents/ag_email_draft?tab=tests&env=sandbox")
    expect(page.get_by_text("Bon dia! Obrim a les nou.")).to_be_visible()
    for name in ("Passa les proves", "Afegeix una prova", "Passa «Horari»", "Edita «Horari»", "Esborra «Horari»"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
