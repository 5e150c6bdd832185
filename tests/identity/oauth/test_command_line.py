"""`bivelio login --browser`: a code, a person who types it, tokens that are kept and refreshed, and their end."""

import json
import stat
import time
from types import SimpleNamespace

import pytest

from tests.cli.running import Terminal
from tests.functions.auth.signing_in import ask
from tests.identity.oauth.attempts import opens
from tests.identity.oauth.server import Server

pytestmark = pytest.mark.usefixtures("deployment")


class Screen:
    """A person who types the codes that are shown, or refuses; time does not pass while a program waits."""

    def __init__(self, server: Server, decision: str) -> None:
        self.server, self.decision = server, decision
        self.codes: list[str] = []
        self.answer = server.answer
        server.answer = self.reply

    def reply(self, received):
        """Note the codes that are shown."""
        found = self.answer(received)
        if found and received.path == "/oauth/device_authorization":
            self.codes.append(json.loads(found.body)["user_code"])
        return found

    def sleep(self, seconds):
        """Decide, while the program waits."""
        assert seconds >= 5
        while self.codes:
            shown = self.codes.pop()
            for person in self.server.people.values():
                person.type_code(shown, decision=self.decision, access="write")


@pytest.fixture
def server(monkeypatch):
    with Server(monkeypatch) as running:
        yield running


def terminal(server, tmp_path, monkeypatch, decision="allow", ahead=0.0):
    """A command line whose clock is ahead, and whose person decides."""
    screen = Screen(server, decision)
    watch = SimpleNamespace(sleep=screen.sleep, monotonic=time.monotonic, time=lambda: time.time() + ahead)
    for module in ("connection", "grants"):
        monkeypatch.setattr(f"bivelio.cli.{module}.time", watch)
    return Terminal(tmp_path, {})


def profile_of(tmp_path, name="default"):
    return json.loads((tmp_path / "bivelio" / "profiles.json").read_text())["profiles"][name]


@pytest.mark.parametrize(("path", "stage"), [("/sandbox/v1", "sandbox"), ("/v1", "v1")])
def test_it_signs_in_works_renews_and_ends(server, tmp_path, monkeypatch, path, stage):
    run = terminal(server, tmp_path, monkeypatch)
    address = f"{server.issuer}{path}"
    made = run("login", "--browser", "--base-url", address)
    assert made.exit_code == 0, made.output
    assert f"Open {server.issuer}/app/device and type " in made.output
    kept = profile_of(tmp_path)
    assert kept["tokens"]["refresh_token"] not in made.output
    assert stat.S_IMODE((tmp_path / "bivelio" / "profiles.json").stat().st_mode) == 0o600
    assert run("contacts", "list").exit_code == 0
    assert run.json("whoami")["key"] == "by the dashboard"
    assert "by the dashboard" in run("profiles").output
    run = terminal(server, tmp_path, monkeypatch, ahead=3590)
    assert run("contacts", "list").exit_code == 0
    renewed = profile_of(tmp_path)["tokens"]
    assert renewed["refresh_token"] != kept["tokens"]["refresh_token"]
    sessions = ask("list", server.people[stage].held, stage).data["sessions"]
    assert [each["app"] for each in sessions if each["app"]] == ["BiVelio CLI"]
    assert opens(renewed["access_token"], "contacts/list", stage)
    assert run("logout").exit_code == 0
    assert not opens(renewed["access_token"], "contacts/list", stage)
    assert json.loads((tmp_path / "bivelio" / "profiles.json").read_text())["profiles"] == {}


def test_what_is_refused_keeps_nothing(server, tmp_path, monkeypatch):
    run = terminal(server, tmp_path, monkeypatch, "refuse")
    made = run("login", "--browser", "--base-url", f"{server.issuer}/sandbox/v1")
    assert made.exit_code == 1
    assert "the person does not allow it" in made.output
    assert not (tmp_path / "bivelio" / "profiles.json").exists()


def test_an_address_without_the_sign_in_says_what_to_do(server, tmp_path, monkeypatch):
    monkeypatch.setenv("DEPLOYMENT", "")
    run = terminal(server, tmp_path, monkeypatch)
    made = run("login", "--browser", "--base-url", f"{server.issuer}/v1")
    assert made.exit_code == 1
    assert "bivelio login --api-key" in made.output
