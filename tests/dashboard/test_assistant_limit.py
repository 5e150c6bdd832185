"""What an assistant leaves to a person: its link leads to where it is done; the organisation says from what amount."""

import json
import re
from typing import Any

from playwright.sync_api import expect

from tests.dashboard.windows import Visit, call
from tests.mcp_engine.platform import Connection


def asked(visit: Visit, name: str, arguments: dict[str, Any]) -> Any:
    """What a tool answers to an assistant that has the sandbox's key: its error, where it has one."""
    key = visit.platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    result = Connection(key, stage="sandbox").ask("tools/call", {"name": name, "arguments": arguments}).body["result"]
    return json.loads(result["content"][0]["text"])["error"] if result["isError"] else result["structuredContent"]


def test_what_is_above_the_limit_is_issued_by_the_link_and_the_limit_is_set_in_a_form(visit: Visit) -> None:
    place = {"street": "Carrer Nou, 2", "postal_code": "17001", "city": "Girona"}
    about = {"type": "company", "name": "Fusta Nova SL", "tax_id": {"number": "B12345674"}, "addresses": [place]}
    client = call(visit, "contacts/create", **about)["id"]
    line = {"description": "Taules", "quantity": 40, "unit_price": 100}
    draft = asked(visit, "draft_invoice", {"client_id": client, "lines": [line]})
    refused = asked(visit, "issue_invoice", {"invoice_id": draft["id"]})
    assert refused["code"] == "ONLY_IN_THE_DASHBOARD"
    assert refused["url"] == f"https://app.bivelio.com/invoices/{draft['id']}?env=sandbox"

    page = visit.sign_in(path=refused["url"].removeprefix("https://app.bivelio.com/"))
    page.get_by_role("button", name="Emet", exact=True).click()
    page.get_by_role("button", name="Emet la factura").click()
    expect(page.locator("main dl").first).to_contain_text("emesa")
    assert call(visit, "invoices/get", id=draft["id"])["status"] == "pending"

    other = asked(visit, "draft_invoice", {"client_id": client, "lines": [line]})["id"]
    raised = {"operation": "invoices.settings_update", "data": {"assistant_limit": 100_000}}
    link = asked(visit, "api_change", raised)["url"]
    visit.go("/" + link.removeprefix("https://app.bivelio.com/"))
    page.get_by_role("button", name="Edita").click()
    page.get_by_label(re.compile("^Límit dels assistents")).fill("5000")
    page.get_by_role("form", name="Dades de facturació").get_by_role("button", name="Desa").click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible()
    assert call(visit, "invoices/settings_get")["assistant_limit"] == 5_000
    assert asked(visit, "issue_invoice", {"invoice_id": other})["status"] == "needs_confirmation"
