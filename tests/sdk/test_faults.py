"""What the client does when the network or the API fails: which requests it sends again, and with which key."""

import random
import time
import traceback
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import anyio
import httpx
import pytest
from bivelio import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AsyncBiVelio,
    BiVelio,
    ConfigurationError,
    UnexpectedResponseError,
    errors,
)

from tests.sdk.server import FAULTS, Faulty, failure, faulty

KEY = "bv_live_sk_test"
WRITES = 100


def client_of(server: Faulty, **options: object) -> BiVelio:
    """A client that does not wait between attempts."""
    return BiVelio(api_key=KEY, base_url=server.url, **({"retry_delay": 0} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_is_sent_again_with_its_key_and_has_one_effect(fault):
    with faulty(fault, fault) as server, client_of(server) as client:
        assert client.contacts.create(type="person", name="A").id == "ct_1"
        assert len(server.keys) == 3
        assert server.effects == {server.keys[0]: 1}
        assert set(server.keys) == {server.keys[0]} != {None}


def test_a_hundred_writes_through_faults_have_one_effect_each():
    dice = random.Random(14)
    script = [dice.choice([*FAULTS, None]) for _ in range(WRITES * 3)]
    with faulty(*script) as server, client_of(server, max_retries=50) as client:
        for number in range(WRITES):
            client.contacts.create(type="person", name="A", idempotency_key=f"write-{number}")
        assert server.effects == {f"write-{number}": 1 for number in range(WRITES)}
        assert max(Counter(server.keys).values()) > 3


def test_each_call_makes_a_key_of_its_own():
    with faulty() as server, client_of(server) as client:
        client.contacts.create(type="person", name="A")
        client.contacts.create(type="person", name="A")
        assert len(set(server.keys)) == 2


def test_after_the_retries_the_last_failure_is_raised():
    with faulty(*["unavailable"] * 3) as server, client_of(server) as client:
        with pytest.raises(errors.InternalError) as raised:
            client.contacts.get("ct_1")
        assert len(server.keys) == 3
        error = raised.value
        assert (error.status, error.code, error.request_id, error.doc_url) == (
            503,
            "INTERNAL_ERROR",
            "r-1",
            "https://d/1",
        )
        assert error.response is not None


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "VALIDATION_ERROR", errors.ValidationError),
        (409, "CONFLICT", errors.ConflictError),
        (500, "INTERNAL_ERROR", errors.InternalError),
        (418, "SOMETHING_NEW", APIError),
        (404, "SOMETHING_NEW", errors.NotFoundError),
    ],
)
def test_what_will_not_pass_is_sent_once(status, code, kind):
    with faulty((status, failure(code, retryable=False))) as server, client_of(server) as client:
        with pytest.raises(kind) as raised:
            client.contacts.get("ct_1")
        assert raised.value.code == code
        assert len(server.keys) == 1


def test_a_long_retry_after_is_raised_at_once():
    answer = (429, failure("RATE_LIMIT_EXCEEDED", retryable=True, retry_after=3600), {"Retry-After": "3600"})
    with faulty(answer) as server, client_of(server) as client:
        with pytest.raises(errors.RateLimitError) as raised:
            client.contacts.get("ct_1")
        assert raised.value.retry_after == 3600
        assert len(server.keys) == 1


@pytest.mark.parametrize("fault", ["dropped", "unavailable", "cut_off"])
def test_a_refresh_token_that_works_once_is_not_sent_twice(fault):
    with faulty(fault) as server, client_of(server) as client:
        with pytest.raises((APIConnectionError, APIError)):
            client.auth.token(grant_type="refresh_token", refresh_token="v1")
        assert len(server.keys) == 1


def test_without_a_server_the_error_names_the_address_and_what_to_check():
    with BiVelio(api_key=KEY, base_url="http://127.0.0.1:9/v1", retry_delay=0) as client:
        with pytest.raises(APIConnectionError, match=r"http://127\.0\.0\.1:9/v1/contacts/get.*base_url") as raised:
            client.contacts.get("ct_1")
        assert raised.value.was_sent is False


def test_html_says_that_the_address_is_wrong_and_is_not_asked_for_again():
    with faulty((200, b"<html>Hello</html>", {"Content-Type": "text/html"})) as server, client_of(server) as client:
        with pytest.raises(UnexpectedResponseError, match="Check base_url"):
            client.contacts.get("ct_1")
        assert len(server.keys) == 1


@pytest.mark.parametrize(
    "body", [b'{"hello": "world"}', b"[1]", b'{"success": true, "data": null}', b"null", b'"text"', b'{"error": "no"}']
)
@pytest.mark.parametrize("status", [200, 302, 404])
def test_json_of_something_else_says_that_the_address_is_wrong(status, body):
    with faulty((status, body)) as server, client_of(server) as client:
        with pytest.raises(UnexpectedResponseError, match=r"is not one of BiVelio's API\. Check base_url") as raised:
            client.contacts.get("ct_1")
        assert raised.value.status == status


@pytest.mark.parametrize("asked", ["soon", "-5", "Thu, 99 Nov", "1e9x", ""])
def test_a_retry_after_that_is_none_does_no_harm(asked):
    answer = (503, failure("INTERNAL_ERROR", retryable=True, retry_after=asked), {"Retry-After": asked})
    with faulty(answer) as server, client_of(server) as client:
        assert client.contacts.get("ct_1").id == "ct_1"


@pytest.mark.parametrize("asked", ["seconds", "date"])
def test_a_retry_after_is_waited_for_as_seconds_or_as_a_date(asked):
    moment = datetime.now(UTC) + timedelta(seconds=3)  # a date has no fractions of a second
    value = "1" if asked == "seconds" else format_datetime(moment, usegmt=True)
    with faulty((429, b"busy", {"Retry-After": value})) as server, client_of(server) as client:
        start = time.monotonic()
        client.contacts.get("ct_1")
        assert 0.9 <= time.monotonic() - start < 60


def test_a_traceback_has_no_layers_of_the_network():
    with BiVelio(api_key=KEY, base_url="http://127.0.0.1:9/v1", max_retries=0) as client:
        with pytest.raises(APIConnectionError) as raised:
            client.contacts.get("ct_1")
        lines = "".join(traceback.format_exception(raised.value))
        assert "httpcore" not in lines
        assert "During handling" not in lines


def test_a_client_whose_connections_you_closed_says_so():
    own = httpx.Client()
    own.close()
    with pytest.raises(ConfigurationError, match="http_client is closed"):
        BiVelio(api_key=KEY, http_client=own).contacts.get("ct_1")


def test_the_timeout_is_an_error_of_its_own():
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("timed out", request=request)

    own = httpx.Client(transport=httpx.MockTransport(slow))
    with pytest.raises(APITimeoutError, match="within the timeout"):
        BiVelio(api_key=KEY, http_client=own, max_retries=0).contacts.get("ct_1")


def test_the_asynchronous_client_does_the_same():
    async def create() -> None:
        async with AsyncBiVelio(api_key=KEY, base_url=server.url, retry_delay=0) as client:
            contact = await client.contacts.create(type="person", name="A")
            assert contact.to_dict()["new_field"] == {"a": 1}

    with faulty("dropped_after", "throttled") as server:
        anyio.run(create)
        assert server.effects == {server.keys[0]: 1}
        assert len(server.keys) == 3
