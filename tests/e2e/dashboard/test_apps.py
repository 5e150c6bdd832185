"""An assistant connects as one that knows only an address does: refused, it finds the server, asks, and uses tools."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.dashboard.windows import judged, row
from tests.running import until

pytestmark = pytest.mark.e2e
BACK = "http://127.0.0.1:9/callback"
"""Where the app waits for its answer: the browser is stopped on its way there."""


class App:
    """A client of the Model Context Protocol that has only the address of a server."""

    def __init__(self, platform, path: str) -> None:
        self.platform, self.path = platform, path
        self.verifier, self.state = secrets.token_urlsafe(48), secrets.token_urlsafe(8)
        self.tokens: dict[str, str] = {}

    def ask(self, method: str, **params: object):
        """Send a message to the server."""
        message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        headers = {"Accept": "application/json, text/event-stream", "MCP_Protocol_Version": "2025-11-25"}
        if self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens['access_token']}"
        return self.platform.call(self.path, message, **headers)

    def find_server(self) -> str:
        """From a refusal to the address of the consent page, with the request of the app."""
        refused = self.ask("tools/list")
        assert refused.status == 401
        challenge = refused.headers["www-authenticate"]
        described = self._read(challenge.partition('resource_metadata="')[2].partition('"')[0])
        (issuer,) = described["authorization_servers"]
        self.server = self._read(f"{issuer}/.well-known/oauth-authorization-server")
        assert self.server["issuer"] == issuer
        about = {"client_name": "Assistent de prova", "redirect_uris": [BACK], "token_endpoint_auth_method": "none"}
        registered = self._send("registration_endpoint", json.dumps(about).encode(), "application/json")
        self.client_id, self.resource = registered["client_id"], described["resource"]
        challenge = urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).decode().rstrip("=")
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": BACK,
            "scope": "read write",
            "state": self.state,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            "resource": self.resource,
        }
        return f"{self.server['authorization_endpoint']}?{urlencode(query)}"

    def redeem(self, answer: dict[str, list[str]]) -> None:
        """Exchange the code of an answer, which must be the server's, for tokens."""
        assert (answer["state"], answer["iss"]) == ([self.state], [self.server["issuer"]])
        self._take(
            grant_type="authorization_code", code=answer["code"][0], redirect_uri=BACK, code_verifier=self.verifier
        )

    def refresh(self) -> None:
        """Exchange the refresh token."""
        self._take(grant_type="refresh_token", refresh_token=self.tokens["refresh_token"])

    def _take(self, **form: str) -> None:
        fields = {**form, "client_id": self.client_id, "resource": self.resource}
        self.tokens = self._send("token_endpoint", urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def _send(self, endpoint: str, body: bytes, kind: str):
        answer = self.platform.call(urlsplit(self.server[endpoint]).path, body, Content_Type=kind)
        assert answer.status in (200, 201), answer.body
        return answer.json()

    def _read(self, url: str):
        assert url.startswith(self.platform.settings.url), url
        answer = self.platform.call(urlsplit(url).path, method="GET")
        assert answer.status == 200, answer.body
        return answer.json()


@pytest.mark.parametrize(("path", "access"), [("/sandbox/mcp", "Llegir i canviar"), ("/sandbox/mcp/readonly", None)])
def test_an_assistant_connects_and_the_person_ends_it(platform, visit, artifacts, path, access):
    app = App(platform, path)
    asked = urlsplit(app.find_server())
    assert asked.path == "/app/authorize"
    page = visit.sign_in()
    visit.allowed.append("net::ERR")
    answers: list[str] = []

    def stop(route: Route) -> None:
        answers.append(route.request.url)
        route.fulfill(body="")

    page.route(f"{BACK}**", stop)
    page.goto(f"authorize?{asked.query}")
    expect(page.get_by_role("heading", name="Assistent de prova vol actuar en nom teu")).to_be_visible()
    found = judged(page, "authorize", (390, 1440), lambda width: artifacts(page, f"authorize-{width}"))
    assert found == {}
    if access:
        expect(page.get_by_label("Què hi podrà fer")).to_be_visible()
    else:
        expect(page.get_by_label("Què hi podrà fer")).to_have_count(0)
    page.get_by_role("button", name="Permet-ho").click()
    page.wait_for_url(f"{BACK}**")
    app.redeem(parse_qs(urlsplit(answers[0]).query))

    def names() -> set[str]:
        listed = app.ask("tools/list")
        assert listed.status == 200, listed.body
        return {tool["name"] for tool in listed.json()["result"]["tools"]}

    assert ("draft_invoice" in names()) == bool(access)
    first = dict(app.tokens)
    app.refresh()
    assert app.tokens["refresh_token"] != first["refresh_token"]
    contacts = app.ask("tools/call", name="find_contact", arguments={"query": "Maria"}).json()["result"]
    assert not contacts.get("isError"), contacts
    other = platform.call("/v1/contacts/list", {"data": {}}, Authorization=f"Bearer {app.tokens['access_token']}")
    assert other.status == 401, "a token is good at its own resource alone"
    page.goto("settings/security?env=sandbox")
    row(page, "Assistent de prova").get_by_role("button", name="Tanca-la").first.click()
    expect(row(page, "Assistent de prova")).to_have_count(0)
    until(lambda: app.ask("tools/list").status == 401)
