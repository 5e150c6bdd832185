"""The authorization server and what it protects, over HTTP, for the clients of others.

Everything is answered by the real handlers, one request at a time. Whoever opens the consent page is the person of the
tests, who allows all: the page sends the browser back to the app.
"""

import json
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from bivelio_core.identity.records import forget

from tests import gateway
from tests.identity.oauth.asked import Person, call, well_known
from tests.receiver import Received, Receiver, Reply

WELL_KNOWN, STAGES = "/.well-known/", {"/sandbox": "sandbox", "": "v1"}


class Server(Receiver):
    """`with Server(monkeypatch) as server:`; its issuer is `server.issuer`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(self._reply)
        self._turn = threading.Lock()
        self.issuer = f"http://localhost:{self.port}"
        for name, value in (
            ("OAUTH_DOMAIN", ""),
            ("DEPLOYMENT", "local"),
            ("RUNTIME_API_PORT", str(self.port)),
            ("APP_URL", f"{self.issuer}/app"),
        ):
            monkeypatch.setenv(name, value)
        self.people = {stage: Person(stage=stage) for stage in STAGES.values()}

    def _reply(self, received: Received) -> Reply:
        with self._turn:
            forget()  # what the authorizer remembers for thirty seconds
            parts = urlsplit(received.path)
            if parts.path == "/app/authorize":
                return self._consent(parts.query)
            if parts.path == "/app/device":
                return self._typed(json.loads(received.body)["user_code"])
            if parts.path.startswith(WELL_KNOWN):
                found = well_known(parts.path.removeprefix(WELL_KNOWN))
            elif parts.path.startswith("/oauth/"):
                found = call(
                    parts.path.removeprefix("/oauth/"),
                    headers=received.headers,
                    body=received.body.decode(),
                    httpMethod=received.method,
                )
            else:
                found = self._api(parts.path, received)
        headers = {"Content-Type": "application/json", **{name: str(value) for name, value in found.headers.items()}}
        headers.pop("Content-Length", None)
        return Reply(found.status, headers, json.dumps(found.body).encode())

    def _api(self, path: str, received: Received) -> Any:
        prefix, stage = next(each for each in STAGES.items() if path.startswith(f"{each[0]}/"))
        body = json.loads(received.body) if received.body else {}
        kept = {name: value for name, value in received.headers.items() if name in ("authorization", "accept")}
        return gateway.request(path.removeprefix(prefix).removeprefix("/v1"), body, headers=kept, stage=stage)

    def _typed(self, user_code: str) -> Reply:
        answers = [person.type_code(user_code, decision="allow", access="write") for person in self.people.values()]
        return Reply(200 if 200 in {answer.status for answer in answers} else 400)

    def _consent(self, query: str) -> Reply:
        for person in self.people.values():
            answer = person.ask(query, decision="allow", access="write")
            if answer.status == 200:
                return Reply(303, {"Location": answer.data["redirect_to"]}, b"")
        return Reply(400, {"Content-Type": "application/json"}, json.dumps(answer.body).encode())
