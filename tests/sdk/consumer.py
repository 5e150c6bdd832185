"""A program of a user of the SDK, as type checkers see it: it is checked, strictly, and not run."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import httpx
from bivelio import (
    APIConnectionError,
    AsyncBiVelio,
    BiVelio,
    BiVelioError,
    Model,
    SignIn,
    WaitTimeoutError,
    errors,
    models,
    streams,
    types,
    webhooks,
)

if TYPE_CHECKING:
    from pathlib import Path

    from typing_extensions import assert_type


def contacts(client: BiVelio) -> list[str]:
    """Lists, pages and writes."""
    page = client.contacts.list(search="Empresa ABC", per_page=50)
    names = [contact.name for contact in page]
    newer: Model = client.request("/robots/make", {"name": "R2"}, timeout=5)
    names.append(newer.to_json())
    total: int = page.page(1).pagination.total
    following = page.next_page()
    if following is not None:
        names += [contact.name for contact in following.items]
    made = client.contacts.create(type="person", name="Maria", tags=["lead"], idempotency_key="maria-1")
    changed = client.with_options(timeout=5, max_retries=0).contacts.update(made.id, email="maria@example.com")
    response: httpx.Response | None = changed.http_response
    if TYPE_CHECKING:
        assert_type(made, models.Contact)
        assert_type(changed.tags, list[str])
    return [*names, str(total), changed.to_json(), str(response)]


def invoices(client: BiVelio) -> float:
    """Objects inside requests are TypedDicts."""
    line: types.LineItem = {
        "description": "Consultoria",
        "quantity": 20,
        "unit_price": Decimal("150.10"),
        "tax_rate": 21,
    }
    invoice = client.invoices.create(
        client_id="ct_abc123", line_items=[line], issue_date=date(2026, 4, 7), max_retries=0, extra_headers={"X-A": "1"}
    )
    path = client.invoices.download(invoice.id, "factura.pdf")
    if TYPE_CHECKING:
        assert_type(path, Path)
        assert_type(client.invoices.download(invoice.id), bytes)
    return invoice.total


def runs(client: BiVelio) -> str:
    """What is waited for has another type than what is started."""
    started = client.workflows.execute("wf_a1b2c3d4", input={"client_name": "Empresa ABC"})
    ended = client.workflows.execute("wf_a1b2c3d4", {"client_name": "Empresa ABC"}, wait=True, wait_seconds=60)
    if TYPE_CHECKING:
        assert_type(started, models.Execution)
        assert_type(ended, models.Instance)
    return f"{started.instance_id} {ended.status}"


def agents(client: BiVelio) -> str:
    """The kind of an event tells its fields."""
    text = ""
    with client.agents.invoke(agent_id="ag_1", input={"text": "Hola"}, stream=True) as stream:
        for event in stream:
            if event.event == "delta":
                text += event.text
            elif event.event == "result":
                text += event.result.execution_id
    if TYPE_CHECKING:
        assert_type(stream.result(), models.Invocation)
    event_class: type[streams.AgentEvent] = streams.AgentDelta
    return text + event_class.__name__


def follow(client: BiVelio) -> str | None:
    """So does that of an event of the feed."""
    feed = client.events.follow(types=["contact.created"])
    told = ""
    for event in feed:
        if event.event == "contact.created":
            told += event.data.name
        elif event.event == "invoice.paid":
            told += str(event.data.total)
            break
    return feed.after or told


def receive(body: bytes, headers: dict[str, str]) -> str:
    """And that of a webhook."""
    event = webhooks.verify(body, headers, "whsec_...")
    if event.event == "workflow.failed":
        return event.data.workflow_id
    return event.id


def failing(client: BiVelio) -> str | None:
    """Errors have their fields."""
    try:
        client.contacts.get("ct_1")
    except errors.ValidationError as error:
        return error.field
    except errors.RateLimitError as error:
        return str(error.retry_after)
    except errors.APIError as error:
        return f"{error.status} {error.code} {error.request_id} {error.doc_url} {error.remedy}"
    except (APIConnectionError, WaitTimeoutError) as error:
        return str(error)
    except BiVelioError:
        raise
    return None


async def asynchronously(path: Path) -> list[str]:
    """The same names, awaited."""
    user = SignIn(email="maria@example.com", password="secret")
    async with AsyncBiVelio("bv_live_pk_1", sign_in=user, http_client=httpx.AsyncClient()) as client:
        document = await client.documents.upload(path, tags=["2026"])
        content = await client.documents.download(document.document_id)
        names = [contact.name async for contact in client.contacts.list(timeout=5)]
        page = await client.contacts.list()
        names += [page[0].name, str(len(page))]
        stream = await client.agents.invoke(agent_id="ag_1", input={"text": "Hola"}, stream=True)
        names += [event.event async for event in stream]
        async for event in client.events.follow():
            names.append(event.id)
    if TYPE_CHECKING:
        assert_type(content, bytes)
        assert_type(page[0], models.Contact)
    return names
