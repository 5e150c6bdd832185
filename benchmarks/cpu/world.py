"""The world that the measured requests meet, in a process of its own: `python -m benchmarks.cpu.world ASKS ADDRESS`.

With `--tls` it answers behind TLS, as AWS does.

An organisation with contacts and invoices whose index is up to date, and the examples of the reference in the sandbox
of another. It is built in moto; what is asked of it is answered by the stub. The requests are written to ASKS and the
environment of the functions to ADDRESS, when both can be used.
"""

import base64
import json
import os
import socket
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from moto.dynamodb.models import dynamodb_backends

from benchmarks.import_cost.table import certificate
from benchmarks.invoices import lists
from benchmarks.lists import tables
from benchmarks.lists.contacts import TENANT
from tests.conftest import fresh_table
from tests.operated import access_token, create_deployment, new_key, new_organisation
from tests.services import ACCOUNT, REGION
from tests.streams import batch, record
from tools.events import CALLER

from . import stub

from bivelio_core import correlation, ids  # isort: skip
from bivelio_core.entrypoints import sandbox_day  # isort: skip
from bivelio_core.contacts.items import new_attributes  # isort: skip
from bivelio_core.contacts.models import CreateContact  # isort: skip
from bivelio_core.contacts.show import show  # isort: skip
from bivelio_core.store import connect, resources  # isort: skip
from bivelio_core.store.codec import Item, encode_item  # isort: skip
from bivelio_core.store.keys import CONTACT, sequence_sk  # isort: skip
from bivelio_core.store.memory import MemoryTable  # isort: skip
from bivelio_core.store.tenant_store import TenantStore  # isort: skip
from bivelio_core.tenancy import Tenant  # isort: skip

CONTACTS, INVOICES, PER_PAGE = 10_000, 2_000, 25
HOST = "127.0.0.1"
ENVIRONMENT = ("TABLE_NAME", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "DOCUMENTS_BUCKET")
"""What functions are told, besides the names that begin with those of OURS."""
OURS = ("SIGNING", "KMS_KEY", "WORKFLOW", "SCHEDULE", "SERVICE_NAME", "PLAN_CREDITS", "DEPLOYMENT", "START_WORKFLOW")
NEW_CONTACT = {
    "type": "person",
    "name": "Maria Garcia",
    "email": "maria@example.com",
    "phone": "612 345 678",
    "tags": ["lead"],
}


REQUEST_ID = "00000000-0000-4000-8000-000000000000"
CHANGES = (1, 100)
"""The changes in a batch of the stream: one alone, and as many as one invocation takes."""


class Readable(NamedTuple):
    """Contacts that can be read, by their ids: one of live and one of the sandbox."""

    live: str
    sandbox: str


def requests(readable: Readable, key: str, token: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The requests: a name, the folder of the function, its event."""
    read = readable.live
    yield "authorizer, a key", "authorizer", authorizer_event({"X-API-Key": key})
    yield "authorizer, a token", "authorizer", authorizer_event({"Authorization": f"Bearer {token}"})
    last = -(-CONTACTS // PER_PAGE)
    live = {
        **CALLER,
        "organisation": TENANT.organisation,
        "environment": "live",
        "actor_kind": "api_key",
        "actor": "key_1",
        "plan": "pro",
    }
    live |= {"limit": "1000", "remaining": "999", "reset": "1900000000"}
    for name, operation, data in (
        ("contacts.get", "contacts.get", {"id": read}),
        ("contacts.list, first page", "contacts.list", {"per_page": PER_PAGE}),
        (
            "contacts.list, a type and a tag",
            "contacts.list",
            {"type": "company", "tags": ["actiu"], "per_page": PER_PAGE},
        ),
        ("contacts.list, a search", "contacts.list", {"search": "maria garcia", "per_page": PER_PAGE}),
        ("contacts.list, last page", "contacts.list", {"page": last, "per_page": PER_PAGE}),
        ("contacts.create", "contacts.create", NEW_CONTACT),
        (
            "contacts.update",
            "contacts.update",
            {"id": read, "tags": ["client", "actiu"], "custom_fields": {"seen": True}},
        ),
        ("invoices.list", "invoices.list", {"status": "paid", "per_page": PER_PAGE}),
    ):
        yield name, operation.replace(".", "/"), event(operation, data, live)
    sandbox = {**CALLER, "limit": "1000", "remaining": "999", "reset": "1900000000"}
    for operation, data in (("contacts.get", {"id": readable.sandbox}), ("contacts.create", NEW_CONTACT)):
        yield f"{operation}, in the sandbox", operation.replace(".", "/"), event(operation, data, sandbox)
    for count in CHANGES:
        yield f"publish, {count} changes", "workers/publish_events", changes(count)
    for operation in ("events.list", "workflows.execute", "messages.send"):
        example = json.loads(Path(f"docs/examples/{operation.replace('.', '/')}.json").read_text(encoding="utf-8"))
        data = example["request"]["data"]
        yield (
            operation,
            operation.replace(".", "/"),
            event(operation, {"limit": 20} if operation == "events.list" else data, CALLER),
        )


def event(operation: str, data: Any, caller: dict[str, str]) -> dict[str, Any]:
    """The proxy event of a request."""
    path = f"/{operation.replace('.', '/')}"
    headers = {
        "Content-Type": "application/json",
        "Accept-Language": "ca,es;q=0.8",
        "User-Agent": "benchmark",
        "Accept": "*/*",
    }
    context = {
        "requestId": REQUEST_ID,
        "stage": "v1",
        "identity": {"sourceIp": "127.0.0.1"},
        "authorizer": caller,
    }
    return {
        "resource": path,
        "path": path,
        "httpMethod": "POST",
        "headers": headers,
        "queryStringParameters": None,
        "body": json.dumps({"data": data}, ensure_ascii=False),
        "isBase64Encoded": False,
        "requestContext": context,
    }


def changes(count: int) -> dict[str, Any]:
    """The event of a batch of the stream: contacts that were created, each by a request."""
    store = TenantStore(connect.table(), TENANT)
    with correlation.working_for(REQUEST_ID):
        records = [
            record(None, store.item(CONTACT, sequence_sk(CONTACTS + number), stored_contact()))
            for number in range(1, count + 1)
        ]
    return batch(*records)


def stored_contact() -> dict[str, Any]:
    """The attributes of a new contact."""
    new = CreateContact.model_validate(NEW_CONTACT)
    return new_attributes(new, ids.random_text(ids.RANDOM_LENGTH))


def authorizer_event(headers: dict[str, str]) -> dict[str, Any]:
    """The event of the authorizer."""
    arn = f"arn:aws:execute-api:{REGION}:{ACCOUNT}:api/v1/POST/contacts/list"
    return {
        "methodArn": arn,
        "headers": headers,
        "requestContext": {"stage": "v1", "identity": {"sourceIp": "127.0.0.1"}},
    }


def populated() -> Iterator[Item]:
    """The items of an organisation with contacts and invoices, and of their index."""
    for population in (tables.Population(CONTACTS), lists.Population(INVOICES)):
        memory = population.table.inner
        assert isinstance(memory, MemoryTable)
        yield from memory.everything()


def as_sent(value: Any) -> Any:
    """An attribute as JSON has it: binary in base64."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return list(map(as_sent, value))
    return {name: as_sent(part) for name, part in value.items()} if isinstance(value, dict) else value


def fill() -> Readable:
    """Put everything into moto's table."""
    stored = dynamodb_backends[ACCOUNT][REGION].tables[os.environ["TABLE_NAME"]]
    for item in populated():
        stored.put_item(as_sent(encode_item(item)))
    sandbox = TenantStore(connect.table(), Tenant.at(CALLER["organisation"], "sandbox"))
    sandbox_day.open_day(sandbox)
    sandbox.put(CONTACT, sequence_sk(sandbox.lease_sequence(CONTACT)), stored_contact())
    return Readable(readable(TenantStore(connect.table(), TENANT), CONTACTS // 2), readable(sandbox))


def readable(store: TenantStore, number: int | None = None) -> str:
    """The id of a contact, the newest by default; the peers find it by its id too, beside (peers/)."""
    newest = {"descending": True, "limit": 1}
    options = newest if number is None else {"low": sequence_sk(number), "high": sequence_sk(number)}
    (item,) = store.query(CONTACT, **options)
    identifier = resources.public_id(CONTACT, store.tenant.organisation, item)
    contact = show(item, store.tenant.organisation).model_dump()
    key = {"PK": f"PEER#{store.tenant.organisation}#{store.tenant.environment}", "SK": identifier}
    store.table.put({**contact, **key})
    return identifier


def create_runner() -> None:
    """The state machine that runs workflows; nothing of it is carried out."""
    role = f"arn:aws:iam::{ACCOUNT}:role/runner"
    nothing = json.dumps({"StartAt": "Nothing", "States": {"Nothing": {"Type": "Pass", "End": True}}})
    boto3.client("stepfunctions").create_state_machine(name="runner", definition=nothing, roleArn=role)


def main() -> None:
    """Build the world, say that it is there, and answer without end."""
    asks, address, is_secure = Path(sys.argv[1]), Path(sys.argv[2]), "--tls" in sys.argv
    with fresh_table():
        create_deployment()
        create_runner()
        contacts = fill()
        organisation = new_organisation(plan="starter")
        request_list = requests(contacts, new_key(organisation), access_token(organisation))
        events_by_name = {name: {"function": folder, "event": event} for name, folder, event in request_list}
        listener = socket.create_server((HOST, 0), backlog=256)
        asks.write_text(json.dumps(events_by_name), encoding="utf-8")
        environment = {
            n: v for n, v in os.environ.items() if n in ENVIRONMENT or n.startswith(OURS) or n.endswith("_QUEUE_URL")
        }
        scheme = "https" if is_secure else "http"
        environment["AWS_ENDPOINT_URL"] = f"{scheme}://{HOST}:{listener.getsockname()[1]}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        if is_secure:
            own, secret, authorities = certificate(address.parent)
            context.load_cert_chain(own, secret)
            environment["AWS_CA_BUNDLE"] = str(authorities)
        address.with_suffix(".new").write_text(json.dumps(environment), encoding="utf-8")
        address.with_suffix(".new").rename(address)
        recorder = stub.Recorder(REGION)
        if is_secure:
            stub.serve_behind_tls(listener, context, recorder.answer)
        stub.serve(listener, recorder.answer)


if __name__ == "__main__":
    main()
