"""A visitor of a site with a chat, as API Gateway passes their calls on."""

import json
from types import SimpleNamespace
from typing import Any

from bivelio_core.entrypoints import rate_limit, webchat_call

from tests.api import ORGANISATION, Answer, call, load
from tests.functions.messages.world import SANDBOX

SITE = "https://www.exemple.com"
SETTINGS: dict[str, Any] = {"origins": [SITE], "greeting": {"ca": "Hola!"}, "color": "#1d4e7c"}


def connected(*, live: bool = True, **settings: Any) -> str:
    """A chat that is connected; its id."""
    rate_limit.forget()
    webchat_call.forget()
    body = {"provider": "webchat", "webchat": {**SETTINGS, **settings}}
    return str(call("integrations.connect", body, caller=None if live else SANDBOX).data["id"])


class Visitor:
    """Somebody who has a page of a site open."""

    def __init__(self, connection: str, *, origin: str = SITE, ip: str = "192.0.2.7", stage: str = "v1") -> None:
        self.path = f"{ORGANISATION}~{connection}"
        self.origin, self.ip, self.stage = origin, ip, stage
        self.token, self.cursor = "", ""

    def ask(self, do: str, data: Any, **headers: str) -> Answer:
        """A call of the chat's script."""
        body = data if isinstance(data, str) else json.dumps(data)
        return self.call("POST", body, {"do": do}, {"Origin": self.origin, "Content-Type": "text/plain", **headers})

    def call(
        self, method: str, body: str = "", query: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Any call of the chat's path."""
        event = {
            "httpMethod": method,
            "headers": {"Host": "api.example.com", **(headers or {})},
            "queryStringParameters": query or {},
            "pathParameters": {"token": self.path},
            "path": f"/v1/inbound/webchat/{self.path}",
            "body": body,
            "isBase64Encoded": False,
            "requestContext": {"requestId": "test", "stage": self.stage, "identity": {"sourceIp": self.ip}},
        }
        answer = load("inbound/webchat").handler(event, SimpleNamespace(aws_request_id="test"))
        is_json = answer["headers"]["Content-Type"].startswith("application/json")
        return Answer(
            answer["statusCode"], answer["headers"], json.loads(answer["body"]) if is_json else answer["body"]
        )

    def start(self) -> Any:
        """Begin, or go on."""
        begun = self.ask("start", {"token": self.token} if self.token else {}).data
        self.token, self.cursor = begun["token"], begun["cursor"]
        return begun

    def say(self, text: str, message_id: str = "m-00000001", **about: Any) -> Answer:
        """Write a message."""
        if not self.token:
            self.start()
        return self.ask("send", {"token": self.token, "id": message_id, "text": text, **about})

    def look(self) -> list[Any]:
        """What is new."""
        seen = self.ask("look", {"token": self.token, "after": self.cursor}).data
        self.cursor = seen["cursor"]
        return [(each["by"], each["text"]) for each in seen["texts"]]
