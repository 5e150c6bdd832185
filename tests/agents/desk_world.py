"""An organisation whose front desk answers on WhatsApp, as tests write to it."""

import json
from typing import Any

from bivelio_core.agents.desk.arrivals import TurnJob

from tests.api import ORGANISATION, call, load
from tests.functions.messages.world import comes_in, wrote

PHONE = "34612345678"


def says(reply: str, hand_over: str = "no", *, confident: bool = True) -> str:
    """What a model answers at the front desk."""
    return json.dumps({"reply": reply, "hand_over": hand_over, "confident": confident})


class World:
    """An organisation whose desk answers on WhatsApp."""

    def __init__(self, table: Any, connection: str, provider: Any) -> None:
        self.table, self.connection, self.provider, self.count = table, connection, provider, 0

    def writes(self, text: str, phone: str = PHONE) -> tuple[Any, TurnJob]:
        """Somebody writes; the message, and its job."""
        self.count += 1
        comes_in(self.table, self.connection, "whatsapp", wrote(phone, text, f"wamid.in{self.count}"))
        first = call("messages.list", {"per_page": 1}).data["pagination"]["total"]
        (message,) = call("messages.list", {"per_page": 1, "page": first}).data["messages"]
        assert message["provider_message_id"] == f"wamid.in{self.count}"
        return message, TurnJob(ORGANISATION, "live", None, message["contact_id"], message["id"])

    def answers(self, job: Any) -> Any:
        """The worker does a job."""
        fields = job if isinstance(job, dict) else {name: getattr(job, name) for name in TurnJob.__slots__}
        event = {"Records": [{"messageId": "1", "body": json.dumps(fields)}]}
        return load("workers/answer_turn").handler(event, None)

    def bodies(self) -> list[Any]:
        """What the provider was given."""
        bodies = [json.loads(request.body) for request in self.provider.received if request.method == "POST"]
        return [body for body in bodies if "text" in body]

    def sent(self) -> list[str]:
        """The texts that the provider was given."""
        return [body["text"]["body"] for body in self.bodies()]


def status(contact: str) -> Any:
    """The conversation with a contact, as the inbox has it."""
    return call("messages.conversations_get", {"contact_id": contact}).data
