"""Whatever bytes a receiver answers, a request ends as an answer or as EgressFailed, never as another exception."""

import pytest
from bivelio_core import egress
from bivelio_core.webhooks import schedule
from hypothesis import given
from hypothesis import strategies as st

from tests.egress import malformed
from tests.egress.malformed import MalformedReceiver
from tests.examples import examples

BATCH = 10
CAP = 256
ENDS = {"answered", "protocol", "connection", "too_large"}
ENDS_OF_REDIRECTS = {"refused", "dns", "too_many_redirects"}
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture(scope="module")
def receiver():
    with MalformedReceiver() as serving:
        yield serving


@pytest.mark.parametrize("size", [b"-5", b"-1", b"-ffffffffffffffffffffffff"])
def test_a_chunk_of_a_negative_size_is_a_failure_and_not_the_rest_of_the_stream(receiver, size):
    for before in (b"", b"3\r\nabc\r\n"):
        receiver.answer = CHUNKED + before + size + b"\r\n" + b"x" * 100_000
        for truncate in (False, True):
            with pytest.raises(egress.EgressFailed) as failure:
                egress.fetch("POST", receiver.url, maximum_bytes=CAP, truncate=truncate)
            assert failure.value.kind == "protocol"


@examples(100)
@given(st.lists(malformed.answers, min_size=BATCH, max_size=BATCH), st.booleans(), st.integers(0, 1))
def test_every_malformed_answer_is_an_answer_or_a_failure(receiver, answers, truncate, redirects):
    """`make fuzz TIMES=80` tries 80,000 of them."""
    for answer in answers:
        receiver.answer = answer
        try:
            result = egress.fetch(
                "POST",
                receiver.url,
                body=b"{}",
                maximum_bytes=CAP,
                truncate=truncate,
                redirects=redirects,
                timeout_seconds=10,
            )
        except egress.EgressFailed as failure:
            found: str = failure.kind
        except egress.EgressRefused:
            found = "refused"
        else:
            found = "answered"
            assert len(result.body) <= CAP
            assert 0 <= schedule.wait_seconds(2, result.headers) <= schedule.LONGEST_WAIT_SECONDS
        assert found in (ENDS | ENDS_OF_REDIRECTS if redirects else ENDS)
