"""What a person reads when something is wrong: a sentence, what to do, the request; 1 for errors, 2 for wrong use."""

import httpx
import pytest

from tests.cli.running import BASE, KEY, Terminal, answered_by
from tests.sdk.scripted import Scripted, failure


@pytest.fixture
def api(monkeypatch):
    """Make an API that answers by a function."""

    def make(reply):
        made = Scripted(reply)
        answered_by(monkeypatch, lambda: httpx.Client(transport=httpx.MockTransport(made.answer)))
        return made

    return make


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path, {"BIVELIO_API_KEY": KEY, "BIVELIO_BASE_URL": BASE})


def test_an_error_of_the_api_has_its_request_and_what_to_do(api, terminal):
    api(lambda *_: failure(401, "INVALID_API_KEY"))
    made = terminal("contacts", "list")
    assert made.exit_code == 1
    assert made.stdout == ""
    assert made.stderr.splitlines()[0] == "Error: M"
    assert "What to do: " in made.stderr
    assert "401 INVALID_API_KEY, request r-1" in made.stderr


def test_the_fields_that_are_wrong_and_the_remedy_of_the_api_are_told(api, terminal):
    error = {
        "code": "VALIDATION_ERROR",
        "message": "El correu no és vàlid.",
        "request_id": "r-2",
        "remedy": "Corregeix el camp.",
        "details": {"errors": [{"field": "email", "constraint": "email", "message": "no és una adreça"}]},
    }
    answered = api(lambda *_: httpx.Response(400, json={"success": False, "error": error}))
    made = terminal("--language", "ca", "contacts", "create", "--type", "person", "--name", "A", "--email", "nobody")
    assert (made.exit_code, answered.sent[0].headers["accept-language"]) == (1, "ca")
    assert "  email: no és una adreça\nWhat to do: Corregeix el camp.\n400 VALIDATION_ERROR, request r-2" in made.stderr


def test_without_a_network_it_says_what_to_check(api, terminal):
    api(lambda *_: httpx.ConnectError("refused"))
    made = terminal("contacts", "get", "ct_1")
    assert made.exit_code == 1
    assert made.stderr.startswith("Error: No answer from http://localhost:8080/sandbox/v1/contacts/get: refused. Check")


@pytest.mark.parametrize(
    ("words", "environment", "says"),
    [
        ((), {"BIVELIO_API_KEY": ""}, "There is no API key: sign in with `bivelio login`, or set BIVELIO_API_KEY."),
        ((), {"BIVELIO_API_KEY": "sk_1"}, "The API key is none of BiVelio's"),
        ((), {"BIVELIO_BASE_URL": "ftp://x"}, "base_url must be like"),
        (("--language", "de"), {}, "language must be one of ca, es, en"),
        (("--profile", "other"), {}, "There is no profile 'other'"),
    ],
)
def test_nothing_is_sent_with_options_that_cannot_be(terminal, words, environment, says):
    made = terminal("contacts", "list", *words, **environment)
    assert made.exit_code == 1
    assert made.stderr.startswith("Error: ")
    assert says in made.stderr
    before = terminal(*words, "contacts", "list", **environment)
    assert (before.exit_code, before.stderr) == (1, made.stderr)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("contact", "list"), "Did you mean 'contacts'"),
        (("contacts", "lst"), "Did you mean 'list'"),
        (("contacts", "list", "--serch", "a"), "--search"),
        (("contacts", "get"), "ID is required"),
        (("contacts", "create", "--name", "A"), "--type is required"),
        (("contacts", "create", "--type", "dog", "--name", "A"), "person"),
        (("contacts", "list", "--page", "one"), "'--page'"),
        (("contacts", "create", "--data", "{"), "--data is not JSON"),
        (("contacts", "create", "--data", "[1]"), "--data must be a JSON object"),
        (("contacts", "create", "--data", '{"nam": 1}'), "unknown field 'nam'"),
        (("contacts", "create", "--data", "@none.json"), "none.json cannot be read"),
        (("contacts", "update", "ct_1", "--custom-fields", "{a"), "--custom-fields is not JSON"),
    ],
)
def test_a_wrong_use_ends_with_2_and_says_what_is_expected(terminal, words, says):
    made = terminal(*words)
    assert made.exit_code == 2
    assert says in made.stderr
