"""The JavaScript SDK has every operation, and each one works through it: its example, sent to the real handler."""

import json
from collections.abc import Iterator

import httpx
import pytest

from tests.contracts.answered import RUN_BY_THE_TABLE
from tests.sdk.in_process import served
from tests.sdk.javascript import Caller, arguments, calling, in_javascript, run
from tests.shapes import assert_covers
from tools.sdk.document import Document

KEY = "bv_test_sk_sample"
ADDED = {"contacts.downloadExport", "contacts.importFile", "documents.download"}
ADDED |= {"events.follow", "invoices.download", "workflows.wait"}
pytestmark = pytest.mark.fix("Run `make openapi`, which writes the SDK; its generator is tools/sdk/javascript.py.")

LIST_METHODS = """
const client = new BiVelio({ apiKey: 'bv_test_sk_sample' });
const names = Object.entries(client).flatMap(([resource, methods]) =>
  Object.keys(methods).map((name) => `${resource}.${name}`));
console.log(JSON.stringify(names));
"""


@pytest.fixture(scope="module")
def api() -> Iterator[tuple[Caller, list[httpx.Request]]]:
    """A program that calls the API of this process, and what it sent."""
    with served() as (url, sent), calling(url, KEY) as caller:
        yield caller, sent


def test_every_code_has_a_class():
    codes = json.dumps(list(Document().statuses))
    names = run(f"""
      for (const code of {codes}) {{
        const error = new sdk.APIError(400, {{ code }});
        if (!(sdk[error.name].prototype instanceof sdk.APIError)) throw new Error(code);
        console.log(error.name);
      }}""")
    assert len(names.split()) == len(Document().statuses)


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
def test_each_operation_is_called_through_the_sdk(api, operation):
    caller, sent = api
    sent.clear()
    name, example = operation.endpoint.operation, operation.example
    answered = caller.call(in_javascript(name), *arguments(name, example))
    assert "error" not in answered, answered
    (request,) = sent
    assert request.headers["x-api-key"] == KEY
    assert ("idempotency-key" in request.headers) == operation.endpoint.writes
    assert_covers(example["response"]["data"], answered["data"])


@pytest.mark.usefixtures("states")
def test_iterating_walks_all_pages_and_pages_have_numbers():
    with served() as (url, sent):
        printed = run(
            """
            const contacts = new BiVelio().contacts;
            const page = await contacts.list({ per_page: 1 });
            const ids = [];
            for await (const contact of page) ids.push(contact.id);
            const again = [];
            for await (const contact of contacts.list({ per_page: 2 })) again.push(contact.id);
            const last = await page.page(page.pagination.total);
            console.log(JSON.stringify({
              ids, again, items: page.items.length, plain: Object.keys(page), total: page.pagination.total,
              last: [last.pagination.page, last.hasNext(), await last.nextPage()],
            }));
            """,
            BIVELIO_API_KEY=KEY,
            BIVELIO_BASE_URL=url,
        )
    found = json.loads(printed)
    total = found["total"]
    assert total > 2
    assert len(set(found["ids"])) == total
    assert found["ids"] == found["again"]
    assert found["items"] == 1
    assert found["plain"] == ["contacts", "pagination"]
    assert found["last"] == [total, False, None]
    assert len(sent) == total + -(-total // 2) + 1


@pytest.mark.usefixtures("states")
def test_an_error_of_the_api_tells_the_field(api):
    caller, _ = api
    error = caller.call("contacts.create", {"type": "person", "name": "A", "email": "nobody"})["error"]
    assert (error["name"], error["status"], error["field"]) == ("ValidationError", 400, "email")
    assert error["errors"][0]["constraint"]
    assert error["docUrl"]
    assert error["requestId"]
    assert caller.call("contacts.get", "ct_nobody1")["error"]["name"] == "ResourceNotFoundError"
