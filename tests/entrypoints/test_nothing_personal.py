"""Nothing of people is in any line that functions write, whatever they are asked for and however they fail.

Every function is called with its sample event. What a person may have written is planted in it: in the free texts,
which is often accepted; in all texts, which is mostly refused; with a table that refuses; and over items whose every
text is a person's, so that reading them fails. PERSONAL_ROUNDS=20 draws other places for so many rounds.
"""

import contextlib
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from bivelio_core import clients
from bivelio_core.requests import body_keys
from bivelio_core.store import connect

from tests.answered import not_counted
from tests.api import load
from tests.contracts.conftest import attached_states
from tests.opened_day import open_day
from tests.refusing import refusing
from tools.events import CALLER, all_events
from tools.template import Function, functions

PLANTS = (
    "Zoraida Quintanilla Puigdevall",
    "zoraida.q@privat.example",
    "+34699887766",
    "53950758C",
    "https://zoraida:s3cr3tZ@privat.example/fitxa?nom=Zoraida",
    "La Zoraida te una al.lergia greu",
    "bv_live_sk_Zoraidaa1B2c3D4e5F6g7H8i9J0k1L2m3N4o5",
    "Bearer Zoraida0123456789abcdef",
    "C:\\Zoraida\\historial.pdf",
)
MARKS = ("zoraida", "699887766", "53950758", "privat.example", "s3cr3tz", "al.lergia")
FREE = frozenset(
    (
        *("address", "body", "caption", "content", "custom_fields", "description", "email", "first_name", "from"),
        *("goal", "html", "instructions", "last_name", "legal_name", "name", "note", "notes", "password", "phone"),
        *("prompt", "query", "question", "reason", "search", "subject", "text", "title", "to", "value"),
    )
)
"""Fields in which people write what they like."""

NOT_PLANTED = frozenset(
    (
        *("PK", "SK", "eventName", "eventSource", "eventSourceARN", "messageId"),
        *("DeploymentId", "LifecycleEventHookExecutionId", "executionArn"),
        *("connection", "environment", "frame", "instance", "kind", "organisation", "source", "workflow_id"),
    )
)
"""What AWS or we ourselves write."""
CONTEXT = SimpleNamespace(function_name="f", aws_request_id="r", get_remaining_time_in_millis=lambda: 10_000)
EVENTS = all_events()
ROUNDS = int(os.environ.get("PERSONAL_ROUNDS", "1"))


class Planting:
    """Puts plants into texts of events; `share` of those that may have one get one."""

    def __init__(self, seed: int, *, everywhere: bool) -> None:
        self._random, self._everywhere = random.Random(seed), everywhere

    def event(self, function: Function) -> Any:
        """The sample event of a function, with plants."""
        event = json.loads(EVENTS[function.logical_id])
        if "requestContext" not in event:
            return self._in(event, "")
        headers = {**(event.get("headers") or {}), "User-Agent": PLANTS[1], "X-Nom": PLANTS[0], "Referer": PLANTS[4]}
        query = {**(event.get("queryStringParameters") or {}), "nom": PLANTS[0]}
        body = self._in(json.loads(event["body"]), "") if _is_json(event.get("body")) else PLANTS[5]
        text = json.dumps(body, ensure_ascii=False)
        return {**event, "headers": headers, "queryStringParameters": query, "body": text}

    def _in(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            names = NOT_PLANTED | ({"name"} if "executionArn" in value else set())  # that of an execution
            return {key: part if key in names else self._in(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self._in(part, name) for part in value]
        if not isinstance(value, str):
            return value
        if _is_json(value):
            return json.dumps(self._in(json.loads(value), name))
        is_free = self._everywhere or name in FREE
        return self._random.choice(PLANTS) if is_free and self._random.random() < 0.7 else value


def _is_json(text: Any) -> bool:
    try:
        return isinstance(text, str) and isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def ends(function: Function, event: Any) -> str:
    """Call a function as Lambda does; what it comes to, with what Lambda would write of an exception."""
    handler = load(function.folder.strip("/").removeprefix("functions/")).handler
    try:
        answer = handler(event, CONTEXT)
    except Exception as error:  # noqa: BLE001 - Lambda writes it to the log
        sys.stdout.write(f"{type(error).__name__}: {error}\n")
        return "raised"
    return str(answer["statusCode"]) if isinstance(answer, dict) and "statusCode" in answer else "served"


def overwritten() -> int:
    """Make every text of every item a person's, but for keys; how many items that were."""
    table, count = boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"]), 0
    items = table.scan()["Items"]
    for item in items:
        if item["PK"].startswith(CALLER["organisation"]):
            kept_names = {"PK", "SK", "GSI1PK", "GSI1SK", "random", "id"}
            table.put_item(
                Item={
                    name: value if name in kept_names or not isinstance(value, str) else PLANTS[count % len(PLANTS)]
                    for name, value in item.items()
                }
            )
            count += 1
    return count


@contextlib.contextmanager
def half_refused() -> Iterator[None]:
    """A table that refuses every third request for what it asks."""
    calls = [0]

    def decide(_operation: str) -> tuple[int, str] | None:
        calls[0] += 1
        return (400, "ValidationException") if calls[0] % 3 == 0 else None

    with refusing(clients.client("dynamodb"), decide):
        yield


def called() -> list[Function]:
    return [each for each in functions() if each.logical_id in EVENTS]


@pytest.mark.usefixtures("deployment")
@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_no_line_has_anything_of_people(logged, capsys, round_number):
    attached_states()
    open_day(CALLER["organisation"])
    outcomes, written = Counter[str](), list[tuple[str, str, str]]()
    body_keys.ensure(connect.table(), CALLER["organisation"])

    def run(way: str, *, everywhere: bool) -> None:
        planting = Planting(round_number, everywhere=everywhere)
        for function in called():
            with not_counted():  # there is no item of the caller's organisation, and others are spoilt
                outcomes[f"{way} {ends(function, planting.event(function))}"] += 1
            output = capsys.readouterr()
            lines = logged.getvalue() + output.out + output.err
            logged.seek(0)
            logged.truncate()
            written.extend((function.logical_id, way, line) for line in lines.splitlines())

    run("free texts", everywhere=False)
    run("all texts", everywhere=True)
    with half_refused():
        run("a table that refuses", everywhere=False)
    assert overwritten() > 100
    run("items", everywhere=False)
    with capsys.disabled():
        if ROUNDS > 1:
            sys.stdout.write(f"\n{len(written)} lines, {dict(outcomes)}\n")
    personal = [each for each in written if any(mark in each[2].lower() for mark in MARKS)]
    assert {each[:2]: each for each in personal} == {}
    assert outcomes["free texts 200"] > 50
    assert outcomes["all texts 400"] + outcomes["all texts 422"] > 100
    assert outcomes["a table that refuses 500"] > 50
    assert outcomes["items 500"] > 10
    assert any('"bodies":' in line for _, _, line in written)
