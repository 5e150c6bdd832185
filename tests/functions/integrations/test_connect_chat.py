"""POST /v1/integrations/connect with the id of a chat that is there changes its settings."""

import pytest
from bivelio_core.entrypoints import webchat_call

from tests.api import OTHER_ORGANISATION, call, lose_answers
from tests.functions.inbound.chatting import SETTINGS, SITE, Visitor, connected
from tests.functions.integrations.connected import BODIES, SANDBOX, connect

pytestmark = pytest.mark.usefixtures("table")
LOOKS = {"origins": [SITE], "greeting": {"es": "¡Hola!"}, "color": "#ffd400", "position": "left", "title": "Botiga"}


def change(connection, *, caller=None, headers=None, name=None, **settings):
    """Change a chat."""
    named = {} if name is None else {"name": name}
    body = {"provider": "webchat", "id": connection, "webchat": {**LOOKS, **settings}, **named}
    return call("integrations.connect", body, caller=caller, headers=headers)


def told(visitor):
    """What a page is told of how the chat looks, once what was read of it is forgotten."""
    webchat_call.forget()
    return visitor.ask("start", {"token": visitor.token} if visitor.token else {}).data["settings"]


def test_what_is_changed_is_what_visitors_see_and_the_address_stays(monkeypatch):
    monkeypatch.setenv("INBOUND_URL", "https://api.example.com/v1")
    made = connected(position="right", title="Perruqueria Dolors")
    before = call("integrations.get", {"id": made}).data
    answer = change(made, name="botiga")
    assert (answer.status, answer.data["id"]) == (200, made)
    after = call("integrations.get", {"id": made}).data
    assert (after["inbound_url"], after["snippet"]) == (before["inbound_url"], before["snippet"])
    assert (after["settings"], after["name"]) == ({**LOOKS, "languages": ["ca", "es", "en"]}, "botiga")
    seen = told(Visitor(made))
    assert seen == {name: value for name, value in after["settings"].items() if name != "origins"}
    assert change(made, title=None).data["settings"].get("title") is None, "all of the settings become what is given"
    assert call("integrations.list", {}).data["pagination"]["total"] == 1
    moved = change(made, origins=["https://botiga.exemple.com"]).data
    assert (after["account"], moved["account"]) == (SITE, "https://botiga.exemple.com")


def test_a_visitor_goes_on_with_their_session():
    made = connected()
    visitor = Visitor(made)
    visitor.token = visitor.ask("start", {}).data["token"]
    change(made)
    assert told(visitor)["position"] == "left"
    assert visitor.ask("look", {"token": visitor.token, "after": ""}).status == 200


def test_a_site_that_is_taken_away_is_refused():
    made = connected()
    change(made, origins=["https://botiga.exemple.com"])
    webchat_call.forget()
    assert Visitor(made).ask("start", {}).status == 403


def test_only_a_chat_of_ones_own_is_changed():
    made, bot = connected(), connect("telegram").data["id"]
    other = call(
        "integrations.connect", {"provider": "telegram", "id": made, "telegram": BODIES["telegram"]["telegram"]}
    )
    for answer in (change(bot, caller=SANDBOX), other):
        details = answer.error["details"]
        assert (answer.status in {400, 422}, details["field"], details["constraint"]) == (True, "id", "not_a_chat")
    assert change(made, caller={"organisation": OTHER_ORGANISATION}).status == 403
    assert change(made, caller=SANDBOX).status in {403, 404}
    assert change(f"{made[:-1]}x").status in {403, 404}
    call("integrations.disconnect", {"id": made})
    assert change(made).status == 404
    assert call("integrations.list", {"provider": "webchat"}).data["connections"] == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"color": "blue"}, "webchat.color"),
        ({"position": "top"}, "webchat.position"),
        ({"greeting": {"fr": "Bonjour"}}, "webchat.greeting"),
        ({"greeting": {"ca": "a" * 501}}, "webchat.greeting.ca"),
        ({"origins": []}, "webchat.origins"),
    ],
)
def test_what_it_cannot_be_is_refused_and_nothing_changes(wrong, field):
    made = connected()
    answer = change(made, **wrong)
    assert (answer.status, answer.error["details"]["field"].startswith(field)) == (400, True)
    assert call("integrations.get", {"id": made}).data["settings"]["color"] == SETTINGS["color"]


def test_it_is_changed_once_under_a_key_and_noted_in_the_audit_log(table):
    made, key = connected(), {"Idempotency-Key": "chat-1"}
    change(made, headers=key)
    later = change(made, color="#000000")
    assert later.data["settings"]["color"] == "#000000"
    lose_answers(table)
    assert change(made, headers=key).data["id"] == made
    assert call("integrations.get", {"id": made}).data["settings"]["color"] == "#000000"
    entries = [each for each in call("audit.list", {}).data["entries"] if each["action"] == "connection.updated"]
    assert [each["details"]["connection"] for each in entries] == [made, made]


def test_the_sample_of_the_sandbox_is_changed():
    sample = "cn_w8c9h0t1"
    assert change(sample, caller=SANDBOX).data["settings"]["position"] == "left"
