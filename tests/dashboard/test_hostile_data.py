"""What outsiders send through the real platform, to be looked at by people of the organisation: nothing of it runs.

`test_hostile_answers.py` covers every field of every answer; here the texts take the way they would take.
"""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.dashboard.hostile import CORPUS, HARMLESS, WITHOUT_LINE_ENDS, called_by_program, caught, is_harmless
from tests.dashboard.windows import Visit, settled
from tests.front_door import FrontDoor
from tests.running import until


@pytest.fixture
def call(platform: FrontDoor) -> Callable[..., Any]:
    """Call the live API of the demo organisation as a program does."""
    return called_by_program(platform)


@pytest.fixture
def visit(windows) -> Visit:
    """A window without the policy, which would hide that the page itself runs something."""
    window: Visit = windows(bypass_csp=True)
    return window


def test_requests_of_programs_are_text(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["live_secret"]
    body = {"data": {"type": "person", "email": CORPUS[0], CORPUS[1]: CORPUS[2], "tags": WITHOUT_LINE_ENDS}}
    refused = platform.call("/v1/contacts/create", body, X_API_Key=key, User_Agent=CORPUS[1])
    asked = refused.headers["x-request-id"]
    assert refused.status in {400, 422}
    until(lambda: platform.call("/v1/requests/get", {"data": {"id": asked}}, X_API_Key=key).status == 200)
    page = visit.sign_in()
    is_harmless(page, f"/logs?id={asked}", visit=visit)
    sent = page.get_by_role("dialog").get_by_role("region", name="Què s’ha enviat").last
    expect(sent).to_contain_text("javascript:window.hacked=1")


def test_names_of_keys_people_and_connections_are_text(visit, call, platform):
    demo = platform.demo()["organisations"]["demo"]
    who = {name: demo["users"][0][name] for name in ("email", "password")}
    signed_in = platform.call("/v1/auth/token?grant_type=password", who, apikey=demo["keys"]["live_publishable"])
    bearer = {"Authorization": f"Bearer {signed_in.json()['access_token']}"}

    def as_owner(operation: str, **data: Any) -> Any:
        answer = platform.call(f"/v1/{operation}", {"data": data}, **bearer)
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    before = as_owner("organisation/get")["name"]
    as_owner("keys/create", name=CORPUS[1], environment="test", scopes=["contacts:read"])
    as_owner("auth/me/update", name=CORPUS[2])
    as_owner("organisation/update", name=CORPUS[0])
    try:
        page = visit.sign_in()
        pages = ("/settings/api", "/settings/team", "/settings/audit", "/settings/organisation", "/settings/account")
        for path in pages:
            visit.go(path)
            settled(page)
            expect(page.get_by_role("banner")).to_contain_text("window.hacked")
            page.wait_for_timeout(150)
            assert caught(page) == HARMLESS, path
        expect(page.get_by_label("Nom")).to_have_value(CORPUS[2])
    finally:
        as_owner("organisation/update", name=before)
        as_owner("auth/me/update", name="Propietària de prova")


def test_files_and_what_is_taken_from_them_are_text(visit):
    page = visit.sign_in(path="documents?env=sandbox")
    visit.allowed += ["403"]
    text = "FACTURA\nNumero de factura: <script>window.hacked=1</script>\nTotal: 121,00 EUR\n" + "\n".join(CORPUS[:-1])
    name = "<img src=x onerror=window.hacked=1>.txt"
    page.get_by_label("Puja un document").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    frame = page.locator("iframe[title^='Fitxer']")
    expect(frame).to_have_attribute("sandbox", "")
    page.get_by_role("button", name="Extreu les dades").click()
    expect(page.get_by_role("form", name="Dades extretes")).to_be_visible()
    assert caught(page) == HARMLESS
    assert all("hacked" not in str(each.evaluate("Object.keys(window).join()")) for each in page.frames)


def test_a_page_and_a_picture_that_are_uploaded_are_not_shown_as_such(visit):
    page = visit.sign_in(path="documents?env=sandbox")
    visit.allowed += ["403", "400", "415", "422"]
    svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='parent.hacked=1'><script>parent.hacked=1</script></svg>"
    html = b"<!doctype html><script>parent.hacked=1</script>"
    for name, kind, content in (("dibuix.svg", "image/svg+xml", svg), ("pagina.html", "text/html", html)):
        page.goto("documents?env=sandbox")
        settled(page)
        page.get_by_label("Puja un document").set_input_files({"name": name, "mimeType": kind, "buffer": content})
        shown = page.get_by_role("heading", name=name).or_(page.get_by_role("alert")).first
        expect(shown).to_be_visible()
        settled(page)
        page.wait_for_timeout(300)
        assert caught(page) == HARMLESS
        assert page.locator("iframe:not([sandbox='']), object, embed").count() == 0


def test_what_an_agent_answers_is_text(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]

    def call(operation: str, **data: Any) -> Any:
        answer = platform.call(f"/sandbox/v1/{operation}", {"data": data}, X_API_Key=key)
        assert answer.status == 200, answer.body
        return answer.json()["data"]

    agent = call("agents/create", name=CORPUS[1], description=CORPUS[2], instructions=json.dumps(CORPUS), category="x")
    ran = call("agents/invoke", agent_id=agent["id"], input={"text": CORPUS[0], "context": {CORPUS[3]: CORPUS[4]}})
    page = visit.sign_in(path="agents?env=sandbox")
    is_harmless(
        page,
        "/agents?env=sandbox",
        f"/agents/{agent['id']}?env=sandbox&tab=about",
        f"/agents/{agent['id']}?env=sandbox&edit=true",
        f"/agents/{agent['id']}?env=sandbox&tab=runs&run={ran['execution_id']}",
        visit=visit,
    )


def test_addresses_of_events_lead_nowhere_but_to_the_web(visit, platform):
    key = platform.demo()["organisations"]["demo"]["keys"]["test_secret"]
    page = visit.sign_in(path="calendar?env=sandbox")
    for place in ("javascript:window.hacked=1", "JaVaScRiPt:window.hacked=1//https://exemple.cat", "data:text/html,x"):
        data = {"title": CORPUS[0], "location": place, "start": "2026-05-13T09:00:00Z", "end": "2026-05-13T10:00:00Z"}
        answer = platform.call("/sandbox/v1/calendar/create", {"data": data}, X_API_Key=key)
        assert answer.status == 200, answer.body
        event = answer.json()["data"]["id"]
        visit.go(f"/calendar?env=sandbox&day=2026-05-13&id={event}")
        panel = page.get_by_role("dialog")
        expect(panel.get_by_text(re.compile(re.escape(place)))).to_be_visible()
        assert panel.get_by_role("link").count() == 0
        assert caught(page) == HARMLESS
