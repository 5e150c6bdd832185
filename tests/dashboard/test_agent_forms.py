"""The forms of an agent as a person fills them in, in both themes, on a phone and on a desk."""

import re
from functools import partial

import pytest
from playwright.sync_api import expect

from tests.dashboard.windows import call, judged, sent

WIDTHS = (390, 1440)


def kept(artifacts, page, name, width):
    """Keep a screenshot."""
    artifacts(page, f"{name}-{width}")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tools_are_found_by_words_and_say_when_a_person_decides(windows, artifacts, theme):
    visit = windows(bypass_csp=True, color_scheme=theme)
    page = visit.sign_in(path="agents?env=sandbox")
    tools = ["contact.find", {"name": "invoices.issue", "approval": {"over": {"total": 500}}, "reach": "all"}]
    agent = call(visit, "agents/create", name="Gestora", instructions="Emet factures.", tools=tools, sees=["name"])[
        "id"
    ]
    page = visit.go(f"/agents/{agent}?edit=true&env=sandbox")
    form = page.get_by_role("form", name="Edita l’agent")
    issue = form.get_by_role("group", name="Emet un esborrany")
    expect(issue.get_by_text("Factures: llegir i escriure")).to_be_visible()
    expect(issue.get_by_label("Fins a quant no cal")).to_have_value("500")
    expect(form.get_by_label("Nom complet")).to_be_checked()
    search = form.get_by_role("combobox", name="Eines")
    search.click()
    expect(form.get_by_role("listbox").get_by_role("group", name="Contactes")).to_be_visible()
    assert (
        judged(page, "the choice of tools", WIDTHS, partial(kept, artifacts, page, f"agent-tools-open-{theme}")) == {}
    )
    form.get_by_label("Per a què serveix").click()
    form.get_by_role("button", name="Afegeix un camp").click()
    form.get_by_role("group", name="Camp 1").get_by_label("Tipus").select_option("choice")
    form.get_by_role("group", name="Camp 1").scroll_into_view_if_needed()
    look = partial(kept, artifacts, page, f"agent-answer-{theme}")
    assert judged(page, "the fields of an answer", WIDTHS, look) == {}
    search.fill("etiquetes contacte")
    search.press("Enter")
    expect(search).to_have_attribute("aria-expanded", "false")
    issue.scroll_into_view_if_needed()
    assert judged(page, "the tools", WIDTHS, partial(kept, artifacts, page, f"agent-tools-{theme}")) == {}
    with sent(page, "agents/update"):
        form.get_by_role("button", name="Desa").click()
    granted = call(visit, "agents/get", agent_id=agent)["tools"]
    assert granted[:2] == tools
    assert re.fullmatch(r"contacts\.\w*tags", granted[2])
