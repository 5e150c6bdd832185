"""A workflow is built without a mouse, from Home on; how many keys that takes is counted."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.dashboard.editor import SANDBOX, Call, api, drawn, is_said
from tests.dashboard.jobs import Jobs
from tests.dashboard.keyboard import Keyboard, without_mouse
from tests.dashboard.windows import Visit, settled

__all__ = ["api"]

MOST_KEYS = 480
"""So many keys, texts included; it takes some forty fewer."""


def add_step(page: Page, keys: Keyboard, kind: str) -> Locator:
    """Add a step after the one that is chosen, and return its form, which gets the focus."""
    keys.push(page.get_by_role("toolbar", name="Passos").get_by_role("button", name="Afegeix un pas"), back=True)
    expect(page.get_by_role("combobox", name="Què ha de fer el pas?")).to_be_focused()
    keys.type(kind)
    keys.press("Enter")
    form = page.get_by_test_id("step-form")
    expect(form.get_by_label("Nom del pas")).to_be_focused()
    return form


def insert(keys: Keyboard, form: Locator, field: str, value: str) -> None:
    """Insert a value of what came before into a field."""
    keys.push(form.get_by_role("button", name=f"Insereix una dada a «{field}»"))
    values = form.get_by_role("group", name="Dades per inserir")
    expect(values.get_by_role("searchbox")).to_be_focused()
    keys.type(value)
    keys.push(values.get_by_role("button", name=re.compile(f"^{value}")).first)


def test_lead_to_whatsapp_is_built_from_home_by_keys_alone(visit: Visit, api: Call, jobs: Jobs) -> None:
    page = visit.sign_in(path=SANDBOX)
    settled(page)
    with without_mouse(page) as keys:
        keys.open("Fluxos de treball")
        keys.push(page.get_by_role("button", name="Crea un flux").first)
        keys.push(page.get_by_role("link", name="En blanc"))
        drawn(page)

        start = page.get_by_test_id("start-form")
        keys.fill(start.get_by_label("Nom del flux"), "Lead per tecles")
        keys.choose(start.get_by_label("Quan comença"), "Quan passa alguna cosa")
        keys.choose(start.get_by_label("Què passa"), "S’ha creat un contacte")
        keys.push(start.get_by_role("button", name="Afegeix una condició"))
        keys.choose(start.get_by_label("Dada", exact=True), "Etiquetes")
        keys.fill(start.get_by_label("Valor", exact=True), "lead")

        prepare = page.get_by_test_id("graph").get_by_role("button", name=re.compile("^Prepara les dades"))
        keys.to(prepare, back=True)
        keys.press("Delete")
        expect(prepare).to_have_count(0)
        form = add_step(page, keys, "envia un missatge")
        keys.fill(form.get_by_label("Nom del pas"), "Saluda’l")
        keys.choose(form.get_by_label("Canal", exact=True), "WhatsApp")
        insert(keys, form, "Contacte", "Identificador")
        keys.to(form.get_by_label("Un text", exact=True))
        keys.press("ArrowDown")
        keys.choose(form.get_by_label("Plantilla", exact=True), "benvinguda (ca)")
        insert(keys, form, "Valor de la variable 1", "Nom")
        keys.to(form.get_by_label("Valor de la variable 2", exact=True))
        keys.type("BiVelio")

        form = add_step(page, keys, "obre un cas")
        keys.fill(form.get_by_label("Nom del pas"), "Truca-li")
        keys.to(form.get_by_label("Títol", exact=True))
        keys.type("Truca a ")
        insert(keys, form, "Títol", "Nom")
        is_said(page, "Sense errors")
        keys.push(page.get_by_role("button", name="Crea el flux"), back=True)
        expect(page.get_by_text("S’ha creat el flux de treball.")).to_be_visible()

    saved = next(each for each in api("workflows/list")["workflows"] if each["name"] == "Lead per tecles")
    definition = api("workflows/get", id=saved["id"])
    assert definition["trigger"] == {"event": "contact.created", "filter": "contains(data.tags || `[]`, 'lead')"}
    greet, call = definition["steps"]
    assert greet["input"]["contact_id"] == "{{ input.id }}"
    assert greet["input"]["message"]["parameters"] == ["{{ input.name }}", "BiVelio"]
    assert call["input"]["title"] == "Truca a {{ input.name }}"
    jobs.keys("build lead to WhatsApp", keys)
    assert keys.count <= MOST_KEYS
