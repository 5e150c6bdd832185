"""Imports and runs that are waited for."""

import json

import httpx
import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted

STEP = {"id": "a", "type": "wait"}


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    """An API whose run and import take three questions; `ends` is the status that the run ends with."""
    monkeypatch.setattr("bivelio._transport.sleep", lambda _: None)
    monkeypatch.setattr("bivelio.cli.added.workflows._PAUSE_SECONDS", 0)

    def reply(path, body):
        asked = made.api.paths.count(path)
        if path.startswith("contacts/"):
            is_done = path.endswith("import_status") and asked > 2
            return {"id": "imp_1", "status": "completed" if is_done else "running", "progress": 1.0 if is_done else 0.4}
        if path == "workflows/execute":
            return {"instance_id": "wfi_1", "status": "running"}
        status = made.ends if asked > 2 else "running"
        step = STEP | ({"status": "completed", "duration_ms": 12} if asked > 2 else {"status": "running"})
        return {"instance_id": "wfi_1", "workflow_name": "W", "status": status, "steps": [step], "output": {"a": 1}}

    made = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    made.ends, made.api = "completed", Scripted(reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(made.api.answer)))
    return made


def test_a_file_is_imported_until_it_is_done(terminal, tmp_path):
    file = tmp_path / "contacts.csv"
    file.write_text("name\nMaria\n")
    assert terminal.json("contacts", "import", str(file), "--dry-run")["status"] == "completed"
    assert json.loads(terminal.api.sent[0].content)["data"] == {"csv": "name\nMaria\n", "dry_run": True}
    assert terminal("contacts", "import", str(file), "--csv", "name\nA\n").exit_code == 2
    assert "none.csv" in terminal("contacts", "import", str(tmp_path / "none.csv")).stderr


@pytest.mark.parametrize(("written", "sent"), [("email", "email"), ('["email"]', ["email"])])
def test_a_file_is_imported_with_the_fields_of_the_operation(terminal, tmp_path, written, sent):
    file = tmp_path / "contacts.csv"
    file.write_text("name\nMaria\n")
    words = ("--match-on", written, "--on-match", "skip", "--mapping", '{"Saldo": null}')
    terminal.json("contacts", "import", str(file), *words)
    fields = {"match_on": sent, "on_match": "skip", "mapping": {"Saldo": None}}
    assert json.loads(terminal.api.sent[0].content)["data"] == {"csv": "name\nMaria\n", **fields}


def test_a_run_is_waited_for_and_its_steps_are_shown_once(terminal):
    made = terminal("workflows", "run", "wf_1", "--input", '{"b": 2}')
    assert made.exit_code == 0, made.output
    assert made.stderr.splitlines() == ["Run wfi_1", "  a  wait  running", "  a  wait  completed in 12 ms"]
    assert json.loads(terminal.api.sent[0].content)["data"]["input"] == {"b": 2}
    logs = terminal("workflows", "logs", "wfi_1").stdout.splitlines()
    assert logs[-1].split() == ["a", "wait", "completed", "12", "-", "-"]


def test_a_run_that_fails_or_takes_too_long_ends_with_1(terminal):
    made = terminal("workflows", "run", "wf_1", "--wait-seconds", "0")
    assert (made.exit_code, "bivelio workflows logs wfi_1" in made.stderr) == (1, True)
    terminal.ends = "failed"
    assert terminal("workflows", "run", "wf_1").exit_code == 1
    assert terminal("workflows", "run", "wf_1", "--input", "[1]").exit_code == 2
