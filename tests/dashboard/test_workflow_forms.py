"""A workflow is built by clicks, from Home on: nobody who does so sees JSON."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.dashboard.editor import PLAIN, SANDBOX, Call, api, create, drawn, is_said
from tests.dashboard.jobs import Jobs
from tests.dashboard.windows import Visit, go, judged, settled, violations

__all__ = ["api", "create"]


def add_step(page: Page, kind: str) -> None:
    """Add a step of a type at the end, or after the one that is chosen."""
    page.get_by_role("toolbar", name="Passos").get_by_role("button", name="Afegeix un pas").click()
    page.get_by_role("option", name=kind, exact=True).click()


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
def page(visit: Visit) -> Page:
    """Home, of somebody who is signed in."""
    page = visit.sign_in(path=SANDBOX)
    settled(page)
    return page


def build_lead(page: Page) -> None:
    """Build "lead to WhatsApp" from Home, all but its last click."""
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

    page.get_by_test_id("graph").get_by_role("button", name=re.compile("^Prepara les dades")).click()
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


@pytest.fixture
def lead(page: Page) -> Page:
    """The editor with "lead to WhatsApp"."""
    build_lead(page)
    return page


def test_lead_to_whatsapp_is_built_without_seeing_json(page: Page, api: Call, artifacts: Any, jobs: Jobs) -> None:
    with jobs.clicks("build lead to WhatsApp", page):
        build_lead(page)
        expect(page.get_by_role("textbox", name="Definició (JSON)")).to_have_count(0)
        for theme in ("dark", "light"):
            page.emulate_media(color_scheme=theme)
            look = lambda width, theme=theme: artifacts(page, f"flow-lead-{width}-{theme}")  # noqa: E731
            assert judged(page, f"the editor, {theme}", (390, 1440), look) == {}
        page.get_by_role("button", name="Crea el flux").click()
        expect(page.get_by_text("S’ha creat el flux de treball.")).to_be_visible()
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


def titles(page: Page) -> list[str]:
    """The names of the steps of a plain list of steps, in their order."""
    faces = page.get_by_test_id("graph").locator("button[data-path]").all()
    named = {str(each.get_attribute("data-path")): str(each.get_attribute("title")) for each in faces}
    return [named[path] for path in sorted(named)]


def test_steps_are_put_between_others_dragged_and_changed_by_keys(visit: Visit, create) -> None:
    steps = [{"id": each, "name": each.upper(), "type": "set", "input": {"x": 1}} for each in ("a", "b", "c")]
    page = visit.sign_in(path=f"workflows/{create(*steps)}/edit{SANDBOX}")
    drawn(page)
    graph = page.get_by_test_id("graph")
    graph.get_by_role("button", name="Afegeix un pas després de «A»").click()
    page.get_by_role("option", name="Espera", exact=True).click()
    expect(form_of(page).get_by_label("Quant")).to_have_value("1")
    expect(graph.locator("button[data-path]")).to_have_count(4)
    assert titles(page) == ["A", "espera", "B", "C"]
    page.get_by_role("button", name="Desfés").click()
    expect(graph.locator("button[data-path]")).to_have_count(3)

    graph.get_by_role("button", name="C Valors").drag_to(graph.get_by_role("button", name="al començament"))
    expect(graph.get_by_role("button", name="C Valors")).to_have_attribute("data-path", "steps[0]")
    assert titles(page) == ["C", "A", "B"]

    graph.get_by_role("button", name="C Valors").focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(graph.get_by_role("button", name="C Valors")).to_have_attribute("data-path", "steps[1]")
    expect(graph.get_by_role("button", name="C Valors")).to_be_focused()
    assert titles(page) == ["A", "C", "B"]
    page.keyboard.press("Control+d")
    expect(graph.locator("button[data-path]")).to_have_count(4)
    expect(graph.locator("button:focus")).to_have_attribute("data-path", "steps[2]")
    page.keyboard.press("Delete")
    expect(graph.locator("button[data-path]")).to_have_count(3)
    page.keyboard.press("Control+z")
    expect(graph.locator("button[data-path]")).to_have_count(4)
    page.keyboard.press("Control+Shift+z")
    expect(graph.locator("button[data-path]")).to_have_count(3)
    for _ in range(4):
        page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Desa")).to_be_disabled()  # all is as it was saved


def test_a_step_with_a_pinned_result_is_not_waited_for(visit: Visit, api: Call, create) -> None:
    wait = {"id": "arriba", "name": "Espera", "type": "wait_for_event", "input": {"event": "message.received"}}
    call = {"id": "cas", "type": "case.create", "when": "!(steps.arriba.output.received)", "input": {"title": "Truca"}}
    identifier = create(wait, call, input_schema=SCHEMA)
    page = visit.sign_in(path=f"workflows/{identifier}/edit{SANDBOX}")
    drawn(page)
    page.get_by_test_id("graph").get_by_role("button", name=re.compile("^Espera")).click()
    form = page.get_by_role("tabpanel", name="El pas")
    form.get_by_text("Resultat fixat per provar").click()
    form.get_by_role("button", name="Fixa el resultat").click()
    form.get_by_label("Valor de «received»", exact=True).select_option(label="No")
    is_said(page, "Sense errors")
    page.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("S’ha desat la versió 2.")).to_be_visible()

    visit.go(f"/workflows/{identifier}{SANDBOX}")
    page.get_by_role("button", name="Executa", exact=True).click()
    dialog = page.get_by_role("dialog")
    visit.allowed.append("422")
    dialog.get_by_role("button", name="Executa").click()
    expect(dialog.get_by_role("textbox", name="Nom", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_role("textbox", name="Definició")).to_have_count(0)
    dialog.get_by_role("textbox", name="Nom", exact=True).fill("Anna")
    dialog.get_by_label("Import").fill("1.250,5")
    dialog.get_by_label("Data").fill("31/12/2026")
    dialog.get_by_role("button", name="Executa").click()
    expect(page.locator("main header")).to_contain_text("completat")
    run = api("workflows/instances", workflow_id=identifier)["instances"][0]
    assert run["input"] == {"name": "Anna", "amount": 1250.5, "date": "2026-12-31"}

    page.get_by_role("link", name="Obre-la a l’editor").click()
    drawn(page)
    expect(page.get_by_label("Dades de mostra")).to_have_value(run["instance_id"])
    page.get_by_test_id("graph").get_by_role("button", name=re.compile("^cas")).click()
    insert(form_of(page), "Títol", "Nom")
    expect(form_of(page).get_by_role("textbox", name="Títol")).to_have_text(re.compile("TrucaInici"))


SCHEMA = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "amount": {"type": "number"},
        "date": {"type": "string", "format": "date"},
    },
}


def test_a_template_shows_its_picture_and_its_needs_and_is_set_up_by_a_click(
    visit: Visit, api: Call, artifacts: Any
) -> None:
    page = visit.sign_in(path=f"workflows{SANDBOX}&new=true")
    dialog = page.get_by_role("dialog", name="Crea un flux de treball")
    dialog.get_by_role("link", name=re.compile("^Recordatori de cites")).click()
    needs = dialog.get_by_role("region", name="Què necessita")
    expect(needs.get_by_role("listitem").filter(has_text="WhatsApp")).to_be_visible()
    expect(needs).to_contain_text("Permisos:")
    expect(dialog.get_by_test_id("graph").locator("button[data-path]")).to_have_count(5)
    artifacts(page, "flow-template-1440-light")
    assert violations(page) == {}
    page.go_back()
    expect(dialog.get_by_role("link", name="En blanc")).to_be_visible()
    dialog.get_by_role("link", name=re.compile("^Recordatori de cites")).click()
    dialog.get_by_role("button", name="Posa’l en marxa").click()
    expect(page.get_by_role("heading", name="Recordatori de cites", level=1)).to_be_visible()
    assert "Recordatori de cites" in [each["name"] for each in api("workflows/list")["workflows"]]


def test_lead_to_whatsapp_is_run_in_the_sandbox_without_waiting_two_days(lead: Page) -> None:
    lead.get_by_test_id("graph").get_by_role("button", name=re.compile("^Espera que respongui")).click()
    pane = lead.get_by_role("tabpanel", name="El pas")
    pane.get_by_text("Resultat fixat per provar").click()
    pane.get_by_role("button", name="Fixa el resultat").click()
    pane.get_by_label("Valor de «received»", exact=True).select_option(label="No")
    is_said(lead, "Sense errors")
    lead.get_by_role("tab", name="Prova").click()
    lead.get_by_role("button", name="Executa-ho a l’entorn de proves").click()
    run = lead.get_by_test_id("sandbox-run")
    expect(run.get_by_role("status").first).to_contain_text("completat")
    expect(run.get_by_role("region", name="Sortida del pas cas")).to_contain_text("Truca a Maria Garcia")


def test_a_note_of_a_step_stands_on_the_graph_and_is_saved(visit: Visit, api: Call, create, artifacts: Any) -> None:
    loop = {"id": "cada", "type": "for_each", "note": "Un per un.", "input": {"items": [1], "steps": [PLAIN]}}
    identifier = create({**PLAIN, "id": "primer", "name": "Prepara"}, loop)
    page = visit.sign_in(path=f"workflows/{identifier}/edit{SANDBOX}")
    drawn(page)
    graph = page.get_by_test_id("graph")
    expect(graph.get_by_role("button", name=re.compile("^cada"))).to_contain_text("Un per un.")
    graph.get_by_role("button", name=re.compile("^Prepara")).click()
    form_of(page).get_by_text("Nota", exact=True).click()
    form_of(page).get_by_label("Nota del pas").fill("Només els clients\namb contracte: {{ ni s’avalua }}")
    expect(graph.get_by_role("button", name=re.compile("^Prepara"))).to_contain_text("amb contracte")
    is_said(page, "Sense errors")
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        look = lambda width, theme=theme: artifacts(page, f"flow-note-{width}-{theme}")  # noqa: E731
        assert judged(page, f"a note, {theme}", (390, 1440), look) == {}
    page.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("S’ha desat la versió 2.")).to_be_visible()
    first, second = api("workflows/get", id=identifier)["steps"]
    assert first["note"] == "Només els clients\namb contracte: {{ ni s’avalua }}"
    assert second["note"] == "Un per un."
    visit.go(f"/workflows/{identifier}{SANDBOX}")
    expect(page.get_by_test_id("graph").get_by_role("button", name=re.compile("^Prepara"))).to_contain_text("clients")
