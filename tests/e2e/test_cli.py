"""The command line on the running platform: a user, events that are caused and forwarded, and how programs end.

The commands run in this process, and some as programs of their own. Each operation as a command is run at the real
handlers in `tests/contracts/test_cli.py` and `tests/cli/test_every_operation.py`.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bivelio import BiVelio, webhooks
from bivelio.cli.own.trigger import CAUSES

from tests.cli.running import Terminal, words_of
from tests.cli.test_listen import receiving
from tests.running import LONGEST_ANSWER_SECONDS, Runtime, until
from tests.sdk.calls import BY_USERS, OF_PEOPLE

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def own(organisation: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """An organisation of this module's."""
    return organisation("enterprise")


@pytest.fixture(scope="module")
def url(platform: Runtime) -> str:
    """What a user gives as the base URL: a test key goes to the sandbox by itself."""
    return f"{platform.settings.url}/v1"


@pytest.fixture(scope="module")
def terminal(own: dict[str, Any], url: str, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """Commands with the key of the organisation's sandbox."""
    key = own["keys"]["test_secret"]
    return Terminal(tmp_path_factory.mktemp("terminal"), {"BIVELIO_API_KEY": key, "BIVELIO_BASE_URL": url})


def test_a_user_signs_in_and_manages_keys_and_sessions(own: dict[str, Any], url: str, tmp_path: Path):
    terminal, user = Terminal(tmp_path, {"BIVELIO_BASE_URL": url}), own["users"][0]
    words = ("login", "--email", user["email"], "--api-key", own["keys"]["test_publishable"], "--password-stdin")
    refused = terminal(*words, text="another password\n")
    assert (refused.exit_code, "401" in refused.stderr) == (1, True)
    assert terminal("contacts", "list").exit_code == 1
    assert terminal(*words, text=f"{user['password']}\n").exit_code == 0
    done = set()

    def call(operation: str, **fields: Any) -> Any:
        done.add(operation)
        return terminal.json(*words_of(operation, fields))

    made = call("keys.create", name="Botiga", environment="test", scopes=["contacts:write"])
    assert call("keys.update", id=made["id"], rate_limit=30)["rate_limit"] == 30
    rotated = call("keys.rotate", id=made["id"], overlap_seconds=0)
    assert {key["id"] for key in call("keys.list")["keys"]} >= {made["id"], rotated["id"]}
    assert call("keys.revoke", id=rotated["id"])["status"] == "revoked"
    named = {name: user[name] for name in ("email", "password")}
    key = ("--api-key", own["keys"]["test_publishable"])
    done.add("auth.token")
    tokens = terminal.json(*words_of("auth.token", {"grant_type": "password", **named}), *key)
    sessions = call("auth.sessions_list")["sessions"]
    (other,) = [session for session in sessions if not session["is_current"]]
    assert call("auth.sessions_end", id=other["id"])["status"] == "ended"
    again = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert terminal(*words_of("auth.token", again), *key).exit_code == 1
    new = user["password"] + "-nova"
    changed = call("auth.password_change", current_password=user["password"], new_password=new)
    assert changed["email"] == user["email"]
    assert call("organisation.get")["id"] == own["id"]
    for operation, (fields, status) in {**OF_PEOPLE, "auth.confirm": ({"password": new}, 200)}.items():
        done.add(operation)
        answered = terminal(*words_of(operation, fields))
        assert (answered.exit_code == 0) == (status == 200), (operation, answered.output)
        assert status == 200 or str(status) in answered.stderr, (operation, answered.stderr)
    assert len(call("requests.list", limit=1)["requests"]) <= 1
    assert len(call("audit.list", limit=1)["entries"]) <= 1
    assert len(call("usage.get")["by_day"]) == 30
    call("auth.logout")
    assert done == BY_USERS
    assert terminal(*words, text=f"{new}\n").exit_code == 0
    assert terminal.json("whoami")["accepted"] is True
    assert terminal("logout").exit_code == 0
    assert "bivelio login" in terminal("keys", "list").stderr


def test_each_type_that_is_triggered_comes_by_the_feed(terminal: Terminal, own: dict[str, Any], url: str):
    for event in CAUSES:
        made = terminal("trigger", event)
        assert made.exit_code == 0, made.output
    with BiVelio(own["keys"]["test_secret"], base_url=url) as client:
        until(lambda: set(CAUSES) <= {event.event for event in client.events.list(limit=100)})


def test_events_are_forwarded_to_a_receiver_that_verifies_them(terminal: Terminal):
    secret = "whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQtMTIzNA=="
    assert terminal("trigger", "contact.created").exit_code == 0
    words = ("listen", "--events", "contact.created", "--since", "1h", "--count", "1", "--secret", secret)
    with receiving() as receiver:
        made = terminal(*words, "--forward-to", receiver.url)
        assert made.exit_code == 0, made.output
        ((body, headers),) = receiver.came
    assert webhooks.verify(body, headers, secret).event == "contact.created"
    assert "contact.created" in made.stdout
    assert "  204 in " in made.stdout


@pytest.mark.parametrize(
    ("words", "changed", "code", "says"),
    [
        (["contacts", "list", "--per-page", "1", "--json"], {}, 0, '"contacts"'),
        (["contacts", "get", "ct_nobody1"], {}, 1, "request "),
        (["contacts", "list"], {"BIVELIO_API_KEY": "bv_test_sk_0000000000000000000000000000"}, 1, "request "),
        (["contacts", "list"], {"BIVELIO_API_KEY": "sk_other"}, 1, "bv_live_"),
        (["contacts", "list"], {"BIVELIO_API_KEY": ""}, 1, "bivelio login"),
        (["contacts", "list"], {"BIVELIO_BASE_URL": "http://127.0.0.1:9/v1"}, 1, "127.0.0.1:9"),
        (["contacts", "list", "--colour", "red"], {}, 2, "--colour"),
        (["contcts"], {}, 2, "contcts"),
    ],
)
def test_a_program_ends_with_a_sentence_and_its_code(
    own: dict[str, Any],
    url: str,
    tmp_path: Path,
    words: list[str],
    changed: dict[str, str],
    code: int,
    says: str,
):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BIVELIO_")}
    environment = {"BIVELIO_API_KEY": own["keys"]["test_secret"], "BIVELIO_BASE_URL": url, "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "bivelio.cli", *words],
        env=kept | environment | {"XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)} | changed,
        capture_output=True,
        text=True,
        timeout=LONGEST_ANSWER_SECONDS,
        check=False,
    )
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert says in (done.stderr if code else done.stdout)
