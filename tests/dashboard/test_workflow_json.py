"""The JSON of a workflow and the choice of a step, by keys and by eye."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.dashboard.editor import SANDBOX, drawn, is_said, text_of
from tests.dashboard.windows import Visit, judged

TAKES_NOTHING_YET = 150
"""Milliseconds in which Enter is no choice of what has only just appeared: CodeMirror's interactionDelay, doubled."""


def test_the_json_is_left_by_tab_and_completed_by_keys(visit: Visit) -> None:
    page = visit.sign_in(path=f"workflows/new{SANDBOX}")
    drawn(page)
    page.get_by_role("tab", name="JSON").click()
    box = page.get_by_role("textbox", name="Definició (JSON)")
    expect(box).to_be_visible()
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text('{"name": "Per tecles", "steps": [{"id": "a", "type": ""}]}')
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Space")
    page.keyboard.type("wait_f")
    expect(page.get_by_role("option").first).to_contain_text("wait_for_event")
    page.wait_for_timeout(TAKES_NOTHING_YET)
    page.keyboard.press("Enter")
    expect(box).to_contain_text('"type": "wait_for_event"')
    page.keyboard.press("Control+z")
    expect(box).not_to_contain_text("wait_for_event")
    page.keyboard.press("Control+y")
    expect(box).to_contain_text('"type": "wait_for_event"')
    expect(page.get_by_test_id("graph").get_by_role("button", name=re.compile("^a "))).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(box).to_be_focused()


def test_the_json_and_the_choice_of_a_step_are_accessible_and_fit(visit: Visit, artifacts: Callable[..., None]) -> None:
    page = visit.sign_in(path=f"workflows/wf_a1b2c3d4/edit{SANDBOX}")
    drawn(page)
    text = text_of(page)
    text.fill(text.value().replace("{{ input.client_email }}", "{{ steps.nobody.output }}", 1))
    is_said(page, "no es pot desar")
    expect(page.locator(".cm-lintRange-error")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Ves a la línia")).first.click()
    expect(text.box).to_be_focused()
    looks(page, "flow-json", artifacts)
    page.keyboard.press("Control+Space")
    page.get_by_role("toolbar", name="Passos").get_by_role("button", name="Afegeix un pas").click()
    page.get_by_role("combobox", name="Què ha de fer el pas?").fill("factura")
    expect(page.get_by_role("option", name="Envia una factura", exact=True)).to_be_visible()
    looks(page, "flow-choice", artifacts)


def test_expressions_are_completed_by_keys_in_the_json_and_in_the_form(
    visit: Visit, artifacts: Callable[..., None]
) -> None:
    page = visit.sign_in(path=f"workflows/new{SANDBOX}")
    drawn(page)
    text = text_of(page)
    first = {"id": "qui", "name": "Qui és", "type": "set", "input": {"values": {"client": "Anna"}}}
    second = {"id": "nota", "name": "Nota", "type": "set", "input": {"values": {"text": "Per a "}}}
    text.fill(json.dumps({"name": "Proposa", "trigger_type": "manual", "steps": [first, second]}, ensure_ascii=False))
    text.box.focus()
    for _ in range(len('"}}}]}')):
        page.keyboard.press("ArrowLeft")
    page.keyboard.type("{{ steps.qui")
    expect(page.get_by_role("option", name=re.compile("^steps.qui.output")).first).to_be_visible()
    looks(page, "flow-expression-json", artifacts)
    page.wait_for_timeout(TAKES_NOTHING_YET)
    page.keyboard.press("Enter")
    expect(text.box).to_contain_text("Per a {{ steps.qui.output }}")
    page.get_by_role("tab", name="El pas").click()
    field = page.get_by_test_id("step-form").get_by_role("textbox").filter(has_text="Per a").first
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" {{ tod")
    expect(page.get_by_role("option", name=re.compile("^Avui")).first).to_be_visible()
    looks(page, "flow-expression-form", artifacts)
    page.keyboard.press("Enter")
    expect(field).to_contain_text("Avui")
    expect(page.get_by_role("listbox", name="Què hi pot anar")).to_have_count(0)
    page.get_by_role("tab", name="JSON").click()
    expect(text.box).to_contain_text("{{ steps.qui.output }} {{ today() }}")


def looks(page: Page, name: str, artifacts: Callable[..., None]) -> None:
    """What is shown is accessible in both themes, and no wider than a phone or a screen."""
    for theme in ("dark", "light"):
        page.emulate_media(color_scheme=theme)
        look = lambda width, theme=theme: artifacts(page, f"{name}-{width}-{theme}")  # noqa: E731
        assert judged(page, f"{name}, {theme}", (390, 1440), look) == {}
