"""The chat of a site keeps its promises: to visitors, to whom it belongs, and against strangers."""

import json
from datetime import timedelta

import pytest
from bivelio_core import clock
from bivelio_core.entrypoints import rate_limit, webchat_call
from bivelio_core.messages.webchat import sessions
from bivelio_core.store.keys import CONTACT_ADDRESS

from tests.api import OTHER_ORGANISATION, call
from tests.functions.inbound.chatting import SITE, Visitor, connected
from tests.functions.messages.world import SANDBOX, store_of, work_off

pytestmark = pytest.mark.usefixtures("table")


def test_what_a_visitor_writes_is_a_message_and_the_answer_reaches_the_session_alone():
    connection = connected()
    maria, joan = Visitor(connection), Visitor(connection, ip="192.0.2.8")
    assert maria.say("Bon dia, obriu avui?").status == 200
    joan.say("Hola")
    work_off()
    messages = call("messages.list").data["messages"]
    assert [(each["channel"], each["message"]["body"]) for each in messages] == [
        ("webchat", "Bon dia, obriu avui?"),
        ("webchat", "Hola"),
    ]
    (first, second) = messages
    assert first["contact_id"] != second["contact_id"]
    answer = call(
        "messages.send",
        {
            "channel": "webchat",
            "contact_id": first["contact_id"],
            "body": "Sí, fins a les 20 h.",
            "reply_to": first["id"],
        },
    )
    assert (answer.data["status"], answer.data["to"]) == ("sent", first["from"])
    assert maria.look() == [("visitor", "Bon dia, obriu avui?"), ("assistant", "Sí, fins a les 20 h.")]
    assert (maria.look(), joan.look()) == ([], [("visitor", "Hola")])


def test_who_comes_back_finds_the_conversation_with_an_old_token_and_no_other_site_does():
    connection = connected(origins=[SITE, "https://other.example.com"])
    maria = Visitor(connection)
    maria.say("Hola")
    work_off()
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert maria.ask("look", {"token": maria.token}).error["code"] == "AUTH_EXPIRED_TOKEN"
        assert [each["text"] for each in maria.start()["texts"]] == ["Hola"]
        assert maria.look() == []
        elsewhere = Visitor(connection, origin="https://other.example.com")
        elsewhere.token = maria.token
        assert elsewhere.ask("look", {"token": maria.token}).error["code"] == "AUTH_INVALID_TOKEN"
        assert elsewhere.start()["texts"] == []
    with clock.frozen(clock.now() + timedelta(days=34)):
        assert maria.start()["texts"] == []


def test_a_token_is_renewed_while_it_is_used():
    maria = Visitor(connected())
    maria.start()
    assert "token" not in maria.ask("look", {"token": maria.token}).data
    with clock.frozen(clock.now() + timedelta(minutes=40)):
        renewed = maria.ask("look", {"token": maria.token}).data["token"]
    with clock.frozen(clock.now() + timedelta(minutes=80)):
        assert maria.ask("look", {"token": renewed}).status == 200


def test_a_message_that_is_sent_again_is_kept_once_and_told_once():
    maria = Visitor(connected())
    for _ in range(3):
        assert maria.say("Hola", "m-the-same").status == 200
    work_off()
    work_off()
    assert call("messages.list").data["pagination"]["total"] == 1
    assert maria.look() == [("visitor", "Hola")]


@pytest.mark.parametrize(
    "origin", ["https://evil.example.com", "http://www.exemple.com", "null", "", f"{SITE}.evil.com"]
)
def test_another_origin_is_refused_and_may_not_read_why(origin):
    answer = Visitor(connected(), origin=origin).ask("start", {})
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_an_answer_is_for_the_origin_that_asks_and_the_page_of_the_chat_may_ask_too():
    connection = connected(origins=["https://a.example.com", "https://b.example.com"])
    for origin in ("https://a.example.com", "https://b.example.com", "https://api.example.com"):
        answer = Visitor(connection, origin=origin).ask("start", {})
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, origin)
        assert answer.headers["Vary"] == "Origin"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_token_is_of_one_chat_and_forged_ones_are_refused():
    connection, other = connected(), connected()
    maria = Visitor(connection)
    maria.start()
    session, issued, signature = maria.token.split("~")
    stranger = sessions.new_id()
    forged = [
        f"{stranger}~{issued}~{signature}",
        f"{session}~{int(issued) + 1}~{signature}",
        f"{session}~{issued}~{'0' * 64}",
        f"{session}~{issued}",
        "x" * 120,
        f"{session}~٣~{signature}",
    ]
    for token in forged:
        assert maria.ask("look", {"token": token}).error["code"] == "AUTH_INVALID_TOKEN", token
    assert Visitor(other).ask("look", {"token": maria.token}).error["code"] == "AUTH_INVALID_TOKEN"


@pytest.mark.parametrize(
    ("do", "data", "field"),
    [
        ("send", {"id": "m-00000001", "text": "Hola"}, "token"),
        ("send", {"token": "x", "id": "short", "text": "Hola"}, "id"),
        ("send", {"token": "x", "id": "m-00000001", "text": ""}, "text"),
        ("send", {"token": "x", "id": "m-00000001", "text": "a" * 2_001}, "text"),
        ("send", {"token": "x", "id": "m-00000001", "text": "Hola", "language": "fr"}, "language"),
        ("look", {"token": "x", "after": "a" * 201}, "after"),
        ("start", {"token": "a" * 121}, "token"),
        ("start", {"more": 1}, "more"),
        ("dance", {}, "do"),
    ],
)
def test_wrong_input_is_named_in_the_language_of_the_page(do, data, field):
    visitor = Visitor(connected())
    answer = visitor.call("POST", json.dumps(data), {"do": do, "lang": "es"}, {"Origin": SITE})
    assert (answer.status, answer.error["details"]["field"]) == (400, field)
    assert "campo" in answer.error["message"]
    assert answer.headers["Access-Control-Allow-Origin"] == SITE


@pytest.mark.parametrize("body", ["", "[", "[]", '"x"', "\x00", '{"token": {"a": 1}}', '{"token": "\\ud800"}'])
def test_hostile_bodies_are_refused_and_never_fail(body):
    for do in ("start", "send", "look"):
        answer = Visitor(connected()).ask(do, body)
        assert answer.status in {200, 400}, (do, answer)
    assert Visitor(connected()).ask("send", "x" * 10_001).status == 413


@pytest.mark.parametrize("after", ["x", "0-0", "zzzzzzzz-1", "00000000-9999999999", "." * 200, "٣" * 8 + "-1"])
def test_a_cursor_of_nothing_known_shows_the_newest(after):
    maria = Visitor(connected())
    maria.say("Hola")
    work_off()
    seen = maria.ask("look", {"token": maria.token, "after": after}).data
    assert [each["text"] for each in seen["texts"]] == ["Hola"]


def test_a_chat_that_is_disconnected_another_connection_and_a_path_of_nothing_are_not_there():
    connection = connected()
    visitor = Visitor(connection)
    visitor.start()
    call("integrations.disconnect", {"id": connection})
    webchat_call.forget()
    assert visitor.ask("start", {}).status == 404
    assert Visitor("cn_t5u6v7w8", stage="sandbox").ask("start", {}).status == 404
    for path in ("x", f"{OTHER_ORGANISATION}~{connection}", f"{visitor.path}.js.js", f"{visitor.path}\n"):
        visitor.path = path
        assert visitor.ask("start", {}).status == 404, path


def test_one_network_and_one_session_write_so_much_a_minute_and_others_go_on():
    connection = connected()
    with clock.frozen(clock.instant(1_800_000_000)):
        maria = Visitor(connection)
        maria.start()
        answers = []
        for number in range(13):
            with clock.frozen(clock.instant(1_800_000_000 + number)):
                answers.append(maria.say("Hola", f"m-{number:08}"))
        assert [each.status for each in answers] == [200] * 5 + [
            429
        ] * 8  # nobody is known yet: each is a first message
    rate_limit.forget()
    work_off()
    with clock.frozen(clock.instant(1_800_000_060)):
        statuses = []
        for number in range(20):
            with clock.frozen(clock.instant(1_800_000_060 + number)):
                statuses.append(maria.say("Hola", f"n-{number:08}"))
        assert [each.status for each in statuses] == [200] * 12 + [429] * 8
        assert int(statuses[-1].headers["Retry-After"]) > 0
        assert Visitor(connection, ip="192.0.2.99").say("Hola").status == 200


def test_the_sandbox_has_one_of_its_own():
    webchat_call.forget()
    assert call("integrations.get", {"id": "cn_w8c9h0t1"}, caller=SANDBOX).data["provider"] == "webchat"
    maria = Visitor("cn_w8c9h0t1", origin="https://www.exemple.com", stage="sandbox")
    maria.say("Hola")
    work_off()
    assert [each["text"] for each in maria.start()["texts"]] == ["Hola"]
    assert call("messages.list", {"channel": "webchat"}, caller=SANDBOX).data["pagination"]["total"] == 1
    assert call("messages.list").data["pagination"]["total"] == 0


def test_nobody_is_written_to_who_has_not_written():
    connected()
    for to in (sessions.new_id(), "wcs_1", "maria@exemple.com"):
        answer = call("messages.send", {"channel": "webchat", "to": to, "body": "Hola"})
        assert (answer.status, answer.error["details"]["field"]) in {(422, "to"), (400, "to")}, to
    assert call("contacts.list").data["pagination"]["total"] == 0
    contact = call("contacts.create", {"type": "person", "name": "Maria"}).data["id"]
    answer = call("messages.send", {"channel": "webchat", "contact_id": contact, "body": "Hola"})
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "no_address")


def test_advertising_does_not_go_there_and_stop_is_a_word_like_any_other():
    maria = Visitor(connected())
    maria.say("BAIXA")
    work_off()
    (message,) = call("messages.list").data["messages"]
    assert call("messages.suppressions_list", {}).data["pagination"]["total"] == 0
    answer = call(
        "messages.send",
        {"channel": "webchat", "contact_id": message["contact_id"], "body": "Rebaixes", "purpose": "marketing"},
    )
    assert (answer.status, answer.error["details"]["constraint"]) == (422, "no_consent")


def test_a_session_follows_its_contact_when_it_is_merged_and_sees_no_other_session(table):
    connection = connected()
    phone, desk = Visitor(connection), Visitor(connection, ip="192.0.2.8")
    phone.say("Des del mòbil")
    desk.say("Des de l'ordinador")
    work_off()
    first, second = (each["contact_id"] for each in call("messages.list").data["messages"])
    merged = call("contacts.merge", {"winner": first, "losers": [second]})
    assert merged.status == 200
    assert desk.look() == [("visitor", "Des de l'ordinador")]
    to = next(
        link["SK"].partition("#")[2]
        for link in store_of(table).query(CONTACT_ADDRESS)
        if link["SK"] == f"webchat#{desk.token.partition('~')[0]}"
    )
    call("messages.send", {"channel": "webchat", "to": to, "body": "Hola"})
    assert desk.look() == [("assistant", "Hola")]
    assert phone.look() == [("visitor", "Des del mòbil")]


def test_what_was_written_by_a_person_of_the_organisation_says_so():
    maria = Visitor(connected())
    maria.say("Hola")
    work_off()
    (message,) = call("messages.list").data["messages"]
    user = {"actor_kind": "user", "actor": "usr_0123456789abcdef"}
    call(
        "messages.send",
        {"channel": "webchat", "contact_id": message["contact_id"], "body": "Sóc la Dolors"},
        caller=user,
    )
    assert maria.look()[-1] == ("person", "Sóc la Dolors")


def test_the_script_is_small_and_kept_by_browsers_and_the_page_names_its_title():
    visitor = Visitor(connected(title="Botiga <b>de la Maria</b>"))
    page = visitor.call("GET", headers={"Accept-Language": "es"})
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "Botiga &lt;b&gt;de la Maria" in page.body
    assert 'lang="es"' in page.body
    path = visitor.path
    visitor.path = f"{path}.js"
    script = visitor.call("GET")
    assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert len(script.body.encode()) < 20_000
    again = visitor.call("GET", headers={"If-None-Match": script.headers["ETag"]})
    assert (again.status, again.body) == (304, "")


def test_the_connection_tells_its_page_and_the_line_for_the_site(monkeypatch):
    monkeypatch.setenv("INBOUND_URL", "https://api.bivelio.com/v1")
    connection = connected()
    shown = call("integrations.get", {"id": connection}).data
    assert shown["inbound_url"] == f"https://api.bivelio.com/v1/inbound/webchat/{Visitor(connection).path}"
    assert shown["snippet"] == f'<script src="{shown["inbound_url"]}.js" async></script>'
    sandbox = call("integrations.get", {"id": "cn_w8c9h0t1"}, caller=SANDBOX).data
    assert sandbox["inbound_url"].startswith("https://sandbox.api.bivelio.com/v1/inbound/webchat/")
