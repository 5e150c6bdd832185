"""Tables, lines, JSON and pages."""

import json

import httpx
import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted

PEOPLE = [{"id": f"ct_{at}", "name": f"Maria {at}\x1b[31m", "tags": ["a", "b"], "email": None} for at in range(3)]


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    def reply(path, body):
        data = body["data"]
        if path == "contacts/list":
            page = data.get("page", 1)
            pages = {"page": page, "per_page": 1, "total": 3, "total_pages": 3}
            return {"contacts": [PEOPLE[page - 1]], "pagination": pages}
        return {"id": "ct_0", "name": "Maria", "custom_fields": data.get("custom_fields"), "tags": data.get("tags")}

    api = Scripted(reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(api.answer)))
    made = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    made.api = api
    return made


def test_a_list_is_a_table_and_tells_of_more_beside_it(terminal):
    made = terminal("contacts", "list")
    assert made.stdout.splitlines()[0].split() == ["id", "name", "tags"]
    assert "ct_0" in made.stdout
    assert "\x1b" not in made.stdout
    assert made.stderr == "Page 1 of 3, 3 in all: `--page 2` shows the next one, `--all` all of them.\n"
    assert "ct_1" in terminal("contacts", "list", "--page", "2").stdout


def test_all_pages_have_the_shape_of_one(terminal):
    assert [one["id"] for one in terminal.json("contacts", "list", "--all")["contacts"]] == ["ct_0", "ct_1", "ct_2"]
    assert terminal.json("contacts", "list")["pagination"]["total"] == 3
    assert [line.split()[0] for line in terminal("contacts", "list", "--all").stdout.splitlines()[2:]] == [
        "ct_0",
        "ct_1",
        "ct_2",
    ]


def test_an_object_is_a_line_for_each_field(terminal):
    made = terminal("contacts", "get", "ct_0")
    assert made.stdout.splitlines()[:2] == ["id             ct_0", "name           Maria"]


def test_values_come_from_options_files_and_the_standard_input(terminal, tmp_path):
    file = tmp_path / "fields.json"
    file.write_text(json.dumps({"sector": "tèxtil"}))
    words = ("contacts", "update", "ct_0", "--tags", "a", "--tags", "b", "--custom-fields", f"@{file}")
    assert terminal.json(*words)["custom_fields"] == {"sector": "tèxtil"}
    assert terminal.json("contacts", "update", "ct_0", "--data", "@-", text='{"tags": ["c"]}')["tags"] == ["c"]
    sent = [json.loads(request.content)["data"] for request in terminal.api.sent]
    assert sent == [
        {"id": "ct_0", "tags": ["a", "b"], "custom_fields": {"sector": "tèxtil"}},
        {"id": "ct_0", "tags": ["c"]},
    ]


def test_null_takes_a_value_away_and_an_option_wins_over_the_body(terminal):
    terminal.json("contacts", "update", "ct_0", "--data", '{"email": null, "name": "A"}', "--name", "B")
    assert json.loads(terminal.api.sent[0].content)["data"] == {"id": "ct_0", "email": None, "name": "B"}


def test_a_write_carries_the_key_that_was_given(terminal):
    terminal.json("contacts", "update", "ct_0", "--name", "B", "--idempotency-key", "once-1")
    assert terminal.api.sent[0].headers["idempotency-key"] == "once-1"
