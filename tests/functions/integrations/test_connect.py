"""POST /v1/integrations/connect keeps its promises."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.integrations import google
from bivelio_core.integrations.domain import MAXIMUM

from tests.api import ORGANISATION, OTHER_ORGANISATION, call, lose_answers
from tests.egress.hostile import LITERALS, MAIL_SERVERS
from tests.functions.cases.made import member
from tests.functions.integrations.connected import (
    BODIES,
    MCP,
    SANDBOX,
    SECRETS,
    SMTP,
    TELEGRAM,
    WHATSAPP,
    address,
    connect,
    provider,
)
from tests.mail_server import MailServer
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_of_account_is_connected_and_no_secret_is_shown_or_stored_in_the_clear(table, kind):
    made = connect(kind).data
    assert (made["provider"], made["status"]) == (kind, "pending" if kind.startswith(("gmail", "google")) else "active")
    read = call("integrations.get", {"id": made["id"]}, caller=SANDBOX)
    listed = call("integrations.list", {"per_page": 100}, caller=SANDBOX)
    items = table.query(f"{ORGANISATION}#sandbox#CN")
    for secret in SECRETS:
        assert secret not in f"{made} {read} {listed} {items}"


@pytest.mark.parametrize("kind", ["whatsapp", "telegram", "smtp", "mcp"])
def test_its_object_is_required_and_no_other_is_taken(kind):
    error = connect(kind, **{kind: None}).error
    assert (error["details"]["field"], error["details"]["constraint"]) == (kind, "required")
    other = next(name for name in ("whatsapp", "telegram") if name != kind)
    error = connect(kind, **{other: BODIES[other][other]}).error
    assert (error["details"]["field"], error["details"]["constraint"]) == (other, "one_of")


@pytest.mark.parametrize("server", MAIL_SERVERS.values(), ids=MAIL_SERVERS.keys())
def test_a_mail_server_that_must_not_be_called_is_refused(monkeypatch, server):
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    host, port = server
    answer = call("integrations.connect", {"provider": "smtp", "smtp": {**SMTP, "host": host, "port": port}})
    assert answer.status in {400, 422}
    assert answer.error["details"]["field"] in {"smtp.host", "smtp.port"}


def test_a_mail_server_whose_name_resolves_to_the_metadata_service_is_refused(monkeypatch, names):
    names.records["smtp.exemple.com"] = [["169.254.169.254"]]
    answer = call("integrations.connect", BODIES["smtp"])
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "mail_server_not_allowed")


@pytest.mark.parametrize("name", ["loopback", "metadata", "plain http", "userinfo", "port of a database"])
def test_an_mcp_server_that_must_not_be_called_is_refused(monkeypatch, name):
    monkeypatch.setenv("DEPLOYMENT", "cloud")
    answer = call("integrations.connect", {**BODIES["mcp"], "mcp": {**MCP, "url": LITERALS[name]}})
    assert (answer.status, answer.error["details"]["field"]) == (422, "mcp.url")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"from_address": "info@exemple.com\r\nBcc: eve@exemple.com"}, "smtp.from_address"),
        ({"from_address": "not an address"}, "smtp.from_address"),
        ({"from_name": "Empresa\r\nBcc: eve@exemple.com"}, "smtp.from_name"),
        ({"password": None}, "smtp.password"),
        ({"username": None}, "smtp.username"),
        ({"password": "contrasenya-\u00e9"}, "smtp.password"),
        ({"port": 0}, "smtp.port"),
    ],
)
def test_what_would_break_a_mail_is_refused(wrong, field):
    answer = connect("smtp", smtp={**SMTP, **wrong})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)


def test_an_mcp_server_has_a_name_of_its_own_that_no_other_has():
    assert connect("mcp", name=None).error["details"]["field"] == "name"
    first = connect("mcp").data
    assert first["name"] == "google_sheets"
    again = connect("mcp", mcp={**MCP, "url": "https://other.exemple.com/mcp"})
    assert (again.status, again.error["details"]["constraint"]) == (422, "name_taken")
    assert connect("mcp", name="crm").status == 200


def test_with_an_idempotency_key_an_account_is_connected_once(table):
    headers = {"Idempotency-Key": "connect-1"}
    with provider(lambda _: {}) as server:
        body = {**BODIES["mcp"], "mcp": {**MCP, "url": server.url}}
        made = call("integrations.connect", body, headers=headers).data
        lose_answers(table)
        assert call("integrations.connect", body, headers=headers).data["id"] == made["id"]
        lose_answers(table)
        other = call("integrations.connect", {**body, "name": "other"}, headers=headers)
    assert other.error["code"] == "IDEMPOTENCY_MISMATCH"
    assert len(table.query(f"{ORGANISATION}#live#CN")) == 1


def test_there_are_fifty_at_most():
    for number in range(MAXIMUM):
        assert connect("mcp", name=f"server_{number}").status == 200
    answer = connect("mcp", name="one_more")
    assert (answer.status, answer.error["details"]["limit"]) == (422, 50)
    removed = call("integrations.list", {"provider": "mcp"}, caller=SANDBOX).data["connections"][0]["id"]
    call("integrations.disconnect", {"id": removed}, caller=SANDBOX)
    assert connect("mcp", name="one_more").status == 200


def test_a_whatsapp_account_is_asked_for_its_number(monkeypatch):
    about = {"display_phone_number": "+34 600 000 000", "verified_name": "Empresa ABC", "id": "106540352242922"}
    with provider(lambda _: about) as meta:
        monkeypatch.setenv("WHATSAPP_URL", address(meta))
        monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
        made = call("integrations.connect", BODIES["whatsapp"]).data
    assert made["account"] == "+34 600 000 000"
    assert made["inbound_url"] == (
        f"https://api.bivelio.com/v1/inbound/whatsapp?organisation={ORGANISATION}&connection={made['id']}"
    )
    asked = meta.received[0]
    assert asked.path.startswith("/v26.0/106540352242922?")
    assert asked.headers["authorization"] == f"Bearer {WHATSAPP['access_token']}"


def test_a_telegram_bot_is_told_where_to_report_with_a_secret_of_its_own(monkeypatch):
    bot = {"id": 110201543, "is_bot": True, "first_name": "Empresa ABC", "username": "empresa_abc_bot"}
    results = {"getMe": bot, "setWebhook": True}
    with provider(lambda r: {"ok": True, "result": results[r.path.rpartition("/")[2]]}) as telegram:
        monkeypatch.setenv("TELEGRAM_URL", address(telegram))
        monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
        made = call("integrations.connect", BODIES["telegram"]).data
    assert made["account"] == "@empresa_abc_bot"
    told = json.loads(telegram.received[1].body)
    assert told["url"] == made["inbound_url"]
    assert len(told["secret_token"]) == 48
    assert told["secret_token"] not in str(made)


def test_a_mailbox_is_signed_in_to(tmp_path):
    """Without TLS only because this is the local runtime, where 127.0.0.1 may be called so."""
    with MailServer(tmp_path, tls="none") as server:
        about = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        made = call("integrations.connect", {"provider": "smtp", "smtp": about}).data
    assert made["settings"]["security"] == "none"


FAILING = {
    "whatsapp": (Reply(401, {}, b'{"error":{"code":190,"message":"expired"}}'), 422, "credentials_rejected"),
    "whatsapp, no permission": (Reply(403, {}, b'{"error":{"code":200,"message":"no"}}'), 422, "permission_missing"),
    "whatsapp, too many": (Reply(400, {"Retry-After": "7"}, b'{"error":{"code":80007}}'), 503, "rate_limited"),
    "whatsapp, down": (Reply(503, {}, b"<html>"), 503, "provider_unavailable"),
    "telegram": (Reply(401, {}, b'{"ok":false,"error_code":401}'), 422, "credentials_rejected"),
    "telegram, too many": (
        Reply(429, {}, b'{"ok":false,"error_code":429,"parameters":{"retry_after":9}}'),
        503,
        "rate_limited",
    ),
    "telegram, nonsense": (Reply(200, {}, b"[" * 3_000), 503, "provider_unavailable"),
}


@pytest.mark.parametrize(("reply", "status", "reason"), FAILING.values(), ids=FAILING.keys())
@pytest.mark.parametrize("language", ["ca", "es", "en"])
def test_what_a_provider_refuses_is_told_and_nothing_is_stored(
    monkeypatch, table, request, reply, status, reason, language
):
    kind = request.node.callspec.id.partition("-")[2].partition(",")[0]
    with provider(lambda _: reply) as refusing:
        monkeypatch.setenv(f"{kind.upper()}_URL", address(refusing))
        answer = call("integrations.connect", BODIES[kind], headers={"Accept-Language": language})
    assert (answer.status, answer.error["code"], answer.error["details"]["reason"]) == (
        status,
        "INTEGRATION_ERROR",
        reason,
    )
    assert answer.error["retryable"] is (status == 503)
    assert ("retry_after" in answer.error) is (status == 503)
    assert table.query(f"{ORGANISATION}#live#CN") == []
    assert not any(secret in str(answer) for secret in SECRETS)


def test_google_asks_for_consent_with_a_state_and_pkce(monkeypatch):
    registered = json.dumps({"client_id": "our-client", "client_secret": "our-secret"})
    boto3.client("secretsmanager").create_secret(Name="google", SecretString=registered)
    monkeypatch.setenv("GOOGLE_CLIENT_SECRET_ID", "google")
    monkeypatch.setenv("GOOGLE_REDIRECT_URL", "https://app.bivelio.com/google")
    google.forget()
    with clock.frozen(clock.now()):
        made = call("integrations.connect", BODIES["gmail"]).data
        until = clock.now() + timedelta(minutes=10)
    assert made["consent_expires_at"] == clock.timestamp(until)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(made["consent_url"]).query).items()}
    assert asked["client_id"] == "our-client"
    assert asked["redirect_uri"] == "https://app.bivelio.com/google"
    assert asked["scope"].endswith("gmail.send")
    assert (asked["access_type"], asked["prompt"], asked["code_challenge_method"]) == ("offline", "consent", "S256")
    assert asked["state"].startswith(made["id"])
    assert len(asked["code_challenge"]) == 43
    assert "our-secret" not in str(made)


def test_without_a_registration_at_google_its_accounts_cannot_be_connected(monkeypatch):
    monkeypatch.delenv("GOOGLE_CLIENT_SECRET_ID", raising=False)
    error = call("integrations.connect", BODIES["google_calendar"]).error
    assert error["details"]["reason"] == "not_configured"


def test_an_account_at_google_is_of_a_calendar_and_of_a_member(table):
    user = member(table)
    about = {"calendar_id": "anna", "user_id": user}
    made = connect("google_calendar", google_calendar=about).data
    assert made["settings"] == about
    assert connect("google_calendar").data["settings"] == {}, "the organisation's"
    consented = {"id": made["id"], "state": parse_qs(urlsplit(made["consent_url"]).query)["state"][0], "code": "anna"}
    done = call("integrations.complete", consented, caller=SANDBOX).data
    assert (done["account"], done["settings"]["calendar_id"]) == ("anna@sandbox.bivelio.com", "anna")


@pytest.mark.parametrize(
    ("change", "status", "field"),
    [
        ({"google_calendar": {"user_id": "usr_ffffffffffffffff"}}, 422, "google_calendar.user_id"),
        ({"google_calendar": {"calendar_id": "Anna Roca"}}, 400, "google_calendar.calendar_id"),
        ({"google_calendar": {"calendar": "anna"}}, 400, "google_calendar.calendar"),
        ({"provider": "gmail", "google_calendar": {"calendar_id": "anna"}}, 400, "google_calendar"),
    ],
)
def test_an_account_of_nobody_of_the_organisation_or_of_no_calendar_is_refused(change, status, field):
    asked, english = {**BODIES["google_calendar"], **change}, {"Accept-Language": "en"}
    answer = call("integrations.connect", asked, headers=english, caller=SANDBOX)
    assert (answer.status, answer.error["details"]["field"]) == (status, field)
    assert field in answer.error["message"]


def test_a_member_of_another_organisation_is_nobody_here(table):
    user = member(table)
    other = {**SANDBOX, "organisation": OTHER_ORGANISATION}
    asked = {**BODIES["google_calendar"], "google_calendar": {"user_id": user}}
    assert call("integrations.connect", asked, caller=other).status == 422


def test_a_token_of_telegram_has_its_form():
    answer = connect("telegram", telegram={"bot_token": TELEGRAM["bot_token"] + "/getMe?x="})
    assert (answer.status, answer.error["details"]["field"]) == (400, "telegram.bot_token")


@pytest.mark.parametrize(
    ("tool", "field"),
    [
        ("get_values", "mcp.tools.read_range"),
        ({}, "mcp.tools.read_range.tool"),
        ({"tool": "get", "parameters": {"range": 5}}, "mcp.tools.read_range.parameters.range"),
        ({"tool": "get", "ranges": {"range": {"sheet": "tab"}}}, "mcp.tools.read_range.ranges.range.cells"),
        ({"tool": "get", "headers": {}}, "mcp.tools.read_range.headers"),
    ],
)
def test_a_map_of_tools_is_checked(tool, field):
    answer = call("integrations.connect", {**BODIES["mcp"], "mcp": {**MCP, "tools": {"read_range": tool}}})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
