"""Workflows, from the editor to a run that is decided, and from a URL."""

import re

import pytest
from playwright.sync_api import expect

from tests.dashboard.editor import (
    PLAIN,
    SANDBOX,
    api,
    create,
    drawn,
    has_status,
    is_said,
    text_of,
)
from tests.dashboard.windows import row, violations

__all__ = ["api", "create"]

pytestmark = pytest.mark.e2e


def test_a_workflow_with_an_approval_is_built_and_run(windows, artifacts):
    visit = windows(bypass_csp=True)  # axe is brought in
    page = visit.sign_in(path=f"workflows{SANDBOX}")
    page.get_by_role("button", name="Crea un flux").first.click()
    page.get_by_role("link", name="En blanc").click()
    drawn(page)
    is_said(page, "error")  # it has no name yet
    text = text_of(page)
    text.fill(text.value().replace('"name": ""', '"name": "Descompte nou"', 1))
    page.get_by_test_id("graph").get_by_role("button", name="Prepara les dades Valors").click()
    page.get_by_role("button", name="Afegeix un pas", exact=True).click()
    page.get_by_role("option", name="Aprovació", exact=True).click()
    is_said(page, "Sense errors")
    page.get_by_role("tab", name="Prova").click()
    expect(page.get_by_test_id("tried")).to_have_count(2)
    page.get_by_role("button", name="Crea el flux").click()
    expect(page.locator("main h1")).to_have_text("Descompte nou")

    page.get_by_role("button", name="Executa").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Escriu-ho com a JSON").click()
    dialog.get_by_role("textbox", name="Entrada (JSON)").fill('{"name": "Marta"}')
    dialog.get_by_role("button", name="Executa").click()
    has_status(page, "en espera")
    decision = page.get_by_role("form", name="Decisió: Ho aproves, Marta?")
    decision.get_by_label("Comentari").fill("Endavant")
    decision.get_by_role("button", name="Aprova").click()
    has_status(page, "completat")
    graph = page.get_by_test_id("graph")
    expect(graph.locator("[class*=taken]")).to_have_count(3)
    graph.get_by_role("button", name="aprova").click()
    expect(page.get_by_role("region", name="Sortida del pas aprova")).to_contain_text("Endavant")
    artifacts(page, "workflows-approved-1440-light")
    page.get_by_role("button", name="Llista").click()
    expect(page.get_by_role("list").get_by_role("button", name="aprova")).to_contain_text("completat")
    assert violations(page) == {}

    page.get_by_role("link", name="Descompte nou, versió 1").click()
    page.get_by_role("tab", name="Estadístiques").click()
    expect(page.get_by_role("img", name=re.compile("1 execucions acabades"))).to_be_visible()
    artifacts(page, "workflows-counted-1440-light")
    assert violations(page) == {}
    page.get_by_role("link", name="Fluxos de treball").first.click()
    expect(row(page, "Descompte nou").first).to_contain_text("1 execució")
    expect(row(page, "Descompte nou").first).to_contain_text("completat")


def test_an_inbound_url_is_made_shown_once_and_works(visit, platform, api, create):
    identifier = create(PLAIN, name="Per URL", trigger_type="inbound")
    page = visit.sign_in(path=f"workflows/{identifier}{SANDBOX}&tab=start")
    page.get_by_role("button", name="Fes un URL nou").click()
    page.get_by_role("button", name="Fes l’URL").click()
    shown = page.get_by_role("region", name="L’URL nou")
    address = shown.inner_text().strip()
    assert address.startswith(f"{platform.settings.url}/sandbox/v1/inbound/workflows/wfu_")
    assert platform.call(address.removeprefix(platform.settings.url), {"a": 1}).status == 202
    page.get_by_role("button", name="Ja l’he copiat").click()
    expect(shown).to_have_count(0)
