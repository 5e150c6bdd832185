"""The clients of others do the whole flow: they find the server, register, ask, use, renew and end a grant."""

import json
import subprocess
from typing import Any

import pytest

from tests.identity.oauth.asked import good, well_known
from tests.identity.oauth.server import Server
from tests.judges import programs

pytestmark = pytest.mark.usefixtures("deployment")


def judged(command: list[str], sent: str | None = None) -> Any:
    """What a client says came of it."""
    run = subprocess.run(command, input=sent, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    return json.loads(run.stdout)


def check(flow: dict[str, Any], resource: str) -> None:
    """Check the tokens that a client got, and that it used them."""
    assert flow["client"].startswith("app_")
    assert flow["tools"] > 0
    for held in (flow["first"], flow["next"]):
        assert held["token_type"].lower() == "bearer"
        assert held["expires_in"] == 3600
        assert held["scope"] == ("read" if resource.endswith("readonly") else "read write")
    assert flow["first"]["refresh_token"] != flow["next"]["refresh_token"]


@pytest.mark.parametrize("path", ["/mcp", "/mcp/readonly", "/sandbox/mcp"])
@pytest.mark.parametrize("library", ["oauth4webapi", "openid-client"])
def test_clients_in_javascript_do_the_whole_flow(library, path, monkeypatch):
    with Server(monkeypatch) as server:
        resource = f"{server.issuer}{path}"
        flow = judged(programs.oauth_clients(library, resource))
    check(flow, resource)
    assert flow["mixedUp"] == flow["unnamed"] == flow["forged"] == "OAUTH_INVALID_RESPONSE"
    metadata = f"{server.issuer}/.well-known/oauth-protected-resource{path}"
    assert flow["challenge"]["resource_metadata"] == metadata
    assert flow["challenge"]["error"] == "invalid_token"
    if library == "oauth4webapi":
        assert flow["scopes"] == flow["first"]["scope"].split()


@pytest.mark.parametrize("library", ["oauth4webapi", "openid-client"])
def test_clients_in_javascript_show_a_code(library, monkeypatch):
    with Server(monkeypatch) as server:
        flow = judged(programs.oauth_clients(library, f"{server.issuer}/sandbox/v1", "device"))
    assert flow["waiting"] == "authorization_pending"
    assert flow["shown"]["verification_uri"] == f"{server.issuer}/app/device"
    assert (flow["first"]["scope"], flow["first"]["expires_in"]) == ("read write", 3600)


@pytest.mark.parametrize("path", ["/mcp", "/mcp/readonly", "/sandbox/mcp"])
def test_authlib_does_the_whole_flow(path, monkeypatch):
    with Server(monkeypatch) as server:
        resource = f"{server.issuer}{path}"
        flow = judged(programs.authlib_client(resource))
    check(flow, resource)
    assert flow["forged"] == "mismatching_state"
    assert (flow["revoked"], flow["after"]) == (200, 401)


def test_authlib_finds_nothing_wrong_with_the_metadata():
    document = good(well_known("oauth-authorization-server"))
    assert judged(programs.authlib_client("--metadata"), json.dumps(document)) == "valid"
