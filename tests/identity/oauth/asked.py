"""What apps and people do with the authorization server, through the real handlers, for tests."""

import hashlib
import json
from base64 import urlsafe_b64encode
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests import gateway
from tests.api import Answer, load
from tests.functions.auth.signing_in import Place, tokens

CLAUDE = "https://claude.ai/oauth/mcp-oauth-client-metadata"
CALLBACK = "https://claude.ai/api/mcp/auth_callback"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
FORM = "application/x-www-form-urlencoded"
MCP = "https://mcp.example.com/mcp"


def challenge_of(verifier: str) -> str:
    """The challenge of a verifier (RFC 7636, section 4.2)."""
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def query(**changes: str | None) -> str:
    """The query of an app's request, with some parameters changed (None removes one)."""
    asked = {
        "response_type": "code",
        "client_id": CLAUDE,
        "redirect_uri": CALLBACK,
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
        "resource": MCP,
        "state": "xyz",
        **changes,
    }
    return urlencode({name: value for name, value in asked.items() if value is not None})


class Person:
    """Somebody who has signed in, and decides about apps."""

    def __init__(self, role: str = "admin", stage: str = "v1") -> None:
        self.place, self.stage = Place(role), stage
        self.held = tokens(self.place.sign_in(stage=stage))

    def ask(self, sent: str, **data: Any) -> Answer:
        """The endpoint's answer to an app's query."""
        headers = {"Authorization": f"Bearer {self.held['access_token']}"}
        return gateway.request("/auth/authorize", {"data": {"query": sent, **data}}, headers=headers, stage=self.stage)

    def allow(self, sent: str | None = None, access: str = "write", **data: Any) -> str:
        """The code that an app gets."""
        answer = self.ask(sent or query(), decision="allow", access=access, **data)
        assert answer.status == 200, answer
        return returned(answer)["code"]

    def type_code(self, user_code: str, **data: Any) -> Answer:
        """The endpoint's answer to the code that a program shows."""
        headers = {"Authorization": f"Bearer {self.held['access_token']}"}
        asked = {"data": {"user_code": user_code, **data}}
        return gateway.request("/auth/authorize", asked, headers=headers, stage=self.stage)

    def connect(self, **changes: str | None) -> dict[str, Any]:
        """The tokens of an app that was allowed."""
        return good(token(code=self.allow(query(**changes))))


def returned(answer: Answer) -> dict[str, str]:
    """What an app reads in the address that the browser is sent to."""
    return dict(parse_qsl(urlsplit(answer.data["redirect_to"]).query))


def call(action: str, form: dict[str, str | None] | None = None, **more: Any) -> Answer:
    """The answer of `/oauth/<action>` to a form."""
    sent = {name: value for name, value in (form or {}).items() if value is not None}
    event = {
        "httpMethod": "POST",
        "headers": {"Content-Type": FORM},
        "pathParameters": {"action": action},
        "queryStringParameters": None,
        "body": urlencode(sent),
        "requestContext": {"requestId": "r", "stage": "v1", "identity": {"sourceIp": "160.79.104.9"}},
        **more,
    }
    answer = load("inbound/oauth").handler(event, SimpleNamespace(aws_request_id="r"))
    return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


def token(**changes: str | None) -> Answer:
    """The answer to the exchange of a code."""
    form = {
        "grant_type": "authorization_code",
        "client_id": CLAUDE,
        "redirect_uri": CALLBACK,
        "code_verifier": VERIFIER,
        "resource": MCP,
        **changes,
    }
    return call("token", form)


def refresh(refresh_token: str, **changes: str | None) -> Answer:
    """The answer to a refresh token."""
    return call(
        "token", {"grant_type": "refresh_token", "client_id": CLAUDE, "refresh_token": refresh_token, **changes}
    )


def show_code(**changes: str | None) -> Answer:
    """The answer to a program that asks for a code to show."""
    form = {"client_id": "bivelio-cli", "scope": "admin", "resource": "https://api.example.com/v1", **changes}
    agent = {"User-Agent": "bivelio-cli/1.0.0 (Macintosh)"}
    return call("device_authorization", form, headers={"Content-Type": FORM, **agent})


def poll(device_code: str, **changes: str | None) -> Answer:
    """The answer to a program that waits for a person."""
    grant_type = "urn:ietf:params:oauth:grant-type:device_code"
    form = {"grant_type": grant_type, "client_id": "bivelio-cli", "device_code": device_code, **changes}
    return call("token", form)


def register(document: Any, source_ip: str = "160.79.104.9") -> Answer:
    """The answer to a registration."""
    return call(
        "register",
        headers={"Content-Type": "application/json"},
        body=document if isinstance(document, str) else json.dumps(document),
        requestContext={"requestId": "r", "stage": "v1", "identity": {"sourceIp": source_ip}},
    )


def well_known(path: str) -> Answer:
    """The answer to a document below `/.well-known/`."""
    event = {
        "httpMethod": "GET",
        "headers": {},
        "pathParameters": {"proxy": path},
        "queryStringParameters": None,
        "body": None,
        "requestContext": {"requestId": "r", "stage": "v1", "identity": {"sourceIp": "192.0.2.1"}},
    }
    answer = load("inbound/well_known").handler(event, SimpleNamespace(aws_request_id="r"))
    return Answer(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


def good(answer: Answer) -> dict[str, Any]:
    """The document of a success."""
    assert answer.status == 200, answer
    document: dict[str, Any] = answer.body
    return document


def refused(answer: Answer) -> str:
    """The error of a refusal, in the protocol's words."""
    assert 400 <= answer.status < 500, answer
    return str(answer.body["error"])
