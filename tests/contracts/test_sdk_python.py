"""The Python SDK has every operation, and each one works through it: its example, sent to the real handler."""

import inspect
from typing import Any

import anyio
import bivelio.models
import httpx
import pytest
from bivelio import AsyncBiVelio, BiVelio, errors
from bivelio._model import Model
from bivelio_core.faults import MESSAGES

from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.in_process import BASE, Sandbox, answer
from tests.shapes import assert_covers
from tools.endpoints import operations
from tools.sdk.document import Document, attribute

KEY = "bv_test_sk_sample"
NAMES = [operation.endpoint.operation for operation in operations()]
pytestmark = pytest.mark.fix("Run `make openapi`, which writes the SDK; its generator is tools/sdk/python.py.")


def method(client: Any, operation: str) -> Any:
    """The method of an operation."""
    resource, _, verb = operation.partition(".")
    return getattr(getattr(client, resource), attribute(verb))


def arguments(example: dict[str, Any]) -> dict[str, Any]:
    """The keywords of an example's request: its fields, without `stream`, which the SDK does not take."""
    request = example["request"]
    has_envelope = "query" not in example and set(request) <= {"action", "data"}
    fields: dict[str, Any] = request.get("data", {}) if has_envelope else request
    keywords = {attribute(name): value for name, value in fields.items() if name != "stream"}
    query: dict[str, Any] = example.get("query", {})
    return keywords | query


@pytest.mark.parametrize("kind", [BiVelio, AsyncBiVelio])
def test_methods_and_operations_are_the_same(kind):
    client = kind(api_key=KEY)
    found = {
        f"{resource}.{name.rstrip('_')}"
        for resource in Document().resources
        for name, _ in inspect.getmembers(type(getattr(client, resource)), inspect.isfunction)
        if not name.startswith("_")
    }
    assert set(NAMES) <= found
    added = {"contacts.download_export", "contacts.import_file", "documents.download"}
    added |= {"events.follow", "invoices.download", "workflows.wait"}
    assert found - set(NAMES) == added


def test_every_code_has_a_class():
    assert MESSAGES
    for code in Document().statuses:
        kind = type(errors.error_of(499, {"code": code, "message": "M"}))
        assert kind.__doc__ is not None
        assert kind.__doc__.startswith(f"{code},")


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
def test_each_operation_is_called_through_the_sdk(operation):
    sandbox, example = Sandbox(), operation.example
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=sandbox)
    answered = method(client, operation.endpoint.operation)(**arguments(example))
    (sent,) = sandbox.sent
    assert sent.headers["X-API-Key"] == KEY
    assert ("idempotency-key" in sent.headers) == operation.endpoint.writes
    assert isinstance(answered, getattr(bivelio.models, operation.endpoint.response.__name__))
    assert_covers(example["response"]["data"], answered.to_dict())
    read_all(answered)


def read_all(model: Model) -> None:
    """Read every field of an answer that the class declares, and those of the objects inside it."""
    for field in model._fields:
        value = getattr(model, attribute(field))
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Model):
                read_all(one)


@pytest.mark.usefixtures("states")
def test_the_asynchronous_client_calls_the_same_operations():
    async def all_pages() -> list[str]:
        own = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        client = AsyncBiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=own)
        page = await client.contacts.list(per_page=1)
        return [contact.id async for contact in page]

    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=Sandbox())
    ids = [contact.id for contact in client.contacts.list()]
    assert len(ids) > 1
    assert anyio.run(all_pages) == ids


@pytest.mark.usefixtures("states")
def test_iterating_walks_all_pages_and_pages_have_numbers():
    sandbox = Sandbox()
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=sandbox)
    page = client.contacts.list(per_page=1)
    total = page.pagination.total
    assert total > 2
    assert len(page.contacts) == len(page.items) == 1
    assert len({contact.id for contact in page}) == total == len(sandbox.sent)
    last = page.page(total)
    assert (last.pagination.page, last.has_next(), last.next_page()) == (total, False, None)


@pytest.mark.usefixtures("states")
def test_an_error_of_the_api_tells_the_field():
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=Sandbox())
    with pytest.raises(errors.ValidationError) as raised:
        client.contacts.create(type="person", name="A", email="nobody")
    assert (raised.value.status, raised.value.field) == (400, "email")
    assert raised.value.errors[0]["constraint"]
    with pytest.raises(errors.ResourceNotFoundError):
        client.contacts.get("ct_nobody1")
