"""MCP servers to which one signs in: discovery, consent, renewal and the end, as the protocol wants them."""

import base64
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from bivelio_core import clock

from local.simulated_mcp import SCOPES, SimulatedMcp
from tests.api import ORGANISATION, call
from tests.functions.integrations.connected import SANDBOX
from tests.identity.oauth.asked import well_known
from tests.workflows.killer import Killer
from tests.workflows.states import Killed

pytestmark = pytest.mark.usefixtures("table")

NOTES = {"provider": "notes", "tool": "list_notes"}


@pytest.fixture
def server():
    with SimulatedMcp() as simulated:
        yield simulated


def connect(server, **mcp):
    return call("integrations.connect", {"provider": "mcp", "name": "notes", "mcp": {"url": server.url, **mcp}})


def complete(made, back, **changed):
    asked = {"id": made["id"], "state": back["state"], "code": back["code"], "iss": back["iss"], **changed}
    return call("integrations.complete", asked)


def dies_before(call_number):
    """That a function dies just before its call of AWS of this number."""
    return lambda number, when: (number, when) == (call_number, "before")


def signed_in(server):
    """The id of a connection whose owner has consented."""
    made = connect(server).data
    return complete(made, server.consent(made["consent_url"])).data["id"]


def stored(table, connection_id):
    (item,) = [each for each in table.query(f"{ORGANISATION}#live#CN") if each["SK"] == connection_id]
    return item


def test_a_server_that_wants_a_sign_in_is_connected_by_the_consent_of_its_owner(server, table):
    made = connect(server).data
    assert (made["status"], made["account"]) == ("pending", server.url)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(made["consent_url"]).query).items()}
    assert asked["resource"] == server.url
    assert asked["scope"] == SCOPES
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "https://app.bivelio.com/settings/integrations"
    assert asked["state"].startswith(f"{made['id']}.")
    (registered,) = server.state.clients.values()
    assert registered["redirect_uris"] == [asked["redirect_uri"]]
    done = complete(made, server.consent(made["consent_url"])).data
    assert done["status"] == "active"
    assert done["settings"]["oauth"]["issuer"] == server.origin
    assert call("mcp.execute", {"provider": "notes", "tool": "list_notes"}).data["result"] == {"notes": []}
    item = stored(table, made["id"])
    secrets = [*server.state.access, *server.state.grants]
    assert secrets
    assert not any(secret in f"{made} {done} {item}" for secret in secrets)
    assert "consent" not in item
    assert "asked" not in item


def test_the_metadata_are_found_without_a_challenge_that_names_them(server):
    server.state.names_metadata = False
    made = connect(server).data
    assert parse_qs(urlsplit(made["consent_url"]).query)["scope"] == [SCOPES]
    assert "/.well-known/oauth-protected-resource/mcp" in server.state.paths


def test_a_server_from_before_the_metadata_of_resources_is_its_own_authorization_server(server):
    server.state.refuses = {f"/.well-known/oauth-protected-resource{path}": 404 for path in ("", "/mcp")}
    assert connect(server).data["status"] == "pending"


def test_a_server_that_names_nobody_who_gives_tokens_wants_a_token(server, table):
    server.state.refuses = {
        f"/.well-known/{name}": 404
        for name in (
            *("oauth-protected-resource", "oauth-protected-resource/mcp"),
            *("oauth-authorization-server", "openid-configuration"),
        )
    }
    answer = connect(server)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "credentials_rejected")
    answer = connect(server, oauth={})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "authorization_unsupported")
    assert table.query(f"{ORGANISATION}#live#CN") == []


UNUSABLE = {
    "no PKCE": ({"code_challenge_methods_supported": None}, {}),
    "plain PKCE": ({"code_challenge_methods_supported": ["plain"]}, {}),
    "another issuer": ({"issuer": "https://other.exemple.com"}, {}),
    "no token endpoint": ({"token_endpoint": None}, {}),
    "a token endpoint inside": ({"token_endpoint": "http://169.254.169.254/token"}, {}),
    "a consent page that runs": ({"authorization_endpoint": "javascript:alert(1)"}, {}),
    "a resource elsewhere": ({}, {"resource": "https://other.exemple.com/mcp"}),
    "a resource beside it": ({}, {"resource": "/other"}),
    "a resource that is no URL": ({}, {"resource": "http://["}),
    "an authorization server that is no URL": ({}, {"authorization_servers": ["https://["]}),
    "a token endpoint that is no URL": ({"token_endpoint": "https://["}, {}),
    "an endpoint that is a number": ({"token_endpoint": 7}, {}),
    "an authorization server inside": ({}, {"authorization_servers": ["http://169.254.169.254"]}),
}


@pytest.mark.parametrize(("metadata", "protected"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_sign_in_that_we_cannot_trust_is_refused_and_nothing_is_stored(server, table, metadata, protected):
    server.state.metadata, server.state.protected = metadata, protected
    answer = connect(server)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "authorization_unsupported")
    assert table.query(f"{ORGANISATION}#live#CN") == []


def test_a_server_that_registers_no_apps_asks_for_one_of_the_owners(server):
    server.state.metadata = {
        "registration_endpoint": None,
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }
    answer = connect(server)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "client_needed")
    assert answer.error["details"]["redirect_uri"] == "https://app.bivelio.com/settings/integrations"
    made = connect(server, oauth={"client_id": "ours", "client_secret": "s3cret", "scope": "notes.read"}).data
    asked = parse_qs(urlsplit(made["consent_url"]).query)
    assert (asked["client_id"], asked["scope"]) == (["ours"], ["notes.read"])
    done = complete(made, server.consent(made["consent_url"]))
    assert done.status == 200
    assert "s3cret" not in f"{made} {done.data}"


def test_a_secret_goes_in_the_header_or_the_form_as_the_server_wants_it(server):
    for method in ("client_secret_basic", "client_secret_post"):
        server.state.metadata = {"token_endpoint_auth_methods_supported": [method]}
        made = connect(server, oauth={"client_id": "o:urs", "client_secret": "s/cret"}).data
        complete(made, server.consent(made["consent_url"]))
    in_header, in_form = server.state.forms
    assert base64.b64decode(in_header["authorization"].removeprefix("Basic ")) == b"o%3Aurs:s%2Fcret"
    assert "client_secret" not in in_header
    assert (in_form["client_secret"], "authorization" in in_form) == ("s/cret", False)


def test_our_document_is_our_id_where_a_server_takes_one(server, monkeypatch):
    monkeypatch.setenv("OAUTH_DOMAIN", "bivelio.com")
    server.state.metadata = {"client_id_metadata_document_supported": True}
    made = connect(server).data
    asked = parse_qs(urlsplit(made["consent_url"]).query)
    assert asked["client_id"] == ["https://mcp.bivelio.com/.well-known/oauth-client"]
    assert server.state.clients == {}


def test_a_consent_counts_for_who_asked_and_from_the_server_that_was_asked(server):
    made = connect(server).data
    back = server.consent(made["consent_url"])
    for changed in ({"iss": "https://evil.exemple.com"}, {"iss": None}, {"state": f"{made['id']}.other"}):
        answer = complete(made, back, **changed)
        assert (answer.status, answer.error["details"]["reason"]) == (422, "consent_denied")
    asked = {"id": made["id"], **back}
    other = call("integrations.complete", asked, caller={"actor": "us_somebody0else0", "kind": "user"})
    assert (other.status, other.error["details"]["reason"]) == (422, "consent_denied")
    assert server.state.forms == []
    assert complete(made, back).status == 200


def test_a_code_that_the_server_refuses_and_one_that_is_late_are_told(server):
    made = connect(server).data
    back = server.consent(made["consent_url"])
    answer = complete(made, back, code="another")
    assert (answer.status, answer.error["details"]["reason"]) == (422, "credentials_rejected")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        answer = complete(made, back)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "consent_expired")


def test_a_token_is_renewed_once_by_one_of_many(server):
    signed_in(server)
    with clock.frozen(clock.now() + timedelta(hours=1)), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: call("mcp.execute", NOTES).status, range(2)))
    assert answers == [200, 200]
    assert [form["grant_type"] for form in server.state.forms] == ["authorization_code", "refresh_token"]


def test_a_token_that_the_server_ends_early_is_renewed_and_the_call_goes_on(server):
    signed_in(server)
    for _ in range(2):
        server.expire()
        assert call("mcp.execute", NOTES).status == 200
    assert [form["grant_type"] for form in server.state.forms].count("refresh_token") == 2


def test_a_consent_that_was_withdrawn_breaks_the_connection_until_its_owner_signs_in_again(server):
    connection_id = signed_in(server)
    server.withdraw()
    answer = call("mcp.execute", NOTES)
    assert (answer.status, answer.error["details"]["reason"]) == (422, "unauthorized")
    broken = call("integrations.get", {"id": connection_id}).data
    assert (broken["status"], broken["broken_reason"]) == ("broken", "credentials_rejected")
    assert call("mcp.execute", NOTES).error["details"]["reason"] == "connection_broken"
    again = connect(server).data
    assert (again["id"], again["status"]) == (connection_id, "broken")
    assert complete(again, server.consent(again["consent_url"])).data["status"] == "active"
    assert call("mcp.execute", NOTES).status == 200


def test_a_tool_that_the_account_may_not_use_breaks_nothing(server):
    connection_id = signed_in(server)
    server.state.refuses = {"/mcp": 403}
    assert call("mcp.execute", NOTES).error["details"]["reason"] == "forbidden"
    assert call("integrations.get", {"id": connection_id}).data["status"] == "active"
    server.state.refuses = {}
    assert call("mcp.execute", NOTES).status == 200
    assert [form["grant_type"] for form in server.state.forms] == ["authorization_code"]


def test_a_server_that_is_down_breaks_nothing(server):
    connection_id = signed_in(server)
    server.expire()
    server.state.refuses = {"/token": 503}
    assert call("mcp.execute", NOTES).status == 503
    assert call("integrations.get", {"id": connection_id}).data["status"] == "active"
    server.state.refuses = {}
    assert call("mcp.execute", NOTES).status == 200


def test_the_consent_is_revoked_when_it_is_disconnected(server):
    connection_id = signed_in(server)
    refresh = next(iter(server.state.grants))
    call("integrations.disconnect", {"id": connection_id})
    assert server.state.forms[-1]["token"] == refresh
    assert server.state.access == set()


def test_the_connection_is_tried_with_a_token_that_works(server):
    connection_id = signed_in(server)
    assert call("integrations.test", {"id": connection_id}).data["status"] == "active"
    server.withdraw()
    with clock.frozen(clock.now() + timedelta(hours=1)):
        answer = call("integrations.test", {"id": connection_id})
    assert (answer.status, answer.error["details"]["reason"]) == (422, "credentials_rejected")


def test_a_token_and_a_sign_in_are_not_both_taken(server):
    answer = connect(server, token="t0ken", oauth={})
    assert (answer.status, answer.error["details"]["field"]) == (400, "mcp.oauth")


def test_a_connection_with_a_token_is_not_replaced_by_a_sign_in(server):
    server.state.access.add("t0ken")
    assert connect(server, token="t0ken").data["status"] == "active"
    assert connect(server).error["details"]["constraint"] == "name_taken"


def test_the_sandbox_simulates_the_sign_in():
    body = {"provider": "mcp", "name": "notes", "mcp": {"url": "https://mcp.exemple.com/mcp", "oauth": {}}}
    made = call("integrations.connect", body, caller=SANDBOX).data
    state = parse_qs(urlsplit(made["consent_url"]).query)["state"][0]
    asked = {"id": made["id"], "state": state, "code": "denied"}
    assert call("integrations.complete", asked, caller=SANDBOX).error["details"]["reason"] == "credentials_rejected"
    done = call("integrations.complete", {**asked, "code": "any"}, caller=SANDBOX).data
    assert done["status"] == "active"


def test_without_a_refresh_token_the_end_of_a_token_is_the_end_of_the_consent(server):
    server.state.gives_refresh = False
    connection_id = signed_in(server)
    assert call("mcp.execute", NOTES).status == 200
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert call("mcp.execute", NOTES).error["details"]["reason"] == "unauthorized"
    assert call("integrations.get", {"id": connection_id}).data["status"] == "broken"


def test_the_document_of_our_id_is_served_where_it_says(monkeypatch):
    monkeypatch.setenv("OAUTH_DOMAIN", "bivelio.com")
    url = "https://mcp.bivelio.com/.well-known/oauth-client"
    document = well_known("oauth-client").body
    assert (document["client_id"], document["token_endpoint_auth_method"]) == (url, "none")
    assert document["redirect_uris"] == ["https://app.bivelio.com/settings/integrations"]


def test_a_function_that_dies_while_it_renews_leaves_a_connection_that_works(server):
    """Killed around each call of AWS: the next request calls the tool, or says that its owner has to sign in again."""
    signed_in(server)
    killer = Killer()
    with clock.frozen(clock.now() + timedelta(hours=1)), killer.armed(lambda *_: False):
        assert call("mcp.execute", NOTES).status == 200
    points = len(killer.calls)
    assert points >= 6
    for number in range(points):
        with clock.frozen(clock.now() + timedelta(hours=2 * (number + 1))):
            with killer.armed(dies_before(number)), suppress(Killed):
                call("mcp.execute", NOTES)
            with clock.frozen(clock.now() + timedelta(seconds=40)):
                answer = call("mcp.execute", NOTES)
            if answer.status != 200:  # the server's new token died with the function
                assert answer.error["details"]["reason"] in {"unauthorized", "connection_broken"}
                again = connect(server).data
                complete(again, server.consent(again["consent_url"]))
    assert call("mcp.execute", NOTES).status == 200
