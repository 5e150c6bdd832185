"""Signing in, profiles, and who may read them."""

import json
import stat
import time

import httpx
import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted, failure

LIVE = "bv_live_sk_sample0123456789"


class Users:
    """The API of an organisation with one user."""

    def __init__(self) -> None:
        self.refreshed = 0
        self.lasts = 3600.0
        self.wants_code = False

    def reply(self, path, body):
        if path == "auth/token":
            if body.get("password", "correct") != "correct":
                return failure(401, "INVALID_CREDENTIALS")
            if self.wants_code and "password" in body:
                return failure(401, "AUTH_MFA_REQUIRED", details={"challenge": "chl-1"})
            if "challenge" in body and (body["challenge"], body["code"]) != ("chl-1", "492039"):
                return failure(401, "AUTH_INVALID_TOKEN")
            self.refreshed += "refresh_token" in body
            return {
                "access_token": f"at-{self.refreshed}",
                "refresh_token": f"rt-{self.refreshed}",
                "expires_in": self.lasts,
            }
        return {"contacts": [], "pagination": {"page": 1, "per_page": 1, "total": 0, "total_pages": 0}}


@pytest.fixture
def users():
    return Users()


@pytest.fixture
def terminal(tmp_path, monkeypatch, users):
    api = Scripted(users.reply)
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(api.answer)))
    made = Terminal(tmp_path, {"BIVELIO_BASE_URL": BASE})
    made.api = api
    return made


def kept(terminal):
    return json.loads((terminal.folder / "bivelio" / "profiles.json").read_text())


def test_a_key_is_checked_kept_for_its_owner_alone_and_used(terminal):
    made = terminal("login", text=f"{KEY}\n")
    assert made.exit_code == 0, made.output
    assert KEY not in made.output
    folder = terminal.folder / "bivelio"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "profiles.json").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir() if path.name.startswith(".profiles")] == []
    assert terminal("contacts", "list").exit_code == 0
    assert terminal.api.sent[-1].headers["x-api-key"] == KEY
    assert terminal.json("whoami") | {"accepted": True} == terminal.json("whoami")


def test_a_refused_key_is_not_kept(tmp_path, monkeypatch):
    api = Scripted(lambda *_: failure(401, "INVALID_API_KEY"))
    answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(api.answer)))
    terminal = Terminal(tmp_path, {"BIVELIO_BASE_URL": BASE})
    assert terminal("login", "--api-key", KEY).exit_code == 1
    assert not (tmp_path / "bivelio" / "profiles.json").exists()


def test_a_user_signs_in_and_the_token_is_refreshed_once_when_it_is_old(terminal, users):
    words = ("login", "--api-key", KEY, "--email", "maria@example.com", "--password-stdin")
    assert terminal(*words, text="wrong\n").exit_code == 1
    assert terminal(*words, text="correct\n").exit_code == 0
    assert "correct" not in json.dumps(kept(terminal))
    terminal("contacts", "list")
    assert terminal.api.sent[-1].headers["authorization"] == "Bearer at-0"
    content = kept(terminal)
    content["profiles"]["default"]["tokens"]["expires_at"] = time.time()
    (terminal.folder / "bivelio" / "profiles.json").write_text(json.dumps(content))
    terminal("contacts", "list")
    terminal("contacts", "list")
    assert (users.refreshed, terminal.api.sent[-1].headers["authorization"]) == (1, "Bearer at-1")
    assert kept(terminal)["profiles"]["default"]["tokens"]["refresh_token"] == "rt-1"
    assert terminal("logout").exit_code == 0
    assert terminal.api.paths[-1] == "auth/logout"
    assert kept(terminal)["profiles"] == {}


def test_a_user_with_a_second_factor_is_asked_for_the_code(terminal, users):
    users.wants_code = True
    words = ("login", "--api-key", KEY, "--email", "maria@example.com", "--password-stdin")
    assert terminal(*words, text="correct\n000000\n").exit_code == 1
    made = terminal(*words, text="correct\n492039\n")
    assert made.exit_code == 0, made.output
    assert kept(terminal)["profiles"]["default"]["tokens"]["access_token"] == "at-0"
    assert "492039" not in json.dumps(kept(terminal))


def test_profiles_are_chosen_by_option_key_and_use(terminal):
    terminal("login", "--api-key", KEY, "--profile", "test")
    terminal("login", "--api-key", LIVE, "--profile", "live", "--base-url", "http://localhost:9000/v1")

    def used(*words, **environment):
        terminal("contacts", "list", *words, **environment)
        return terminal.api.sent[-1].headers["x-api-key"]

    assert [one["profile"] for one in terminal.json("profiles")] == ["live", "test"]
    assert (used(), used("--profile", "test"), used("--profile", "test", BIVELIO_API_KEY=LIVE)) == (LIVE, KEY, KEY)
    assert used(BIVELIO_API_KEY=KEY) == KEY
    assert terminal("profiles", "--use", "test").exit_code == 0
    assert used() == KEY
    assert terminal("profiles", "--use", "none").exit_code == 1
    assert KEY not in terminal("profiles").output
    assert terminal("logout", "--profile", "test").exit_code == 0
    assert used() == LIVE


def test_a_damaged_file_says_what_to_do(terminal):
    (terminal.folder / "bivelio").mkdir()
    (terminal.folder / "bivelio" / "profiles.json").write_text("{")
    made = terminal("contacts", "list")
    assert made.exit_code == 1
    assert "delete it and run `bivelio login` again" in made.stderr
