"""What calls of the Python client take beside plain JSON: exact numbers, days, moments, options; and its pages."""

import asyncio
import json
import pickle
import sys
import traceback
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import httpx
import pytest
from bivelio import AsyncBiVelio, ConfigurationError, __version__, errors

from tests.sdk.scripted import Scripted, failure

LINE = {"description": "Consultoria", "unit_price": Decimal("150.10"), "quantity": Decimal("20.00")}


def body(api: Scripted) -> Any:
    return json.loads(api.sent[-1].content)["data"]


def test_decimals_days_and_moments_are_sent_as_the_api_writes_them():
    api = Scripted(lambda _, __: {"id": "1"})
    client: Any = api.client()
    client.invoices.create(client_id="ct_1", line_items=[LINE], issue_date=date(2026, 4, 7))
    assert (body(api)["issue_date"], body(api)["line_items"][0]["quantity"]) == ("2026-04-07", 20)
    assert b"150.1," in api.sent[-1].content
    moments = {
        datetime(2026, 4, 7, 12, tzinfo=UTC): "2026-04-07T12:00:00Z",
        datetime(2026, 4, 7, 12, tzinfo=timezone(timedelta(hours=2))): "2026-04-07T12:00:00+02:00",
    }
    for moment, sent in moments.items():
        client.calendar.create(title="A", start=moment, end=moment)
        assert body(api)["start"] == sent


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (datetime(2026, 4, 7, 12), "no time zone"),  # noqa: DTZ001 - that is what is refused
        (Decimal("0.1234567890123456789"), "round it"),
        (Decimal("NaN"), "no number"),
        ({1, 2}, "set is no value of JSON"),
    ],
)
def test_what_json_does_not_keep_is_refused_before_anything_is_sent(value, says):
    api = Scripted(lambda _, __: {"id": "1"})
    with pytest.raises(ConfigurationError, match=says):
        api.client().contacts.create(type="person", name="A", custom_fields={"a": value})
    assert not api.sent


def test_amounts_come_as_they_were_written_where_that_is_asked_for():
    written = b'{"success": true, "data": {"id": "inv_1", "total": 6050.10, "line_count": 1}}'
    api = Scripted(lambda _, __: httpx.Response(200, content=written))
    invoice: Any = api.client(exact_decimals=True).invoices.get("inv_1")
    assert (repr(invoice.total), invoice.line_count) == ("Decimal('6050.10')", 1)
    assert json.loads(invoice.to_json())["total"] == 6050.1
    assert isinstance(api.client().invoices.get("inv_1").total, float)
    with pytest.raises(ConfigurationError, match="exact_decimals"):
        api.client(exact_decimals="yes")


def test_a_call_has_options_of_its_own():
    api = Scripted(lambda _, __: failure(500, "INTERNAL_ERROR", retryable=True))
    client = api.client(headers={"X-A": "1"}, max_retries=5)
    with pytest.raises(errors.InternalError):
        client.contacts.list(timeout=3, max_retries=1, extra_headers={"X-B": "2"})
    assert [(one.extensions["timeout"]["read"], one.headers["X-A"], one.headers["X-B"]) for one in api.sent] == [
        (3, "1", "2")
    ] * 2
    assert api.sent[0].headers["User-Agent"] == f"bivelio-python/{__version__} python/{sys.version.split()[0]}"
    with pytest.raises(ConfigurationError, match="timeout"):
        client.contacts.get("ct_1", timeout=0)


def test_a_name_that_is_neither_field_nor_option_is_refused_with_the_nearest():
    client: Any = Scripted(lambda _, __: {"id": "1"}).client()
    for call, near in (
        (lambda: client.contacts.create(type="person", nam="Maria"), "'nam': did you mean name"),
        (lambda: client.contacts.get("ct_1", time_out=3), "did you mean timeout"),
        (lambda: client.contacts.list(serch="a"), "did you mean search"),
        (lambda: client.contacts.create(type="person", name="A", idempotencykey="a"), "did you mean idempotency_key"),
    ):
        with pytest.raises(TypeError, match=near):
            call()


def pages(_: str, data: dict[str, Any]) -> Any:
    number = data["data"].get("page", 1)
    return {"contacts": [{"id": f"ct_{number}"}], "pagination": {"page": number, "total_pages": 3, "total": 3}}


def test_a_page_has_a_length_and_items_by_number_and_keeps_the_options_of_its_call():
    api = Scripted(pages)
    page = api.client().contacts.list(timeout=3)
    assert (len(page), page[0].id, [one.id for one in page[:1]]) == (1, "ct_1", ["ct_1"])
    with pytest.raises(IndexError):
        _ = page[1]
    assert [contact.id for contact in page] == ["ct_1", "ct_2", "ct_3"]
    assert {one.extensions["timeout"]["read"] for one in api.sent} == {3}


def test_an_asynchronous_list_is_iterated_over_or_awaited():
    async def main() -> None:
        client: AsyncBiVelio = Scripted(pages).asynchronous()
        assert [contact.id async for contact in client.contacts.list()] == ["ct_1", "ct_2", "ct_3"]
        page = await client.contacts.list(page=2)
        assert (len(page), page[0].id) == (1, "ct_2")
        assert [contact.id async for contact in page] == ["ct_2", "ct_3"]

    asyncio.run(main())


def test_the_short_forms_of_the_reference():
    api = Scripted(lambda _, __: {"instance_id": "wfi_1"})
    client = api.client()
    client.agents.invoke("ag_classifier_01", {"text": "Hola"})
    assert body(api) == {"agent_id": "ag_classifier_01", "input": {"text": "Hola"}}
    client.workflows.execute("wf_a1b2c3d4", {"client_name": "Empresa ABC"}, timeout=3)
    assert body(api) == {"workflow_id": "wf_a1b2c3d4", "input": {"client_name": "Empresa ABC"}}
    assert api.sent[-1].extensions["timeout"]["read"] == 3


def test_an_operation_is_called_by_its_path():
    api = Scripted(lambda _, __: {"id": "rb_1", "parts": [{"name": "arm"}]})
    made: Any = api.client().request("/robots/make", {"name": "R2", "born": date(2026, 4, 7)}, timeout=3)
    assert (made.id, made.parts, made.http_response.status_code) == ("rb_1", [{"name": "arm"}], 200)
    assert body(api) == {"name": "R2", "born": "2026-04-07"}
    assert "Idempotency-Key" in api.sent[-1].headers
    for path in ("robots/make", "/robots", "/v1/../keys/list", "https://example.com/a/b", None):
        with pytest.raises(ConfigurationError, match="A path is like"):
            api.client().request(path)  # type: ignore[arg-type]
    lost = Scripted(lambda _, __: httpx.ReadError("lost"))
    with pytest.raises(errors.APIConnectionError):
        lost.client().request("/robots/make")
    assert len(lost.sent) == 1


def test_an_error_says_its_remedy_is_named_as_programs_find_it_and_goes_to_another_process():
    told = {"code": "VALIDATION_ERROR", "message": "M", "request_id": "r-1", "remedy": "Posa el nom."}
    error = errors.error_of(400, {**told, "details": {"field": "name"}}, httpx.Response(400))
    assert str(error) == "400 VALIDATION_ERROR: M (request r-1)\n  Posa el nom."
    assert "bivelio.errors.ValidationError: 400" in traceback.format_exception_only(error)[0]
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert (type(again), str(again), again.field, again.response) == (errors.ValidationError, str(error), "name", None)
