"""What RFC 9700 tells of attacks: none works here."""

import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.identity.records import forget

from tests import gateway
from tests.functions.auth.signing_in import NOW
from tests.functions.authorizer.judged import judge
from tests.identity.oauth.asked import (
    CALLBACK,
    CLAUDE,
    MCP,
    Person,
    call,
    good,
    query,
    refresh,
    refused,
    register,
    token,
)
from tests.operated import operated

pytestmark = pytest.mark.usefixtures("deployment")


def opens(access_token, path="mcp", stage="v1"):
    forget()
    return judge(stage, path=path, Authorization=f"Bearer {access_token}")["context"]["verdict"] == "ok"


def problem(answer):
    assert answer.status == 422, answer
    assert "redirect_to" not in answer.body.get("data", {})
    return answer.error["details"]["constraint"]


@pytest.mark.parametrize(
    "redirect_uri",
    [
        f"{CALLBACK}/",
        f"{CALLBACK}/../x",
        f"{CALLBACK}?next=evil",
        f"{CALLBACK}#x",
        CALLBACK.replace("claude.ai", "evil.claude.ai"),
        CALLBACK.replace("claude.ai", "claude.ai:8443"),
        CALLBACK.replace("claude.ai", "claude.ai@evil.example"),
        CALLBACK.replace("claude.ai", "CLAUDE.ai"),
        CALLBACK.replace("https", "http"),
        CALLBACK.replace("https", "HTTPS"),
        "https://evil.example/callback",
        "javascript:alert(1)//" + CALLBACK,
        None,
        "",
    ],
)
def test_nobody_is_sent_to_an_address_that_the_app_has_not_declared(redirect_uri):
    person = Person()
    for decision in ({}, {"decision": "allow"}, {"decision": "refuse"}):
        assert problem(person.ask(query(redirect_uri=redirect_uri), **decision)) == "app_request"


def test_a_program_of_the_persons_computer_may_take_any_port_of_it_and_no_other_host():
    declared = {"client_name": "Tool", "redirect_uris": ["http://127.0.0.1/callback", "http://localhost:1/cb?x=1"]}
    client = register(declared).body["client_id"]
    person = Person()
    for uri in ("http://127.0.0.1:49152/callback", "http://127.0.0.1/callback", "http://localhost:8787/cb?x=1"):
        shown = person.ask(query(client_id=client, redirect_uri=uri))
        assert shown.data["is_local"], uri
    for uri in (
        "http://127.0.0.1:49152/other",
        "http://127.0.0.1.evil.example:1/callback",
        "http://localhost.evil.example/cb?x=1",
        "http://localhost:8787/cb",
        "https://127.0.0.1:49152/callback",
        "http://user@127.0.0.1:49152/callback",
        "http://127.0.0.1:x/callback",
        "http://127.0.0.2:49152/callback",
    ):
        assert problem(person.ask(query(client_id=client, redirect_uri=uri))) == "app_request", uri


@pytest.mark.parametrize(
    "changes",
    [
        {"code_challenge": None},
        {"code_challenge_method": "plain"},
        {"code_challenge_method": None},
        {"code_challenge": "short"},
        {"response_type": "token"},
        {"resource": "https://mcp.other.example/mcp"},
        {"resource": f"{MCP}/readonly/x"},
        {"scope": "contacts:everything"},
        {"client_id": "app_00000000000000000000000000000000"},
        {"client_id": ""},
        {"state": "x" * 1001},
    ],
)
def test_a_request_without_a_defence_is_refused(changes):
    assert problem(Person().ask(query(**changes), decision="allow")) == "app_request"


def test_a_parameter_that_is_there_twice_is_refused():
    assert problem(Person().ask(query() + "&state=other")) == "app_request"


def test_a_code_works_once_and_its_second_use_ends_what_it_began():
    person = Person()
    given = person.allow()
    first_tokens = good(token(code=given))
    assert opens(first_tokens["access_token"])
    assert refused(token(code=given)) == "invalid_grant"
    assert not opens(first_tokens["access_token"])
    assert refused(refresh(first_tokens["refresh_token"])) == "invalid_grant"
    actions = [entry["action"] for entry in operated("read_audit", organisation=person.place.organisation)["entries"]]
    assert (actions.count("app.connected"), actions.count("session.reuse_detected")) == (1, 1)


def test_of_many_exchanges_at_once_one_alone_may_succeed():
    given = Person().allow()
    with ThreadPoolExecutor(6) as together:
        answers = list(together.map(lambda _: token(code=given), range(6)))
    assert [answer.status for answer in answers].count(200) <= 1
    assert {refused(answer) for answer in answers if answer.status != 200} == {"invalid_grant"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "https://other.example/client.json"}, "invalid_grant"),
        ({"redirect_uri": CALLBACK.replace("claude.ai", "claude.com")}, "invalid_grant"),
        ({"resource": f"{MCP}/readonly"}, "invalid_target"),
        ({"code_verifier": "x" * 43}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_grant"),
        ({"code_verifier": "dBjftJeZ4CVP"}, "invalid_grant"),
        ({"code": "x" * 43}, "invalid_grant"),
        ({"code": None}, "invalid_grant"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": None}, "invalid_request"),
    ],
)
def test_a_code_is_good_only_as_it_was_asked_for(changes, error):
    sent = {"code": Person().allow(), **changes}
    assert refused(token(**sent)) == error


def test_a_code_is_good_for_a_minute():
    with clock.frozen(NOW):
        given = Person().allow()
    with clock.frozen(NOW + timedelta(seconds=60)):
        assert refused(token(code=given)) == "invalid_grant"


def test_a_refresh_token_that_is_used_again_ends_the_family():
    with clock.frozen(NOW):
        held = Person().connect()
        following = good(refresh(held["refresh_token"]))
        assert good(refresh(held["refresh_token"]))["refresh_token"] == following["refresh_token"]  # a lost answer
    with clock.frozen(NOW + timedelta(seconds=11)):
        assert refused(refresh(held["refresh_token"])) == "invalid_grant"
        assert refused(refresh(following["refresh_token"])) == "invalid_grant"
        assert not opens(following["access_token"])


def test_a_refresh_token_of_another_client_ends_the_family():
    held = Person().connect()
    assert refused(refresh(held["refresh_token"], client_id="app_0")) == "invalid_grant"
    assert refused(refresh(held["refresh_token"])) == "invalid_grant"
    assert not opens(held["access_token"])


def test_a_refresh_gives_no_more_than_was_granted():
    held = Person().connect(scope="contacts:write invoices:read")
    assert refused(refresh(held["refresh_token"], scope="invoices:write")) == "invalid_scope"
    assert refused(refresh(held["refresh_token"], resource="https://api.example.com/v1")) == "invalid_target"
    assert refused(refresh(held["refresh_token"], scope="contacts:everything contacts:read")) == "invalid_scope"
    following = good(refresh(held["refresh_token"], scope="contacts:admin contacts:read invoices:write"))
    assert following["scope"] == "contacts:read"
    context = judge(path="mcp", Authorization=f"Bearer {following['access_token']}")["context"]
    assert context["scopes"] == "contacts:read"


def test_a_token_of_another_resource_or_environment_is_refused():
    held = Person().connect()
    assert opens(held["access_token"])
    assert not opens(held["access_token"], "mcp/readonly")
    assert not opens(held["access_token"], "contacts/list")
    assert not opens(held["access_token"], stage="sandbox")
    assert judge(path=f"mcp?access_token={held['access_token']}")["context"]["verdict"] == "refused"


@pytest.mark.parametrize("end", ["set_role", "set_password", "remove_user", "suspend_organisation"])
def test_who_may_no_longer_allow_it_has_allowed_nothing(end):
    person = Person()
    given, held = person.allow(), person.connect()
    about = {"organisation": person.place.organisation}
    if end != "suspend_organisation":
        about["email"] = person.place.email
    if end == "set_password":
        about["password"] = "another horse battery"
    if end == "set_role":
        about["role"] = "viewer"
    operated(end, **about)
    forget()
    if end == "set_role":
        assert judge(path="mcp", Authorization=f"Bearer {held['access_token']}")["context"]["scopes"] == "read"
        return
    assert refused(refresh(held["refresh_token"])) == "invalid_grant"
    assert end == "suspend_organisation" or refused(token(code=given)) == "invalid_grant"


def test_a_registration_cannot_declare_an_address_that_does_something_else():
    for uri in (
        "javascript:alert(1)",
        "data:text/html,x",
        "http://evil.example/cb",
        "https://a@b.example/",
        "x",
        "//x",
    ):
        assert refused(register({"redirect_uris": [uri]})) == "invalid_redirect_uri", uri
    for uris in ([], None, "https://app.example/cb", [1], ["https://app.example/cb"] * 11):
        assert refused(register({"redirect_uris": uris})) == "invalid_redirect_uri", uris
    for body in ("{", "[]", "1", "[" * 10_000):
        assert refused(register(body)) == "invalid_client_metadata", body[:10]


def test_a_name_is_one_line_and_the_page_also_shows_the_host():
    name = "  Claude\n\u202eevil\u2066 <b>x</b> " + "y" * 200
    client = register({"client_name": name, "redirect_uris": ["https://evil.example/cb"]}).body["client_id"]
    shown = Person().ask(query(client_id=client, redirect_uri="https://evil.example/cb")).data
    assert shown["app_name"].startswith("Claude evil <b>x</b> yyy") is False
    assert not any(each in shown["app_name"] for each in "\n\u202e\u2066")
    assert len(shown["app_name"]) == 80
    assert (shown["app_host"], shown["redirect_host"]) == (None, "evil.example")


def test_a_flood_of_new_apps_is_refused_and_known_ones_go_on(monkeypatch):
    monkeypatch.setattr("bivelio_core.identity.oauth.clients.NEW_OF_NETWORK", 3)
    with clock.frozen(NOW):
        registered = [register({"redirect_uris": [f"https://app{n}.example/cb"]}) for n in range(4)]
        assert [answer.status for answer in registered] == [201, 201, 201, 429]
        again = register({"redirect_uris": ["https://app0.example/cb"]})
        assert (again.status, again.body["client_id"]) == (201, registered[0].body["client_id"])
        assert register({"redirect_uris": ["https://app9.example/cb"]}, source_ip="198.51.100.1").status == 201


@pytest.mark.parametrize(
    "client_id",
    [
        "https://127.0.0.1/client.json",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/client.json",
        "https://app.example",
        "https://app.example/",
        "https://app.example/a/../client.json",
        "https://app.example:8443/client.json",
        "https://user@app.example/client.json",
        "https://app.example/client.json#x",
        "http://app.example/client.json",
        "https://" + "a" * 600 + ".example/c",
    ],
)
def test_no_document_is_read_from_where_none_may_be(client_id):
    assert problem(Person().ask(query(client_id=client_id))) == "app_request"


def test_revocation_ends_the_grant_of_its_own_client_alone():
    held, other = Person().connect(), Person().connect()
    assert call("revoke", {"token": held["refresh_token"], "client_id": "app_0"}).status == 200
    assert opens(held["access_token"])
    assert call("revoke", {"token": held["refresh_token"], "client_id": CLAUDE}).status == 200
    assert not opens(held["access_token"])
    assert call("revoke", {"token": other["access_token"], "client_id": CLAUDE}).status == 200
    assert refused(refresh(other["refresh_token"])) == "invalid_grant"
    assert call("revoke", {"token": "unknown", "client_id": CLAUDE}).status == 200


def test_the_endpoints_take_forms_without_secrets_and_each_parameter_once():
    basic = base64.b64encode(b"app:secret").decode()
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert refused(call("token", headers={**form, "Authorization": f"Basic {basic}"})) == "invalid_client"
    assert refused(call("token", headers={"Content-Type": "application/json"}, body="{}")) == "invalid_request"
    assert refused(call("token", body="client_id=a&client_id=b")) == "invalid_request"
    assert refused(call("token", body="client_id=%ff")) == "invalid_request"
    assert call("token", body="x" * 20_001).status == 413
    assert call("token", httpMethod="GET").status == 405
    assert call("unknown").status == 404


def test_a_decision_is_answered_as_data_and_never_sends_the_request_on():
    person = Person()
    for decision in ("allow", "refuse"):
        answer = person.ask(query(), decision=decision)
        assert (answer.status, "location" in {name.lower() for name in answer.headers}) == (200, False)


def test_a_decision_takes_nothing_that_a_browser_sends_by_itself():
    person = Person()
    sent = {"data": {"query": query(), "decision": "allow"}}
    for headers in ({"Cookie": f"token={person.held['access_token']}"}, {"Origin": "https://evil.example"}):
        assert gateway.request("/auth/authorize", sent, headers=headers).status == 401
