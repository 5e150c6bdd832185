"""What `make smoke` asks of a deployed stack, beside a first request: each domain, refusals, a webhook, a stream."""

import base64
import json
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any, NamedTuple

from tools.endpoints import operations
from tools.trials import only_reads

TIMEOUT_SECONDS = 35
PAUSE_SECONDS = 2
ATTEMPTS = 5
"""How often something is asked that is answered with too many requests: the checks are quicker than a plan allows."""

DELIVERY_SECONDS = 90
"""How long a delivery and the run that it starts may take: both are cold."""

LANGUAGES = ("ca", "es", "en")
OK, UNAUTHORISED, TOO_MANY, SERVER_ERROR = 200, 401, 429, 500
REFUSED_STATUSES = (401, 403, 429)


class SmokeError(Exception):
    """The stack does not work as expected; the message names the finding."""


class Answer(NamedTuple):
    """The status, the document and the type of an answer; `text` is what came."""

    status: int
    body: Any
    content_type: str
    text: str


class Sandbox(NamedTuple):
    """The sandbox of a stack, asked with a key."""

    url: str
    key: str

    def ask(self, path: str, data: Any = None, **headers: str) -> Answer:
        """Ask an operation with the key, again after as many seconds as a limit says."""
        for _ in range(ATTEMPTS - 1):
            answer = self._ask_once(path, data, headers)
            if answer.status != TOO_MANY:
                return answer
            time.sleep(_retry_after(answer))
        return self._ask_once(path, data, headers)

    def _ask_once(self, path: str, data: Any, headers: Mapping[str, str]) -> Answer:
        return ask(f"{self.url}{path}", {"X-API-Key": self.key, **headers}, {"data": data or {}})

    def data(self, path: str, data: Any = None) -> Any:
        """The data of a success. Raises SmokeError for anything else."""
        answer = self.ask(path, data)
        if answer.status >= 300:  # noqa: PLR2004 - a redirection or a failure
            raise SmokeError(f"{path} answered {answer.status} {answer.text[:300]}")
        return answer.body["data"]


def ask(url: str, headers: Mapping[str, str], body: Any) -> Answer:
    """Send a request; whatever is answered is an answer."""
    request = urllib.request.Request(  # noqa: S310 - the stack's own address
        url, json.dumps(body).encode(), {"Content-Type": "application/json", **headers}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
            return _answer(answer.status, answer.headers, answer.read())
    except urllib.error.HTTPError as failure:
        return _answer(failure.code, failure.headers, failure.read())


def _retry_after(answer: Answer) -> float:
    """The seconds to wait that a refusal names; ours when it names none, and at most those."""
    seconds = (answer.body or {}).get("error", {}).get("retry_after")
    return min(seconds, PAUSE_SECONDS) if isinstance(seconds, int | float) else PAUSE_SECONDS


def _answer(status: int, headers: Any, raw: bytes) -> Answer:
    text, kind = raw.decode(errors="replace"), headers.get("Content-Type", "")
    try:
        body = json.loads(text)
    except ValueError:
        body = None
    return Answer(status, body, kind, text)


def refusals_have_their_context(sandbox: Sandbox) -> None:
    """A wrong key is refused in the caller's language, with the authorizer's own sentences in API Gateway's answer."""
    messages = set()
    for language in LANGUAGES:
        wrong = sandbox._replace(key=f"bv_test_sk_{secrets.token_hex(20)}")
        answer = wrong.ask("/contacts/list", **{"Accept-Language": language})
        error = (answer.body or {}).get("error", {})
        if answer.status != UNAUTHORISED or not error.get("remedy") or "$context" in answer.text:
            raise SmokeError(f"a wrong key was answered {answer.status} {answer.text[:300]}")
        messages.add(error["message"])
    if len(messages) != len(LANGUAGES):
        raise SmokeError(f"a wrong key is refused in the same words in several languages: {messages}")


def domain_requests() -> Iterator[tuple[str, Any]]:
    """Of each domain that has one, an operation that changes nothing: its path and the data of its example.

    One whose function may only read the table comes first.
    """
    paths: dict[str, tuple[str, Any]] = {}
    for operation in sorted(operations(), key=lambda each: not only_reads(each)):
        endpoint = operation.endpoint
        if not endpoint.writes and endpoint.scope == "read" and "api_key" in endpoint.actors:
            paths.setdefault(endpoint.resource, (endpoint.paths[0], operation.example["request"].get("data")))
    yield from paths.values()


def each_domain_answers(sandbox: Sandbox) -> None:
    """An operation of each domain answers with the key, or says what of its example is not there."""
    for path, data in domain_requests():
        answer = sandbox.ask(path, data)
        if answer.status >= SERVER_ERROR or answer.status in REFUSED_STATUSES or answer.body is None:
            raise SmokeError(f"{path} answered {answer.status} {answer.text[:300]}")


def a_webhook_is_signed_and_received(sandbox: Sandbox) -> None:
    """An event is delivered to a workflow's address, which verifies our signature: both ends are the platform's own."""
    secret = f"whsec_{base64.b64encode(secrets.token_bytes(24)).decode()}"
    with ExitStack() as cleanup:
        workflow = sandbox.data(
            "/workflows/create",
            {
                "name": "Smoke test",
                "trigger_type": "inbound",
                "trigger": {"verify": {"preset": "standard_webhooks", "secret": secret}},
                "steps": [{"id": "received", "type": "set", "input": {"event": "{{ input.event }}"}}],
            },
        )["id"]
        cleanup.callback(sandbox.ask, "/workflows/delete", {"id": workflow})
        cleanup.callback(
            sandbox.ask, "/workflows/archive", {"id": workflow}
        )  # first: the last callback is called first
        url = sandbox.url + sandbox.data("/workflows/rotate_url", {"id": workflow})["path"]
        if (unsigned := ask(url, {}, {"type": "contact.created"})).status < 400:  # noqa: PLR2004
            raise SmokeError(f"a call without a signature started a workflow: {unsigned.status}")
        webhook = sandbox.data("/webhooks/create", {"url": url, "events": ["contact.created"], "secret": secret})
        cleanup.callback(sandbox.ask, "/webhooks/delete", {"id": webhook["webhook_id"]})
        contact = sandbox.data("/contacts/create", {"type": "person", "name": "Smoke test"})["id"]
        cleanup.callback(sandbox.ask, "/contacts/archive", {"id": contact})
        _wait(lambda: _completed_run(sandbox, workflow), "no webhook was received that our own signature proves")


def _completed_run(sandbox: Sandbox, workflow: str) -> bool:
    runs = sandbox.data("/workflows/instances", {"workflow_id": workflow})["instances"]
    return any(run["status"] == "completed" for run in runs)


def a_stream_ends_with_its_result(sandbox: Sandbox) -> None:
    """An agent that is asked for a stream answers events, of which the last is the result."""
    agent = sandbox.data("/agents/list")["agents"][0]["id"]
    answer = sandbox.ask("/agents/invoke", {"agent_id": agent, "input": {"text": "Bon dia"}, "stream": True})
    events = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    if not answer.content_type.startswith("text/event-stream") or events[-1:] != ["result"]:
        raise SmokeError(f"a stream was answered {answer.status} {answer.content_type} {answer.text[-300:]}")


def _wait(condition: Callable[[], bool], finding: str) -> None:
    until = time.monotonic() + DELIVERY_SECONDS
    while not condition():
        if time.monotonic() > until:
            raise SmokeError(f"{finding} within {DELIVERY_SECONDS} seconds")
        time.sleep(PAUSE_SECONDS)


CHECKS: tuple[Callable[[Sandbox], None], ...] = (
    refusals_have_their_context,
    each_domain_answers,
    a_webhook_is_signed_and_received,
    a_stream_ends_with_its_result,
)
