"""A sandbox and a live organisation that write messages, with providers on 127.0.0.1 that a test chooses."""

import base64
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.messages.arrivals import Arrival
from bivelio_core.messages.inbound.receive import receive
from bivelio_core.store.dynamo import DynamoTable
from bivelio_core.store.tenant_store import SystemStore, TenantStore
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, Answer, call, load
from tests.functions.integrations.connected import BODIES, address, provider
from tests.receiver import Receiver, Reply
from tests.services import waiting

SANDBOX = {"environment": "sandbox"}
PHONE = "+34 612 345 678"
TEMPLATE = {"type": "template", "name": "benvinguda", "language": "ca", "parameters": ["Maria", "ABC"]}
ACCOUNT = {"display_phone_number": "+34 600 000 000", "verified_name": "Empresa ABC"}
BOT = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Empresa", "username": "empresa_bot"}}


def send(
    channel: str = "whatsapp", to: str = PHONE, *, live: bool = False, headers: Any = None, **about: Any
) -> Answer:
    """Send a message; a text unless the test says otherwise."""
    said = {"body": "Hola"} if "message" not in about and "body" not in about else {}
    named = {} if "contact_id" in about else {"to": to}
    return call(
        "messages.send",
        {"channel": channel, **named, **said, **about},
        caller=None if live else SANDBOX,
        headers=headers,
    )


def get(message_id: str, *, live: bool = False) -> Any:
    """A message as the API shows it."""
    return call("messages.get", {"id": message_id}, caller=None if live else SANDBOX).data


def store_of(table: DynamoTable, environment: str = "live") -> TenantStore:
    """The store of the organisation."""
    assert environment in {"live", "sandbox"}
    return SystemStore(table).of(Tenant.at(ORGANISATION, "sandbox" if environment == "sandbox" else "live"))


def work(worker: str, queue: str) -> list[dict[str, Any]]:
    """Have a worker do what waits on its queue now; the jobs that it did."""
    jobs = waiting(queue)
    served(worker, jobs)
    return jobs


def served(worker: str, jobs: list[dict[str, Any]]) -> None:
    """Have a worker do some jobs, one after the other: moto undoes others' writes with a transaction's."""
    for job in jobs:
        answer = load(f"workers/{worker}").handler({"Records": [{"messageId": "1", "body": json.dumps(job)}]}, None)
        assert answer == {"batchItemFailures": []}


def work_off(after: timedelta = timedelta(0)) -> None:
    """Have both workers do everything that is due after a while."""
    with clock.frozen(clock.now() + after):
        work("send_message", "messages")
        work("receive_message", "arrivals")
        work("receive_message", "ordered_arrivals")


@contextmanager
def whatsapp(monkeypatch: Any, answer: Any = None) -> Iterator[tuple[Receiver, str]]:
    """A connected number of live, and Meta, which accepts what it is sent under ids of its own."""
    numbers = iter(range(1, 1_000_000))

    def meta(request: Any) -> Any:
        if request.method == "GET":
            return ACCOUNT
        if answer is not None and (found := answer(request)) is not None:
            return found
        return {"messaging_product": "whatsapp", "messages": [{"id": f"wamid.{next(numbers)}"}]}

    with provider(meta) as receiver:
        monkeypatch.setenv("WHATSAPP_URL", address(receiver))
        made = call("integrations.connect", BODIES["whatsapp"]).data["id"]
        receiver.received.clear()
        yield receiver, made


@contextmanager
def telegram(monkeypatch: Any, answer: Any = None) -> Iterator[tuple[Receiver, str]]:
    """A connected bot of live, and Telegram, which accepts what it is sent."""
    numbers = iter(range(1, 1_000_000))

    def bots(request: Any) -> Any:
        if not request.path.rpartition("/")[2].startswith(("send", "setMessage")):
            return BOT
        if answer is not None and (found := answer(request)) is not None:
            return found
        return {"ok": True, "result": {"message_id": next(numbers), "chat": {"id": 4242, "type": "private"}}}

    with provider(bots) as receiver:
        monkeypatch.setenv("TELEGRAM_URL", address(receiver))
        made = call("integrations.connect", BODIES["telegram"]).data["id"]
        receiver.received.clear()
        yield receiver, made


def failing(status: int, document: Any = None, **headers: str) -> Reply:
    """A provider's failure."""
    return Reply(
        status, {name.replace("_", "-"): value for name, value in headers.items()}, json.dumps(document or {}).encode()
    )


def wrote(phone: str, text: str = "Hola", wamid: str = "wamid.in") -> dict[str, Any]:
    """Meta's webhook about a message that came in."""
    message = {"from": phone, "id": wamid, "timestamp": str(int(clock.epoch())), "type": "text", "text": {"body": text}}
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Maria"}, "wa_id": phone, "user_id": f"ES.{phone}"}],
        "messages": [message],
    }
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "0", "changes": [{"field": "messages", "value": value}]}],
    }


def comes_in(table: DynamoTable, connection: str, source: str, document: Any) -> list[str]:
    """Something comes in; the reasons for what was refused."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    arrival = Arrival(source, ORGANISATION, "live", connection, clock.stamp(), base64.b64encode(content).decode())
    refused: list[str] = []
    receive(arrival, store_of(table), refused.append)
    return refused
