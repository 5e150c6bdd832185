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


def test_two_versions_are_side_by_side(windows, artifacts):
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
    form.get_by_label("Nom").fill("Preu del menú")
    form.get_by_role("button", name="Desa la prova").click()
    expect(form.get_by_label("Què se li escriu")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Què se li escriu").fill("Bon dia\nQuant val el menú?")
    form.get_by_label("L’última resposta ha de dir").fill("16,50 euros")
    form.get_by_role("group", name="Ha de fer servir les eines").get_by_label("Reserva una hora").check()
    form.get_by_label("Respon com a la recepció").check()
    form.get_by_label("A l’última resposta", exact=True).select_option("no")
    form.get_by_role("button", name="Desa la prova").click()
    expect(page.get_by_text("Encara no s’ha passat.")).to_be_visible()
    for name in ("Telefonista 2", "Telefonista 3"):
        page.get_by_role("button", name="Passa les proves").click()
        expect(page.get_by_text(re.compile("Fetes: 0 de 1"))).to_be_visible()
        work()
        expect(page.get_by_role("heading", name=re.compile("Versió")).first).to_be_visible()
        expect(page.get_by_role("button", name="Passa les proves")).to_be_enabled()
        call(visit, "agents/update", agent_id=agent, name=name)
    expect(page.get_by_role("heading", name=re.compile("Versió 2"))).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Versió 1"))).to_be_visible()
    expect(page.get_by_text("No diu «16,50 euros».")).to_have_count(2)
    expect(page.get_by_text(re.compile("^No fa servir «Reserva una hora»"))).to_have_count(2)
    expect(page.get_by_text("igual que abans")).to_be_visible()
    look = partial(kept, artifacts, page)
    assert judged(page, "tests of an agent", WIDTHS, look) == {}
    page.get_by_role("button", name="Esborra «Preu del menú»").click()
    page.get_by_role("dialog").get_by_role("button", name="Esborra").click()
    expect(page.get_by_text("Encara no hi ha cap prova")).to_be_visible()


def test_who_may_not_run_them_reads_what_came_of_them(windows):
    page = windows().sign_in("viewer", path="agents/ag_email_draft?tab=tests&env=sandbox")
    expect(page.get_by_text("Bon dia! Obrim a les nou.")).to_be_visible()
    for name in ("Passa les proves", "Afegeix una prova", "Esborra «Horari»"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
