"""A workflow is built by clicks, from Home on: nobody who does so sees JSON."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.editor import SANDBOX, Call, api, create, drawn, is_said
from tests.dashboard.windows import Visit, go, settled, violations

__all__ = ["api", "create"]


def add_step(page: Page, kind: str) -> None:
    """Add a step of a type at the end, or after the one that is chosen."""
    page.get_by_role("toolbar", name="Passos").get_by_role("button", name="Afegeix un pas").click()
    page.get_by_role("menuitem", name=kind, exact=True).click()


def insert(form: Locator | Page, field: str, value: str) -> None:
    """Insert a value of what came before into a field."""
    form.get_by_role("button", name=f"Insereix una dada a «{field}»").click()
    form.get_by_role("group", name="Dades per inserir").get_by_role(
        "button", name=re.compile(f"^{value}")
    ).first.click()


def form_of(page: Page) -> Locator:
    """The form of what is chosen."""
    return page.get_by_test_id("step-form")


@pytest.fixture
def lead(visit: Visit) -> Page:
    """The editor with "lead to WhatsApp", built from Home."""
    page = visit.sign_in(path=SANDBOX)
    settled(page)
    go(page, "Fluxos de treball")
    page.get_by_role("button", name="Crea un flux").click()
    page.get_by_role("link", name="En blanc").click()
    drawn(page)
    start = page.get_by_test_id("start-form")
    start.get_by_label("Nom del flux").fill("Contacte nou per WhatsApp")
    start.get_by_label("Quan comença").select_option(label="Quan passa alguna cosa")
    start.get_by_label("Què passa").select_option(label="S’ha creat un contacte")
    start.get_by_role("button", name="Afegeix una condició").click()
    start.get_by_label("Dada", exact=True).select_option(label="Etiquetes")
    expect(start.get_by_label("Comparació", exact=True)).to_have_value("contains")
    start.get_by_label("Valor", exact=True).fill("lead")

    page.get_by_test_id("graph").get_by_role("button", name="Prepara les dades").click()
    page.get_by_role("button", name="Treu «Prepara les dades»").click()
    add_step(page, "Envia un missatge")
    form = form_of(page)
    form.get_by_label("Nom del pas").fill("Saluda’l")
    form.get_by_label("Canal", exact=True).select_option(label="WhatsApp")
    insert(form, "Contacte", "Identificador")
    form.get_by_label("Una plantilla").check()
    form.get_by_label("Plantilla", exact=True).select_option(label="benvinguda (ca)")
    insert(form, "Valor de la variable 1", "Nom")
    form.get_by_label("Valor de la variable 2", exact=True).fill("BiVelio")

    add_step(page, "Espera un esdeveniment")
    form.get_by_label("Nom del pas").fill("Espera que respongui")
    form.get_by_label("Esdeveniment", exact=True).select_option(label="Ha arribat un missatge")
    form.get_by_label("Quant s’espera").fill("2")
    form.get_by_role("button", name="Afegeix una condició").first.click()
    form.get_by_label("Dada", exact=True).select_option(label="Contacte")
    insert(form.get_by_role("group", name="Condició 1"), "Valor", "Identificador")

    add_step(page, "Obre un cas")
    form.get_by_label("Nom del pas").fill("Truca-li")
    form.get_by_label("Títol", exact=True).fill("Truca a ")
    insert(form, "Títol", "Nom")
    insert(form, "Contacte", "Identificador")
    form.get_by_role("button", name="Afegeix una condició").click()
    form.get_by_label("Dada", exact=True).select_option(value="steps.arriba.output.received")
    form.get_by_label("Comparació", exact=True).select_option(label="no hi és")
    is_said(page, "Sense errors")
    return page


def test_lead_to_whatsapp_is_built_without_seeing_json(lead: Page, api: Call, artifacts: Any) -> None:
    artifacts(lead, "flow-lead-1440-light")
    expect(lead.get_by_role("textbox", name="Definició (JSON)")).to_have_count(0)
    assert violations(lead) == {}
    lead.get_by_role("button", name="Crea el flux").click()
    expect(lead.get_by_text("S’ha creat el flux de treball.")).to_be_visible()
    saved = next(each for each in api("workflows/list")["workflows"] if each["name"] == "Contacte nou per WhatsApp")
    definition = api("workflows/get", id=saved["id"])
    assert definition["trigger"] == {"event": "contact.created", "filter": "contains(data.tags || `[]`, 'lead')"}
    greet, wait, call = definition["steps"]
    assert greet["input"] == {
        "channel": "whatsapp",
        "contact_id": "{{ input.id }}",
        "message": {
            "type": "template",
            "name": "benvinguda",
            "language": "ca",
            "parameters": ["{{ input.name }}", "BiVelio"],
        },
    }
    assert (wait["input"]["event"], wait["input"]["timeout_seconds"]) == ("message.received", 172_800)
    assert wait["input"]["filter"] == "data.contact_id == input.id"
    assert call["when"] == f"!(steps.{wait['id']}.output.received)"
    assert call["input"]["title"] == "Truca a {{ input.name }}"
