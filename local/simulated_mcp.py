"""``make mcp-sign-in``: a simulated MCP server to which one signs in, to connect from the dashboard of `make run`.

It is its own authorization server, as the protocol wants it (2026-07-28): metadata, registration, a consent page that
says that it is simulated, codes with PKCE, refresh tokens that are good once, revocation. Its tools keep notes.
Tests of the client use it too, and have it misbehave by `metadata`, `protected` and `refuses`.
"""

import base64
import hashlib
import html
import json
import secrets
import sys
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from local.settings import HOST

PORT = 8130
MODERN = "2026-07-28"
LIFETIME_SECONDS = 3_600
SCOPES = "notes.read notes.write"
TEXT = {"type": "string"}
TOOLS: tuple[dict[str, Any], ...] = (
    {
        "name": "list_notes",
        "title": "List notes",
        "description": "The notes, the newest first.",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": {"readOnlyHint": True},
    },
    {
        "name": "add_note",
        "title": "Add a note",
        "description": "Adds a note.",
        "inputSchema": {"type": "object", "properties": {"text": TEXT}, "required": ["text"]},
        "annotations": {"destructiveHint": False},
    },
    {
        "name": "delete_notes",
        "title": "Delete all notes",
        "description": "Deletes every note. It cannot be undone.",
        "inputSchema": {"type": "object", "properties": {}},
        "annotations": {"destructiveHint": True},
    },
)

PAGE = """<!doctype html><html lang="ca"><meta charset="utf-8"><title>Servidor simulat</title>
<main><h1>Servidor MCP simulat</h1>
<p>Aquesta pàgina és simulada: no hi ha cap servei al darrere.</p>
<p>{name} vol llegir i escriure les teves notes.</p>
<p><a href="{allow}">Permet-ho</a> · <a href="{deny}">No ho permetis</a></p></main></html>"""


class Consent(NamedTuple):
    """What a code stands for."""

    client: str
    challenge: str
    redirect: str
    resource: str


@dataclass
class State:
    """What the server remembers, and how it misbehaves.

    Attributes:
        metadata: replaces fields of the authorization server's metadata; None takes a field away.
        protected: the same for the metadata of the resource.
        refuses: paths that are answered with these statuses.
        paths: the paths that were asked, in order.
        grants: by refresh token its client, "" once it was used.
        access: the access tokens that count.
        forms: what the endpoints of tokens were sent, with the header of who is calling.
        failure: what its tools say when they fail; they do not while it is empty.
        names_metadata: whether its challenge says where its metadata are.
        gives_refresh: whether an access token can be renewed.
        sends_issuer: another issuer than its own, at the end of a consent.
    """

    metadata: dict[str, Any] = field(default_factory=dict)
    protected: dict[str, Any] = field(default_factory=dict)
    refuses: dict[str, int] = field(default_factory=dict)
    paths: list[str] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    clients: dict[str, dict[str, Any]] = field(default_factory=dict)
    codes: dict[str, Consent] = field(default_factory=dict)
    grants: dict[str, str] = field(default_factory=dict)
    access: set[str] = field(default_factory=set)
    tools: list[dict[str, Any]] = field(default_factory=lambda: [dict(tool) for tool in TOOLS])
    calls: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failure: dict[str, Any] = field(default_factory=dict)
    sends_issuer: str | None = None
    names_metadata: bool = True
    gives_refresh: bool = True
    lock: Lock = field(default_factory=Lock)


class SimulatedMcp:
    """`with SimulatedMcp() as server:` serves on a free port of 127.0.0.1."""

    def __init__(self, port: int = 0) -> None:
        self.state = State()
        self._server = _Server((HOST, port), _Handler)
        self._server.simulated = self

    @property
    def origin(self) -> str:
        """The issuer."""
        return f"http://{HOST}:{self._server.server_port}"

    @property
    def url(self) -> str:
        """What people connect."""
        return f"{self.origin}/mcp"

    def consent(self, url: str, *, allow: bool = True) -> dict[str, str]:
        """What a browser comes back with after a person decided at a consent page: the query, without its page."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        _, _, location = self.decide(query, "yes" if allow else "no").partition("?")
        return {name: values[0] for name, values in parse_qs(location).items()}

    def expire(self) -> None:
        """End all access tokens."""
        self.state.access.clear()

    def withdraw(self) -> None:
        """End everything, as an owner does who takes the consent back."""
        self.state.access.clear()
        self.state.grants.clear()

    def decide(self, query: dict[str, str], decision: str) -> str:
        """Where a person is sent who has decided."""
        back: dict[str, str] = {"state": query.get("state", ""), "iss": self.state.sends_issuer or self.origin}
        if decision != "yes":
            return f"{query['redirect_uri']}?{urlencode({'error': 'access_denied', **back})}"
        code = secrets.token_urlsafe(16)
        self.state.codes[code] = Consent(
            query["client_id"], query.get("code_challenge", ""), query["redirect_uri"], query.get("resource", "")
        )
        return f"{query['redirect_uri']}?{urlencode({'code': code, **back})}"

    def documents(self, path: str) -> dict[str, Any] | None:
        """The metadata at a path."""
        if path == "/.well-known/oauth-protected-resource/mcp":
            resource = {
                "resource": self.url,
                "authorization_servers": [self.origin],
                "scopes_supported": SCOPES.split(),
            }
            return _changed(resource, self.state.protected)
        if path == "/.well-known/oauth-authorization-server":
            places = {name: f"{self.origin}/{name.partition('_')[0]}" for name in ENDPOINTS}
            about: dict[str, Any] = {
                "issuer": self.origin,
                **places,
                "code_challenge_methods_supported": ["S256"],
                "token_endpoint_auth_methods_supported": ["none"],
                "authorization_response_iss_parameter_supported": True,
            }
            return _changed(about, self.state.metadata)
        return None

    def tokens(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """The answer of the token endpoint."""
        with self.state.lock:
            self.state.forms.append(form)
            is_good = self._redeem(form) if form.get("grant_type") == "authorization_code" else self._rotate(form)
            if not is_good:
                return 400, {"error": "invalid_grant"}
            access, refresh = f"access-{secrets.token_urlsafe(12)}", f"refresh-{secrets.token_urlsafe(12)}"
            self.state.access.add(access)
            about = {"access_token": access, "token_type": "Bearer", "expires_in": LIFETIME_SECONDS}
            if not self.state.gives_refresh:
                return 200, about
            self.state.grants[refresh] = form["client_id"]
            return 200, {**about, "refresh_token": refresh, "scope": SCOPES}

    def _redeem(self, form: dict[str, str]) -> bool:
        consent = self.state.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        query = (form.get("client_id"), challenge, form.get("redirect_uri"), form.get("resource"))
        return consent is not None and query == tuple(consent) and consent.resource == self.url

    def _rotate(self, form: dict[str, str]) -> bool:
        client = self.state.grants.get(form.get("refresh_token", ""))
        if client == "":  # it was used before: somebody has copied it
            self.withdraw()
        if not client or client != form.get("client_id"):
            return False
        self.state.grants[form["refresh_token"]] = ""
        return True

    def revoke(self, form: dict[str, str]) -> None:
        """End what a token stands for."""
        self.state.forms.append(form)
        self.withdraw()

    def register(self, about: dict[str, Any]) -> dict[str, Any]:
        """Register an app."""
        client = f"client-{secrets.token_urlsafe(6)}"
        self.state.clients[client] = about
        return {**about, "client_id": client}

    def answer(self, query: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """The answer to a message of the protocol."""
        about = {"resultType": "complete", "ttlMs": 0, "cacheScope": "private"}
        match query["method"]:
            case "server/discover":
                result = {"supportedVersions": [MODERN], "capabilities": {"tools": {}}, **about}
            case "tools/list":
                result = {"tools": self.state.tools, **about}
            case "tools/call":
                result = {"resultType": "complete", **self._called(query["params"])}
            case _:
                error = {"code": -32601, "message": "Method not found"}
                return 404, {"jsonrpc": "2.0", "id": query.get("id"), "error": error}
        return 200, {"jsonrpc": "2.0", "id": query.get("id"), "result": result}

    def _called(self, call: dict[str, Any]) -> dict[str, Any]:
        self.state.calls.append(call)
        match call["name"]:
            case "add_note":
                self.state.notes.insert(0, str(call["arguments"].get("text", "")))
            case "delete_notes":
                self.state.notes.clear()
        content: dict[str, Any] = {"notes": list(self.state.notes)}
        if self.state.failure:
            content = self.state.failure
        return {
            "content": [{"type": "text", "text": json.dumps(content)}],
            "structuredContent": content,
            "isError": bool(self.state.failure),
        }

    def __enter__(self) -> Self:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def serve(self) -> None:
        """Serve until it is interrupted."""
        self._server.serve_forever()


ENDPOINTS = ("authorization_endpoint", "token_endpoint", "registration_endpoint", "revocation_endpoint")


def _changed(about: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**about, **change}.items() if value is not None}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    simulated: SimulatedMcp


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        """Metadata and the consent page."""
        place = urlsplit(self.path)
        simulated = self.server.simulated
        if self._is_refused(place.path):
            return
        query = {name: values[0] for name, values in parse_qs(place.query).items()}
        if place.path == "/authorization":
            if decision := query.pop("decision", ""):
                self._send(303, b"", {"Location": simulated.decide(query, decision)})
                return
            name = simulated.state.clients.get(query.get("client_id", ""), {}).get(
                "client_name", query.get("client_id")
            )
            links = {word: html.escape(f"?{urlencode({**query, 'decision': word})}") for word in ("yes", "no")}
            page = PAGE.format(name=html.escape(str(name)), allow=links["yes"], deny=links["no"])
            self._send(200, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
            return
        document = simulated.documents(place.path)
        self._json(404 if document is None else 200, document or {})

    def do_POST(self) -> None:
        """The endpoints of the authorization server, and the MCP server."""
        simulated = self.server.simulated
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._is_refused(self.path):
            return
        match self.path:
            case "/registration":
                self._json(201, simulated.register(json.loads(body)))
            case "/token":
                self._json(*simulated.tokens(self._form(body)))
            case "/revocation":
                simulated.revoke(self._form(body))
                self._json(200, {})
            case "/mcp":
                self._mcp(body)
            case _:
                self._json(404, {})

    def _mcp(self, body: bytes) -> None:
        simulated = self.server.simulated
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in simulated.state.access:
            place = f"{simulated.origin}/.well-known/oauth-protected-resource/mcp"
            challenge = (
                f'Bearer resource_metadata="{place}", scope="{SCOPES}"' if simulated.state.names_metadata else "Bearer"
            )
            self._send(401, b"", {"WWW-Authenticate": challenge})
            return
        query = json.loads(body)
        if "id" not in query:
            self._send(202, b"", {})
            return
        self._json(*simulated.answer(query))

    def _form(self, body: bytes) -> dict[str, str]:
        sent = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        header = self.headers.get("Authorization")
        return {**sent, "authorization": header} if header else sent

    def _is_refused(self, path: str) -> bool:
        self.server.simulated.state.paths.append(path)
        status = self.server.simulated.state.refuses.get(path)
        if status is not None:
            self._json(status, {})
        return status is not None

    def _json(self, status: int, document: dict[str, Any]) -> None:
        self._send(status, json.dumps(document).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing: tokens would be in it."""


def main() -> None:
    """Serve until interrupted."""
    server = SimulatedMcp(PORT)
    sys.stdout.write(
        f"A simulated MCP server is at {server.url}. Connect it in the dashboard, in live: Connections, other server.\n"
    )
    sys.stdout.flush()
    try:
        server.serve()
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
