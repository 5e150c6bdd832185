"""WhatsApp of the sandbox: sends nothing, answers by the recipient, and reports statuses as Meta's webhooks do."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bivelio_core import clock
from bivelio_core.providers.messaging import magic
from bivelio_core.providers.messaging.port import Accepted, Account, Draft

UNREACHABLE = {
    "code": 131026,
    "title": "Message undeliverable",
    "message": "Message undeliverable",
    "error_data": {"details": "simulated: the message could not be delivered"},
}
TOLD = {
    "bounced": ["sent", "failed"],
    "read": ["sent", "delivered", "read"],
    "answered": ["sent", "delivered", "read"],
}
"""The statuses that come of an outcome; of any other one `sent` and `delivered`."""

ANSWER = "Rebut, gràcies. (Resposta de prova del sandbox)"
TEMPLATES: list[dict[str, Any]] = [
    {
        "name": "benvinguda",
        "language": "ca",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hola {{1}}, benvingut a {{2}}."}],
    },
    {
        "name": "recordatori_cita",
        "language": "ca",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Et recordem la cita del {{1}} a les {{2}}."}],
    },
    {
        "name": "hello_world",
        "language": "en_US",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Hello World"}],
    },
]


class SimulatedWhatsApp:
    """The adapter. The id it gives is the same for each try of a message."""

    def __init__(self, tries: int = 1) -> None:
        self._tries = tries

    def check(self, account: Account) -> Mapping[str, Any]:
        """See Sender.check."""
        return {"name": "Sandbox", "address": account.settings.get("phone_number", "+34 600 000 000")}

    def send(self, account: Account, draft: Draft, *, timeout_seconds: float) -> Accepted:  # noqa: ARG002
        """See Sender.send."""
        outcome = magic.outcome_of("whatsapp", draft.to)
        if outcome != "window_closed" or draft.content["type"] != "template":
            magic.fail(outcome, self._tries)
        provider_id = "wamid." + base64.b64encode(hashlib.sha256(draft.id.encode()).digest()[:24]).decode()
        statuses = TOLD.get(outcome, ["sent", "delivered"])
        reports = [status_update(account, draft, provider_id, each) for each in statuses]
        # Nobody answers a workflow: it may have been started by an answer.
        if outcome == "answered" and not draft.is_automatic:
            reports.append(answer(account, draft, provider_id))
        return Accepted(provider_id, reports)

    def fetch(self, account: Account, reference: Mapping[str, Any], *, maximum_bytes: int) -> bytes:  # noqa: ARG002
        """See FileSource.fetch: the same picture or voice note for each message."""
        return magic.file_of(reference)

    def show_writing(self, account: Account, provider_id: str, *, timeout_seconds: float) -> None:
        """Do nothing: nobody looks."""

    def listen(self, account: Account, url: str) -> None:
        """Do nothing: what is reported goes to the queue itself."""

    def is_on_phone(self, account: Account) -> bool:  # noqa: ARG002
        """No number of the sandbox is on a phone."""
        return False

    def ask_for_past(self, account: Account) -> None:
        """Do nothing: there is no phone."""

    def stop_listening(self, account: Account, *, is_number: bool, is_account: bool) -> None:
        """Do nothing."""

    def templates(self, account: Account) -> list[dict[str, Any]]:  # noqa: ARG002
        """The templates that every sandbox has."""
        return TEMPLATES


def answer(account: Account, draft: Draft, provider_id: str) -> bytes:
    """Meta's webhook about what the recipient answers, quoting ours; the same for each try of ours.

    Of buttons or a list they choose the first one.
    """
    message = {
        **_named(draft.to, "from", "from_user_id"),
        "id": "wamid." + base64.b64encode(hashlib.sha256(f"answer:{draft.id}".encode()).digest()[:24]).decode(),
        "timestamp": str(int(clock.now().timestamp())),
        **_written(draft),
        "context": {"id": provider_id},
    }
    person = {"profile": {"name": "Recipient que respon"}}
    return _webhook(account, draft, person, {"messages": [message]})


def _written(draft: Draft) -> dict[str, Any]:
    """What the recipient answers."""
    if (buttons := draft.content.get("buttons")) and "id" in buttons[0]:
        return _chosen_reply("button_reply", buttons[0])
    if choices := draft.content.get("choices"):
        return _chosen_reply("list_reply", choices.get("sections", [choices])[0]["rows"][0])
    return {"type": "text", "text": {"body": ANSWER}}


def _chosen_reply(kind: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, kind: dict(row)}}


def status_update(account: Account, draft: Draft, provider_id: str, status: str) -> bytes:
    """Meta's webhook about one status of a message."""
    about = {
        "id": provider_id,
        "status": status,
        "timestamp": str(int(clock.now().timestamp())),
        **_named(draft.to, "recipient_id", "recipient_user_id"),
        "biz_opaque_callback_data": draft.id,
        **({"pricing": _pricing(draft)} if status == "sent" else {}),
        **({"errors": [UNREACHABLE]} if status == "failed" else {}),
    }
    return _webhook(account, draft, {}, {"statuses": [about]})


def _named(to: str, phone: str, user: str) -> dict[str, str]:
    """How Meta names somebody in two fields: by the phone and the user id, or by the id of who shares no phone."""
    digits = to.lstrip("+")
    return {phone: digits, user: f"ES.{digits}"} if digits.isdecimal() else {user: to}


def _pricing(draft: Draft) -> dict[str, Any]:
    """What Meta says of a price: templates are charged, answers are among the free ones of the month."""
    is_template = draft.content["type"] == "template"
    kind = "regular" if is_template else "free_customer_service"
    category = "utility" if is_template else "service"
    return {"billable": is_template, "pricing_model": "PMP", "type": kind, "category": category}


def _webhook(account: Account, draft: Draft, person: Mapping[str, Any], about: Mapping[str, Any]) -> bytes:
    """A webhook about the recipient of a message."""
    number = str(account.settings.get("phone_number_id", "0"))
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": number},
        "contacts": [{**_named(draft.to, "wa_id", "user_id"), **person}],
        **about,
    }
    change = {"field": "messages", "value": value}
    return json.dumps({"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]}).encode()
