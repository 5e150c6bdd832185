"""The official clients of MCP sign in by themselves: they are given an address, and end with tools."""

import json
import subprocess
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client
from mcp.client.auth import OAuthClientProvider
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from pydantic import AnyUrl

from tests.identity.oauth.server import Server
from tests.judges import programs
from tests.mcp_engine.platform import served
from tests.receiver import Received, Reply

pytestmark = pytest.mark.usefixtures("deployment")
BACK = "http://localhost:8765/callback"


class ServerOfTools(Server):
    """The same with the MCP server as its clients ask it: with all headers, and notices that have no answer."""

    def _reply(self, received: Received) -> Reply:
        stage = "sandbox" if received.path.startswith("/sandbox/") else "v1"
        path = received.path.removeprefix("/sandbox")
        if not path.startswith("/mcp"):
            return super()._reply(received)
        sent = {"httpMethod": received.method, "headers": received.headers, "body": received.body.decode()}
        with self._turn:
            answer = served(stage, path, {**sent, "isBase64Encoded": False})
        return Reply(answer["statusCode"], answer["headers"], (answer.get("body") or "").encode())


class Kept:
    """What the client keeps, in memory."""

    tokens: OAuthToken | None = None
    client: OAuthClientInformationFull | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Browser:
    """A person's browser, in which the consent page sends back to the client."""

    came_back = ""

    async def open(self, url: str) -> None:
        async with httpx2.AsyncClient(trust_env=False) as http:
            self.came_back = (await http.get(url)).headers["location"]

    async def wait(self) -> AuthorizationCodeResult:
        told = {name: values[0] for name, values in parse_qs(urlsplit(self.came_back).query).items()}
        return AuthorizationCodeResult(code=told["code"], state=told["state"], iss=told["iss"])


@pytest.mark.parametrize("path", ["/mcp", "/mcp/readonly", "/sandbox/mcp"])
def test_the_python_client_goes_from_an_address_to_tools(path, monkeypatch):
    kept, browser = Kept(), Browser()
    about = OAuthClientMetadata(redirect_uris=[AnyUrl(BACK)], client_name="A client of the official package")
    with ServerOfTools(monkeypatch) as server:
        url = f"{server.issuer}{path}"
        provider = OAuthClientProvider(url, about, kept, browser.open, browser.wait)
        http = httpx2.AsyncClient(auth=provider, trust_env=False, timeout=20)
        client: Any = Client(streamable_http_client(url, http_client=http), mode="legacy")
        with start_blocking_portal() as portal, portal.wrap_async_context_manager(client) as session:
            tools = portal.call(session.list_tools).tools
            portal.call(http.aclose)
    assert browser.came_back.startswith(BACK)
    assert tools
    assert kept.client is not None
    assert kept.client.client_id is not None
    assert kept.client.client_id.startswith("app_")
    assert kept.tokens is not None
    assert kept.tokens.scope == ("read" if path.endswith("readonly") else "read write")


@pytest.mark.parametrize("path", ["/mcp", "/mcp/readonly", "/sandbox/mcp"])
def test_the_typescript_client_goes_from_an_address_to_tools(path, monkeypatch):
    with ServerOfTools(monkeypatch) as server:
        command = programs.typescript_sign_in(f"{server.issuer}{path}")
        ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    came = json.loads(ran.stdout)
    assert came["tools"]
    assert came["client"].startswith("app_")
    assert came["scope"] == ("read" if path.endswith("readonly") else "read write")
