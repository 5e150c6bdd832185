"""The Python SDK has every operation, and each one works through it: its example, sent to the real handler."""

from typing import Any

import anyio
import httpx
import pytest
from bivelio import AsyncBiVelio, BiVelio, errors

from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.calls import arguments, method, model_of, read_all
from tests.sdk.in_process import BASE, Sandbox, answer
from tests.shapes import differing
from tools.sdk.document import Document

KEY = "bv_test_sk_sample"
ADDED = {
    "contacts.download_export",
    "contacts.import_file",
    "documents.download",
    "events.follow",
    "invoices.download",
    "workflows.wait",
}
"""What resources can do beyond their operations: docs/sdks-python.md."""

pytestmark = [
    pytest.mark.fix("Run `make openapi`, which writes the SDK; its generator is tools/sdk/python.py."),
    pytest.mark.usefixtures("shared_states"),
]


def test_every_code_has_a_class():
    for code in Document().statuses:
        kind = type(errors.error_of(499, {"code": code, "message": "M"}))
        assert kind.__doc__ is not None
        assert kind.__doc__.startswith(f"{code},")


@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
def test_each_operation_is_called_through_the_sdk(operation):
    sandbox, example = Sandbox(), operation.example
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=sandbox)
    answered = method(client, operation.endpoint.operation)(**arguments(example))
    (sent,) = sandbox.sent
    assert sent.headers["X-API-Key"] == KEY
    assert ("idempotency-key" in sent.headers) == operation.endpoint.writes
    assert isinstance(answered, model_of(operation))
    assert set(differing(example["response"]["data"], answered.to_dict(), exact=False)) == set()
    read_all(answered)


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


def test_an_error_of_the_api_tells_the_field():
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=Sandbox())
    with pytest.raises(errors.ValidationError) as raised:
        client.contacts.create(type="person", name="A", email="nobody")
    assert (raised.value.status, raised.value.field) == (400, "email")
    assert raised.value.errors[0]["constraint"]
    with pytest.raises(errors.ResourceNotFoundError):
        client.contacts.get("ct_nobody1")


def test_an_agent_streams_its_answer():
    client = BiVelio(api_key=KEY, base_url=f"{BASE}/v1", http_client=Sandbox())
    agent: dict[str, Any] = {"agent_id": "ag_classifier_01", "input": {"text": "Vull canviar de pla"}}
    events = list(client.agents.invoke(**agent, stream=True))
    assert events[-1].event == "result"
    assert events[-1].result.agent_id == "ag_classifier_01"
