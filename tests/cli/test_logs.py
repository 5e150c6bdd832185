"""`bivelio logs tail` shows each request once, in the order in which they were made, however late they are listed."""

import json
from typing import Any

import httpx
import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted


def request(number: int, **about: Any) -> dict[str, Any]:
    told = {"operation": "contacts.create", "status": 400, "code": "VALIDATION_ERROR", "latency_ms": 12}
    at = f"2026-04-07T12:00:{number:02}Z"
    return {"id": f"r{number}", "at": at, "actor": "key_1", "actor_kind": "api_key", **told, **about}


class Following(Terminal):
    """A terminal that knows what its API will answer."""

    looks: list[list[dict[str, Any]]]


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    """A terminal whose API answers with `looks`, one list of requests (newest first) after the other."""
    monkeypatch.setattr("bivelio.cli.own.logs.time.sleep", lambda _: None)
    made = Following(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    made.looks = []

    def reply(path, body):
        assert path == "requests/list"
        return {"requests": made.looks.pop(0) if made.looks else [], "next_before": None}

    made.api = Scripted(reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(made.api.answer)))
    return made


def sent(terminal):
    return [json.loads(each.content)["data"] for each in terminal.api.sent]


def ids(made):
    return [line.split()[-1] for line in made.stdout.splitlines()]


def test_the_last_ones_come_first_and_then_those_that_are_new(terminal):
    newer = [request(number) for number in (14, 13, 12)]
    terminal.looks = [[request(number) for number in range(11, -1, -1)], newer, newer, [request(15), *newer]]
    made = terminal("logs", "tail", "--lines", "2", "--count", "6")
    assert made.exit_code == 0, made.output
    assert ids(made) == ["r10", "r11", "r12", "r13", "r14", "r15"]
    assert made.stdout.splitlines()[0].split("  ")[1:] == [
        *("400", "contacts.create", "VALIDATION_ERROR", "key_1", "12 ms", "r10"),
    ]


def test_one_that_is_listed_late_is_shown_still(terminal):
    terminal.looks = [[request(20)], [request(22), request(20)], [request(22), request(21), request(20)]]
    assert ids(terminal("logs", "tail", "--count", "3")) == ["r20", "r22", "r21"]
    assert sent(terminal)[1]["from"] <= sent(terminal)[2]["from"]


def test_it_ends_without_following(terminal):
    terminal.looks = [[request(2), request(1)]]
    made = terminal("logs", "tail", "--no-follow")
    assert (made.exit_code, ids(made)) == (0, ["r1", "r2"])


def test_it_asks_for_what_was_asked(terminal):
    narrowed = ("--status", "404", "--code", "RESOURCE_NOT_FOUND", "--operation", "contacts.get", "--actor", "key_1")
    terminal("logs", "tail", "--no-follow", "--since", "2026-04-07T12:00:00Z", *narrowed)
    (asked,) = sent(terminal)
    assert asked == {
        "status": 404,
        "code": "RESOURCE_NOT_FOUND",
        "operation": "contacts.get",
        "actor": "key_1",
        "outcome": "failed",
        "from": "2026-04-07T12:00:00Z",
        "limit": 100,
    }
    terminal("logs", "tail", "--no-follow", "--all")
    assert "outcome" not in sent(terminal)[1]


def test_json_is_an_object_a_line(terminal):
    terminal.looks = [[request(1)]]
    made = terminal("logs", "tail", "--no-follow", "--json")
    assert json.loads(made.stdout) == request(1)


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--status", "9"), ("--lines", "1000")])
def test_what_cannot_be_asked_is_a_wrong_use(terminal, words):
    made = terminal("logs", "tail", *words)
    assert made.exit_code == 2
    assert words[0] in made.stderr
