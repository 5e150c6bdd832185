"""Columns of tables, declared and asked for; calls by path; the mark of live data; the language of the environment."""

import json
from itertools import pairwise

import httpx
import pytest
from bivelio import _catalogue
from bivelio.cli import connection
from bivelio.cli.columns import DECLARED

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted
from tools.sdk.document import Document, nested

INVOICE = {
    "id": "inv_1",
    "number": "FAC-2026-042",
    "client": {"name": "Empresa ABC S.L.", "nif": "B12345678"},
    "issue_date": "2026-04-01",
    "due_date": "2026-04-30",
    "total": 6050.0,
    "amount_due": 0,
    "currency": "EUR",
    "status": "paid",
}


def reply(path, _):
    if path == "invoices/list":
        return {"invoices": [INVOICE], "pagination": {"page": 1, "per_page": 1, "total": 1, "total_pages": 1}}
    return {"id": "rb_1", "name": "R2"}


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    api = Scripted(reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(api.answer)))
    made = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE, "LC_ALL": "", "LANG": "C.UTF-8"})
    made.api = api
    return made


def test_every_declared_column_is_in_the_answer():
    document = Document()
    lists = {
        one.operation: document.schemas[one.answer]["properties"][one.listing["items"]]
        for one in document.methods
        if one.listing
    }
    absent = []
    for operation, columns in DECLARED.items():
        items = lists[operation]["items"]
        for path in columns.split(","):
            schema = document.schemas[nested(items)]
            for name, following in pairwise([*path.split("."), ""]):
                if name not in schema["properties"]:
                    absent.append(f"{operation}: {path}")
                    break
                inner = nested(schema["properties"][name])
                if not following or inner is None:
                    break
                schema = document.schemas[inner]
    assert absent == []


def test_a_table_of_invoices_says_who_owes_what_until_when(terminal):
    head, _, row, *_ = terminal("invoices", "list").stdout.splitlines()
    assert " ".join(head.split()) == "number client.name issue_date due_date total amount_due currency status id"
    assert "Empresa ABC S.L." in row


def test_other_columns_are_asked_for_by_their_paths(terminal):
    head, _, row, *_ = terminal("invoices", "list", "--columns", "id, client.nif").stdout.splitlines()
    assert (head.split(), row.split()) == (["id", "client.nif"], ["inv_1", "B12345678"])
    wrong = terminal("invoices", "list", "--columns", "id,client.iban")
    assert wrong.exit_code == 2
    assert "there is no client.iban; there are id, number, client" in " ".join(wrong.stderr.split())


def test_an_operation_is_called_by_its_path(terminal):
    made = terminal(
        "request", "robots/make", "--data", '{"data": {"name": "R2"}}', "--include", "--idempotency-key", "k"
    )
    assert made.stdout.startswith("200 OK\n")
    assert json.loads(made.stdout[made.stdout.index("{") :]) == {"id": "rb_1", "name": "R2"}
    sent = terminal.api.sent[0]
    assert (sent.url.path, json.loads(sent.content)) == ("/sandbox/v1/robots/make", {"data": {"name": "R2"}})
    assert sent.headers["idempotency-key"] == "k"
    assert terminal("request", "/contacts/list", "--data", "[1]").exit_code == 2
    assert "A path is like" in terminal("request", "https://example.com/a/b").stderr


def live_profile(terminal: Terminal) -> None:
    folder = terminal.folder / "bivelio"
    folder.mkdir()
    profile = {"api_key": "bv_live_sk_sample0123456789", "base_url": BASE}
    (folder / "profiles.json").write_text(json.dumps({"current": "work", "profiles": {"work": profile}}))


def test_a_write_to_live_data_is_marked_and_asked_about_once(terminal, monkeypatch):
    live_profile(terminal)
    monkeypatch.setattr(connection, "is_asked", lambda: True)
    words = ("--profile", "work", "contacts", "create", "--type", "person", "--name", "A")
    refused = terminal(*words, text="n\n")
    assert (refused.exit_code, terminal.api.sent) == (1, [])
    assert "Live: real data (profile work)." in refused.stderr
    assert terminal(*words, text="y\n").exit_code == 0
    again = terminal(*words)
    assert (again.exit_code, again.stderr) == (0, "Live: real data (profile work).\n")
    assert terminal("--profile", "work", "invoices", "list").stderr == ""


def test_a_program_is_told_and_not_asked(terminal):
    live_profile(terminal)
    made = terminal("--profile", "work", "request", "/robots/make")
    assert (made.exit_code, made.stderr) == (0, "Live: real data (profile work).\n")


@pytest.mark.parametrize(
    ("environment", "words", "sent"),
    [
        ({"LANG": "es_ES.UTF-8"}, (), "es"),
        ({"LANG": "es_ES.UTF-8", "LC_ALL": "en_GB.UTF-8"}, (), "en"),
        ({"LANG": "fr_FR.UTF-8"}, (), None),
        ({"LANG": "es_ES.UTF-8"}, ("--language", "ca"), "ca"),
    ],
)
def test_the_language_is_that_of_the_environment(terminal, environment, words, sent):
    terminal(*words, "invoices", "list", **environment)
    assert terminal.api.sent[0].headers.get("accept-language") == sent


def test_every_list_with_many_fields_declares_its_columns():
    """A table of the first seven plain fields says nothing where objects have thirty."""
    named = {
        one.name.removesuffix("_short") for name in _catalogue.resources() for one in _catalogue.of(name) if one.items
    }
    document = Document()
    wide = set()
    for method in document.methods:
        if method.listing and method.operation in named:
            items = document.schemas[method.answer]["properties"][method.listing["items"]]["items"]
            if (name := nested(items)) and len(document.schemas[name]["properties"]) > 20:
                wide.add(method.operation)
    assert not wide - DECLARED.keys()
