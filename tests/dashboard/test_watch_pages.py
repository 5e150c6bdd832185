"""What happens, as a person watches it: the start page, the log of requests, usage, the audit log, the organisation."""

import json
import re
import secrets
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.dashboard.windows import anew, row, sent, settled
from tests.front_door import FrontDoor
from tests.running import until


def key_of(platform: FrontDoor, name: str = "live_secret") -> str:
    return str(platform.demo()["organisations"]["demo"]["keys"][name])


def made_key(platform: FrontDoor, name: str, **others: str) -> None:
    """Make a key of the sandbox, as the owner."""
    demo = platform.demo()["organisations"]["demo"]
    who = {name: demo["users"][0][name] for name in ("email", "password")}
    signed_in = platform.call("/v1/auth/token?grant_type=password", who, apikey=demo["keys"]["live_publishable"])
    asked = {"name": name, "environment": "test", "scopes": ["contacts:read"]} | others
    token = signed_in.json()["access_token"]
    made = platform.call("/v1/keys/create", {"data": asked}, Authorization=f"Bearer {token}")
    assert made.status == 200, made.json()


def failed_request(platform: FrontDoor) -> str:
    """A refused request, which the log has when this returns: its id."""
    key = key_of(platform)
    body = {"data": {"type": "person", "password": "hunter2hunter2"}}
    asked = str(platform.call("/v1/contacts/create", body, X_API_Key=key).headers["x-request-id"])
    assert (
        until(lambda: platform.call("/v1/requests/get", {"data": {"id": asked}}, X_API_Key=key).status == 200) is True
    )
    return asked


def test_the_log_shows_what_was_sent_and_answered_without_credentials(visit, platform):
    asked = failed_request(platform)
    page = visit.sign_in(path="logs?operation=contacts.create&outcome=failed")
    row(page, "VALIDATION_ERROR").first.get_by_role("button", name="contacts.create").click()
    expect(page).to_have_url(re.compile(r"id="))
    page.goto(f"logs?id={asked}")
    panel = page.get_by_role("dialog", name="contacts.create")
    sent = panel.get_by_role("region", name="Què s’ha enviat").last
    expect(sent).to_contain_text('"password": "********"')
    expect(panel.get_by_role("region", name="Què s’ha respost").last).to_contain_text("VALIDATION_ERROR")
    assert "hunter2hunter2" not in page.content()


def test_filters_of_the_log_are_in_the_address(visit, platform):
    failed_request(platform)
    page = visit.sign_in(path="logs")
    page.get_by_label("Resultat").select_option("failed")
    expect(page).to_have_url(re.compile(r"outcome=failed"))
    page.get_by_label("Estat HTTP").select_option("400")
    expect(page).to_have_url(re.compile(r"status=400"))
    expect(row(page, "VALIDATION_ERROR").first).to_be_visible()
    page.go_back()
    expect(page).not_to_have_url(re.compile(r"status="))


def test_an_error_on_a_page_leads_to_its_request(visit):
    visit.allowed.append("404")
    page = visit.sign_in(path="webhooks/wh_nothing1")
    alert = page.get_by_role("alert")
    alert.get_by_text("Per a qui programa").click()
    identifier = alert.locator("code").inner_text()
    alert.get_by_role("link", name=identifier).click()
    panel = page.get_by_role("dialog", name="webhooks.get")
    expect(panel).to_contain_text(identifier)
    expect(panel).to_contain_text("NOT_FOUND")


def test_a_request_that_is_not_kept_is_said_so(visit):
    visit.allowed.append("404")
    page = visit.sign_in(path="logs?id=00000000-0000-4000-8000-000000000000")
    expect(page.get_by_role("dialog")).to_contain_text("No conservem la petició")


def test_the_start_page_leads_to_what_needs_attention(visit, platform):
    key = key_of(platform)
    soon = (datetime.now(UTC) + timedelta(days=5)).isoformat().replace("+00:00", "Z")
    made_key(platform, "Caduca aviat", expires_at=soon)
    step = {"id": "crida", "type": "http_request", "input": {"url": "https://example.com/status/404"}}
    workflow = {"name": "Falla sempre", "trigger_type": "manual", "steps": [step]}
    created = platform.call("/v1/workflows/create", {"data": workflow}, X_API_Key=key)
    assert created.status == 200, created.json()
    run = {"data": {"workflow_id": created.json()["data"]["id"], "input": {}}}
    assert platform.call("/v1/workflows/execute", run, X_API_Key=key).status in (200, 202)
    page = visit.sign_in()
    line = page.get_by_role("listitem").filter(has_text="caduca aviat")
    expect(line).to_contain_text("Caduca aviat")
    failed = page.get_by_role("listitem").filter(has_text=re.compile("ha fallat|han fallat"))
    failed.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/runs\?.*status=failed"))
    expect(row(page, "Falla sempre").first).to_be_visible()


def test_the_start_page_of_a_viewer_asks_for_nothing_that_is_refused(visit):
    page = visit.sign_in("viewer")
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("tab", name="Desenvolupament").click()
    expect(page.get_by_role("img", name=re.compile("Peticions de les últimes 24 hores"))).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_usage_narrows_to_an_operation_and_shows_the_room_there_is(visit, platform):
    failed_request(platform)
    page = visit.sign_in(path="usage?all=true")
    page.get_by_role("button", name="contacts.create").click()
    expect(page).to_have_url(re.compile(r"operation=contacts.create"))
    expect(page.get_by_role("table", name="Per operació").get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("meter", name="Webhooks")).to_be_visible()
    page.get_by_label("Operació", exact=True).select_option("")
    expect(page).not_to_have_url(re.compile(r"operation="))


def test_the_requests_of_a_key_are_plotted(visit, platform):
    failed_request(platform)
    page = visit.sign_in(path="settings/api")
    page.get_by_role("button", name="Accions de live_secret").click()
    page.get_by_role("menuitem", name="Mira’n l’ús").click()
    expect(page).to_have_url(re.compile(r"/usage\?actor=key_"))
    expect(page.get_by_label("Clau o persona", exact=True).first).to_contain_text("live_secret")
    expect(page.get_by_role("img", name=re.compile("Peticions per dia: [1-9]"))).to_be_visible()


def test_the_audit_log_says_who_made_a_key(visit, platform):
    name = anew("Per a l’auditoria")
    made_key(platform, name)
    page = visit.sign_in(path="settings/audit")
    page.get_by_label("Acció").select_option("key.created")
    expect(page).to_have_url(re.compile(r"action=key.created"))
    expect(row(page, name)).to_contain_text("S’ha creat una clau d’API")


def test_the_organisation_is_changed_and_faults_are_at_their_fields(visit, platform):
    visit.allowed.append("40")
    page = visit.sign_in(path="settings/organisation")
    name = page.get_by_label("Nom", exact=True)
    before = name.input_value()
    name.fill("")
    page.get_by_role("button", name="Desa").click()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Empresa Canviada, SL")
    page.get_by_label("Dies que es conserven").select_option("3")
    page.get_by_role("button", name="Desa").click()
    expect(page.get_by_text("S’han desat els canvis.")).to_be_visible()
    stored = platform.call("/v1/organisation/get", {}, X_API_Key=key_of(platform)).json()["data"]
    assert (stored["name"], stored["retention"]["request_days"]) == ("Empresa Canviada, SL", 3), json.dumps(stored)
    name.fill(before)
    page.get_by_label("Dies que es conserven").select_option("7")
    with sent(page, "organisation/update"):
        page.get_by_role("button", name="Desa").click()


def workflow_by(platform: FrontDoor, connection: str, name: str) -> str:
    """The id of a workflow of the sandbox, with a step that names a connection and one that leaves it to the run."""
    given = {"channel": "telegram", "to": "1", "body": "Hola"}
    steps = [
        {
            "id": "avisa",
            "name": "Avisa pel bot",
            "type": "message.send",
            "input": {**given, "connection_id": connection},
        },
        {
            "id": "tria",
            "name": "Respon per on toqui",
            "type": "message.send",
            "input": {**given, "connection_id": "{{input.connexio}}"},
        },
    ]
    asked = {"name": name, "trigger_type": "manual", "steps": steps}
    made = platform.call("/sandbox/v1/workflows/create", {"data": asked}, X_API_Key=key_of(platform, "test_secret"))
    assert made.status == 200, made.json()
    return str(made.json()["data"]["id"])


def test_a_connection_is_made_tested_and_disconnected_in_the_sandbox(visit, platform):
    name = f"bot_{secrets.token_hex(3)}"
    page = visit.sign_in(path="settings/integrations?env=sandbox")
    page.get_by_role("button", name="Connecta un compte").first.click()
    page.get_by_role("dialog").get_by_label("Servei").select_option("telegram")
    page.get_by_label("Token del bot").fill("110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw")
    page.get_by_label("Nom de la connexió").fill(name)
    page.get_by_role("button", name="Connecta", exact=True).click()
    page.get_by_role("button", name="Fet").click()
    row(page, name).get_by_role("button").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name="Què la fa servir")).to_be_visible()
    connection = parse_qs(urlsplit(page.url).query)["id"][0]
    flow = anew("Flux amb bot")
    workflow = workflow_by(platform, connection, flow)
    page.reload()
    expect(panel.get_by_text("Avisa pel bot (l’anomena)")).to_be_visible()
    expect(panel.get_by_text("Respon per on toqui (potser: ho decideix una expressió)").first).to_be_visible()
    link = panel.get_by_role("link", name=flow)
    expect(link).to_have_attribute("href", re.compile(rf"/app/workflows/{workflow}\b.*env=sandbox"))
    assert "AAHdqTcv" not in page.content()
    panel.get_by_role("button", name="Prova la connexió").click()
    expect(page.get_by_text("La connexió funciona.")).to_be_visible()
    panel.get_by_role("button", name="Desconnecta").click()
    question = page.get_by_role("dialog", name=f"Desconnecta «{name}»")
    expect(question.get_by_role("link", name=flow)).to_be_visible()
    question.get_by_role("button", name="Desconnecta").click()
    expect(row(page, name)).to_have_count(0)


def test_what_a_service_needs_is_told_at_its_fields(visit):
    visit.allowed.append("400")
    page = visit.sign_in(path="settings/integrations?env=sandbox&new=true")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Servei").select_option("smtp")  # beside it the list has a filter of this name
    dialog.get_by_role("button", name="Connecta", exact=True).click()
    expect(dialog.get_by_label("Servidor")).to_have_attribute("aria-invalid", "true")


def test_a_limit_that_was_agreed_is_shown_beside_usage_and_keys(visit, platform, organisation):
    own = organisation("enterprise")
    agreed = {"organisation": own["id"], "per_second": 800, "burst": 1500}
    platform.operate("agree_throttle", agreed)
    owner = own["users"][0]
    page = visit.sign_in_as(owner["email"], owner["password"], "usage")
    expect(page.get_by_text("800 peticions per segon, i fins a 1.500 de cop")).to_be_visible()
    visit.go("/settings/api")
    expect(page.get_by_text("Totes les claus juntes poden fer 800 peticions per segon")).to_be_visible()
    visit.go("/settings/audit")
    expect(row(page, "S’ha acordat un límit de peticions")).to_be_visible()
