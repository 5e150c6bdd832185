"""The smoke test asks what a deployment can lose, and says what it found. Deliveries and streams: tests/e2e."""

import json
from collections.abc import Iterator

import pytest

from tests.front_door import in_process
from tests.receiver import Receiver, Reply
from tools.smoke_checks import (
    Sandbox,
    SmokeError,
    domain_requests,
    each_domain_answers,
    refusals_have_their_context,
)


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory) -> Iterator[Sandbox]:
    """The sandbox of the front door in this process."""
    with in_process(tmp_path_factory.mktemp("front_door")) as door:
        key = door.demo()["organisations"]["demo"]["keys"]["test_secret"]
        yield Sandbox(f"{door.settings.url}/sandbox/v1", key)


def test_a_platform_as_it_should_be_passes(sandbox: Sandbox):
    refusals_have_their_context(sandbox)
    each_domain_answers(sandbox)


def test_most_domains_are_asked():
    assert len(list(domain_requests())) >= 15


@pytest.mark.parametrize(
    ("status", "message", "remedy"),
    [
        (401, "$context.authorizer.message", "x"),
        (401, "the same in every language", "x"),
        (401, "m", ""),
        (500, "m", "x"),
    ],
)
def test_a_refusal_without_the_authorizers_words_is_noticed(status, message, remedy):
    """API Gateway inserts them; a definition that lost the mapping answers the pattern or nothing."""
    body = json.dumps({"success": False, "error": {"message": message, "remedy": remedy}}).encode()
    answer = Reply(status, {"Content-Type": "application/json"}, body)
    with Receiver(lambda _: answer) as receiver, pytest.raises(SmokeError):
        refusals_have_their_context(Sandbox(receiver.url, "key"))


def test_what_is_asked_too_quickly_is_asked_again():
    limited = Reply(429, {"Content-Type": "application/json"}, b'{"error": {"retry_after": 0}}')
    served = Reply(200, {"Content-Type": "application/json"}, b'{"data": {"id": "ct_1"}}')
    replies = iter([limited, limited, served])
    with Receiver(lambda _: next(replies)) as receiver:
        assert Sandbox(receiver.url, "key").data("/contacts/create") == {"id": "ct_1"}
        assert len(receiver.received) == 3
        receiver.answer = lambda _: limited
        with pytest.raises(SmokeError, match="answered 429"):
            Sandbox(receiver.url, "key").data("/contacts/create")


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
def test_a_domain_that_does_not_answer_is_noticed(status):
    answer = Reply(status, {"Content-Type": "application/json"}, b'{"error": {"retry_after": 0}}')
    with Receiver(lambda _: answer) as receiver, pytest.raises(SmokeError, match=f"answered {status}"):
        each_domain_answers(Sandbox(receiver.url, "key"))
