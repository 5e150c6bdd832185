"""An app finds the server, asks a person, and does what the person has allowed."""

import pytest

from tests import gateway
from tests.functions.auth.signing_in import listed
from tests.identity.oauth.asked import (
    CLAUDE,
    MCP,
    Person,
    good,
    query,
    refresh,
    register,
    token,
    well_known,
)
from tests.operated import operated

pytestmark = pytest.mark.usefixtures("deployment")


def test_a_token_of_the_read_only_resource_never_writes():
    sent = query(resource=f"{MCP}/readonly", scope="read write contacts:admin")
    given = Person().allow(sent)
    assert good(token(code=given, resource=f"{MCP}/readonly"))["scope"] == "read contacts:read"


def test_a_registered_app_works_with_the_api():
    client = register({"client_name": "Gestoria", "redirect_uris": ["https://gestoria.example/cb"]}).body["client_id"]
    asked = {"client_id": client, "redirect_uri": "https://gestoria.example/cb", "resource": None}
    person = Person()
    given = person.allow(query(**asked, scope="contacts:read"))
    held = good(token(code=given, **asked))
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    assert gateway.request("/contacts/list", {"data": {}}, headers=headers).status == 200
    assert gateway.request("/invoices/list", {"data": {}}, headers=headers).status == 403
    renewed = good(refresh(held["refresh_token"], client_id=client))
    assert renewed["refresh_token"] != held["refresh_token"]


def test_a_grant_is_among_the_sessions_and_in_the_audit_log():
    person = Person()
    person.connect()
    apps = [session for session in listed(person.held) if session["app"]]
    assert [(session["app"], session["is_current"]) for session in apps] == [("Claude", False)]
    entries = operated("read_audit", organisation=person.place.organisation)["entries"]
    (entry,) = [each for each in entries if each["action"] == "app.connected"]
    assert entry["details"] == {
        "client": CLAUDE,
        "session": apps[0]["id"],
        "scopes": "read write",
        "environment": "live",
    }


def test_the_metadata_lead_an_app_here():
    server = good(well_known("oauth-authorization-server"))
    assert server["issuer"] == "https://mcp.example.com"
    assert server["authorization_endpoint"] == "https://app.example.com/app/authorize"
    assert server["token_endpoint"] == "https://mcp.example.com/oauth/token"
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["client_id_metadata_document_supported"]
    for path, url in (
        ("", MCP),
        ("/mcp", MCP),
        ("/mcp/readonly", f"{MCP}/readonly"),
        ("/sandbox/mcp", "https://mcp.example.com/sandbox/mcp"),
        ("/api", "https://api.example.com/v1"),
        ("/sandbox/api", "https://sandbox.api.example.com/v1"),
    ):
        resource = good(well_known(f"oauth-protected-resource{path}"))
        assert (resource["resource"], resource["authorization_servers"]) == (url, ["https://mcp.example.com"])
    assert good(well_known("openid-configuration")) == server
    for path in ("oauth-protected-resource/contacts", "oauth-authorization-server/mcp", "openid-credential-issuer", ""):
        assert well_known(path).status == 404


def test_without_a_domain_name_there_is_no_server(monkeypatch):
    monkeypatch.setenv("OAUTH_DOMAIN", "")
    assert well_known("oauth-authorization-server").status == 404
    assert token(code="x").status == 404
    assert Person().ask(query()).status == 422
