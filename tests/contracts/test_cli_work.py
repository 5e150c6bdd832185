"""Commands that do more than an operation, against the real handlers."""

import pytest
from bivelio.cli.own.trigger import CAUSES, UNCAUSED

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.in_process import Sandbox
from tools.sdk.document import Document

pytestmark = [
    pytest.mark.fix("The commands are in sdks/python/bivelio/cli/own and sdks/python/bivelio/cli/added."),
    pytest.mark.usefixtures("shared_states"),
]


@pytest.fixture
def terminal(tmp_path, monkeypatch):
    sandbox = Sandbox()
    answered_by(monkeypatch, lambda: sandbox)
    made = Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})
    made.api = sandbox
    return made


@pytest.mark.parametrize("event", CAUSES)
def test_each_cause_of_an_event_is_performed(terminal, event):
    made = terminal("trigger", event)
    assert made.exit_code == 0, made.output
    assert f"{event}: " in made.stdout


def test_an_event_is_triggered_in_the_sandbox_alone(terminal):
    made = terminal("--api-key", KEY.replace("test", "live"), "trigger", "contact.created")
    assert made.exit_code == 1
    assert "is not the sandbox" in made.stderr
    assert terminal.api.sent == []
    assert terminal("trigger", "contact.creatd").exit_code == 2
    assert terminal("trigger").stdout.split() == list(CAUSES)


def test_each_type_of_event_is_triggered_or_says_why_not(terminal):
    assert CAUSES.keys() | UNCAUSED.keys() == set(Document().events)
    assert not CAUSES.keys() & UNCAUSED.keys()
    for event, why in UNCAUSED.items():
        made = terminal("trigger", event)
        assert made.exit_code == 2
        assert why.split()[-1] in made.stderr


def test_a_document_of_this_machine_is_uploaded(terminal, tmp_path):
    file = tmp_path / "nota.txt"
    file.write_text("Hola")
    made = terminal.json("documents", "upload", str(file), "--folder", "notes", "--tags", "a")
    assert (made["filename"], made["folder"], made["tags"]) == ("nota.txt", "notes", ["a"])
    absent = terminal("documents", "upload", str(tmp_path / "none.txt"))
    assert absent.exit_code == 1
    assert "none.txt" in absent.stderr
