"""Buttons, lists, reactions and the parts of templates, through /v1/messages/send."""

import base64
import json
from datetime import timedelta

import pytest
from bivelio_core.messages import templates
from bivelio_core.providers.messaging import magic

from tests.api import call
from tests.functions.messages.world import SANDBOX, comes_in, failing, get, send, telegram, whatsapp, work_off, wrote
from tests.receiver import Reply

pytestmark = pytest.mark.usefixtures("table")
BUTTONS = [{"id": "si", "title": "Sí"}, {"id": "no", "title": "Un altre dia"}]
ROWS = [{"id": "dj", "title": "Dijous"}]
PAGE = {"title": "La carta", "url": "https://exemple.com/carta"}


def section(first: int, last: int) -> dict[str, object]:
    """A section of a list, whose rows have these numbers."""
    return {"title": "Matí", "rows": [{"id": str(n), "title": str(n)} for n in range(first, last)]}


FAULTS = {
    "four on whatsapp": (
        "whatsapp",
        {"buttons": [{"id": str(n), "title": str(n)} for n in range(4)]},
        "buttons",
        "max_items",
    ),
    "one without an id": ("whatsapp", {"buttons": [{"title": "Sí"}]}, "buttons[0].url", "one_of"),
    "an id and a page": (
        "whatsapp",
        {"buttons": [{"id": "a", "title": "Web", "url": "https://exemple.com"}]},
        "buttons[0].url",
        "one_of",
    ),
    "a page and an answer": ("whatsapp", {"buttons": [PAGE, *BUTTONS]}, "buttons", "max_items"),
    "an answer and a page": ("whatsapp", {"buttons": [*BUTTONS, PAGE]}, "buttons[2].url", "one_of"),
    "rows and sections": (
        "whatsapp",
        {"choices": {"button": "Tria", "rows": ROWS, "sections": [{"title": "Matí", "rows": ROWS}]}},
        "choices.rows",
        "one_of",
    ),
    "neither rows nor sections": ("whatsapp", {"choices": {"button": "Tria"}}, "choices.rows", "one_of"),
    "eleven rows in sections": (
        "whatsapp",
        {"choices": {"button": "Tria", "sections": [section(0, 6), section(6, 11)]}},
        "choices.sections",
        "max_items",
    ),
    "the same id in two sections": (
        "whatsapp",
        {"choices": {"button": "Tria", "sections": [section(0, 1), section(0, 1)]}},
        "choices.sections",
        "repeated_id",
    ),
    "a section without a title": (
        "whatsapp",
        {"choices": {"button": "Tria", "sections": [{"rows": ROWS}]}},
        "choices.sections[0].title",
        "required",
    ),
    "a long title": ("whatsapp", {"buttons": [{"id": "a", "title": "x" * 21}]}, "buttons[0].title", "max_length"),
    "the same id": (
        "telegram",
        {"buttons": [{"id": "a", "title": "1"}, {"id": "a", "title": "2"}]},
        "buttons",
        "repeated_id",
    ),
    "a long id": ("telegram", {"buttons": [{"id": "à" * 33, "title": "1"}]}, "buttons[0].id", "max_bytes"),
    "neither": ("telegram", {"buttons": [{"title": "1"}]}, "buttons[0].url", "one_of"),
    "a list on telegram": ("telegram", {"choices": {"button": "Tria", "rows": ROWS}}, "choices", "not_on_channel"),
    "by mail": ("email", {"buttons": BUTTONS}, "buttons", "not_on_channel"),
    "both": ("whatsapp", {"buttons": BUTTONS, "choices": {"button": "Tria", "rows": ROWS}}, "choices", "one_of"),
    "a long text": ("whatsapp", {"buttons": BUTTONS, "body": "x" * 1_025}, "body", "max_length"),
}
TO = {"whatsapp": "+34 612 345 678", "telegram": "4242", "email": "maria@exemple.com"}
TEMPLATE = {"type": "template", "name": "cita", "language": "ca"}
TEMPLATE_FAULTS = {
    "values twice": ({"parameters": ["a"], "variables": {"dia": "a"}}, "variables", "one_of"),
    "a header without text": ({"header": {"type": "text"}}, "header.text", "required"),
    "a picture without a file": ({"header": {"type": "image"}}, "header.url", "one_of"),
    "a picture with a text": ({"header": {"type": "image", "document_id": "d", "text": "a"}}, "header.text", "one_of"),
    "a button with nothing": ({"template_buttons": [{"index": 0}]}, "template_buttons[0].url_suffix", "one_of"),
    "a button twice": (
        {"template_buttons": [{"index": 0, "payload": "a"}, {"index": 0, "payload": "b"}]},
        "template_buttons",
        "repeated_id",
    ),
    "the file of no document": (
        {"header": {"type": "image", "document_id": "doc_none"}},
        "header.document_id",
        "not_found",
    ),
    "buttons of a text": ({"buttons": BUTTONS}, "buttons", "not_on_channel"),
}


def fault_of(answer):
    """The field and the constraint of a refusal."""
    details = answer.error["details"]
    first = details["errors"][0] if "errors" in details else details
    return first["field"], first["constraint"]


@pytest.mark.parametrize(("channel", "offer", "field", "constraint"), FAULTS.values(), ids=FAULTS.keys())
def test_what_a_channel_does_not_take_is_refused_by_its_field(channel, offer, field, constraint):
    answer = send(channel, TO[channel], message={"type": "text", "body": "Quan?", **offer})
    assert answer.status in (400, 422)
    assert fault_of(answer) == (f"message.{field}", constraint)


@pytest.mark.parametrize(("parts", "field", "constraint"), TEMPLATE_FAULTS.values(), ids=TEMPLATE_FAULTS.keys())
def test_parts_of_a_template_that_say_nothing_are_refused_by_their_field(parts, field, constraint):
    answer = send(message={**TEMPLATE, **parts})
    assert answer.status in (400, 422)
    assert fault_of(answer) == (f"message.{field}", constraint)


def test_buttons_are_sent_and_shown_as_they_were_asked_for():
    message = {"type": "text", "body": "Dijous?", "buttons": BUTTONS}
    answer = send(message=message)
    assert answer.data["status"] == "sent"
    assert get(answer.data["message_id"])["message"] == message


def test_a_button_that_opens_a_page_is_kept_and_not_chosen():
    message = {"type": "text", "body": "Mira-la", "buttons": [PAGE]}
    asked = send(to="+34 600 000 010", message=message).data
    assert get(asked["message_id"])["message"] == message
    work_off()
    listed = call("messages.list", {"contact_id": asked["contact_id"], "per_page": 100}, caller=SANDBOX)
    assert "choice" not in listed.data["messages"][-1]["message"], "a page that is opened is no answer"


def test_a_reaction_names_the_message_that_it_is_about(table, monkeypatch):
    refused = send(message={"type": "reaction", "body": "👍"})
    assert fault_of(refused) == ("reply_to", "required")
    with whatsapp(monkeypatch) as (meta, connection):
        comes_in(table, connection, "whatsapp", wrote("34612345678", "Gràcies!"))
        (came,) = call("messages.list").data["messages"]
        about = {"contact_id": came["contact_id"], "reply_to": came["id"]}
        answer = send(live=True, message={"type": "reaction", "body": "👍"}, **about)
        assert answer.status == 200
        body = json.loads(meta.received[-1].body)
        assert (body["type"], body["reaction"]) == ("reaction", {"message_id": "wamid.in", "emoji": "👍"})
    (conversation,) = call("messages.conversations").data["conversations"]
    assert conversation["state"] == "open", "a reaction is no answer"


def test_the_file_of_a_templates_header_is_handed_to_meta_first(monkeypatch):
    def upload(request):
        return {"id": "media-1"} if request.path.endswith("/media") else None

    with whatsapp(monkeypatch, upload) as (meta, _):
        upload_of_ours = {"filename": "porta.png", "content_base64": base64.b64encode(magic.PICTURE).decode()}
        stored = call("documents.upload", upload_of_ours).data["document_id"]
        header = {"type": "image", "document_id": stored}
        answer = send(live=True, message={**TEMPLATE, "header": header, "variables": {"dia": "dijous"}})
        assert answer.status == 200
        head, body = json.loads(meta.received[-1].body)["template"]["components"]
    assert head == {"type": "header", "parameters": [{"type": "image", "image": {"id": "media-1"}}]}
    assert body["parameters"] == [{"type": "text", "parameter_name": "dia", "text": "dijous"}]


def test_a_keyboard_goes_to_telegram(monkeypatch):
    with telegram(monkeypatch) as (bots, _):
        answer = send("telegram", "4242", live=True, message={"type": "text", "body": "Dijous?", "buttons": BUTTONS})
        assert answer.status == 200
        keyboard = json.loads(bots.received[-1].body)["reply_markup"]["inline_keyboard"]
    assert keyboard == [[{"text": each["title"], "callback_data": each["id"]}] for each in BUTTONS]


def test_a_reaction_goes_to_telegram_and_may_be_set_again(table, monkeypatch):
    replies = iter([failing(500), None])

    def answer(request):
        return next(replies) if request.path.endswith("setMessageReaction") else None

    with telegram(monkeypatch, answer) as (bots, connection):
        chat = {"id": 4242, "type": "private", "first_name": "Maria"}
        wrote_there = {"message_id": 7, "date": 1_780_000_000, "chat": chat, "from": chat, "text": "Gràcies!"}
        comes_in(table, connection, "telegram", {"update_id": 5, "message": wrote_there})
        (came,) = call("messages.list").data["messages"]
        reaction = {"message": {"type": "reaction", "body": "👍"}, "reply_to": came["id"]}
        answer_of_ours = send("telegram", "4242", live=True, **reaction)
        assert answer_of_ours.status == 202, "nobody knows whether it was set, and to set it again changes nothing"
        work_off(timedelta(minutes=1))
        assert get(answer_of_ours.data["message_id"], live=True)["status"] == "sent"
        bodies = [json.loads(each.body) for each in bots.received if each.path.endswith("setMessageReaction")]
    assert bodies == [{"chat_id": 4242, "message_id": 7, "reaction": [{"type": "emoji", "emoji": "👍"}]}] * 2


def test_templates_tell_what_there_is_to_fill(monkeypatch):
    parts = [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Hola {{client}}, fins {{dia}}. {{client}}!"},
        {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Veure", "url": "https://exemple.com/{{1}}"}]},
    ]
    listed = {"data": [{"name": "cita", "language": "ca", "status": "APPROVED", "components": parts}]}
    templates.forget()
    with whatsapp(monkeypatch) as (meta, _):
        meta.answer = lambda _: Reply(200, {}, json.dumps(listed).encode())
        (template,) = call("messages.templates").data["templates"]
    assert (template["variables"], template["header"]) == (["client", "dia"], "image")
    assert template["buttons"] == [{"type": "url", "text": "Veure", "url": "https://exemple.com/{{1}}"}]
    templates.forget()
    assert "variables" not in call("messages.templates", caller=SANDBOX).data["templates"][0]


LIMITS = {
    131048: "spam_limited",
    131049: "marketing_capped",
    131064: "messaging_limited",
    131037: "permission_missing",
}


@pytest.mark.parametrize(("code", "reason"), LIMITS.items())
def test_what_meta_limits_is_told_with_what_to_do_and_not_tried_again(monkeypatch, code, reason):
    with whatsapp(monkeypatch, lambda _: failing(400, {"error": {"code": code, "message": "no"}})) as (meta, _):
        refused = send(live=True, message=TEMPLATE)
        assert (refused.status, refused.error["details"]["reason"]) == (422, reason)
        asked = len(meta.received)
        work_off(timedelta(hours=1))
        assert len(meta.received) == asked
    assert get(refused.error["details"]["message_id"], live=True)["error"]["reason"] == reason


def test_the_sentences_about_limits_are_in_the_callers_language(monkeypatch):
    with whatsapp(monkeypatch, lambda _: failing(400, {"error": {"code": 131049, "message": "no"}})):
        answers = {
            language: send(live=True, message=TEMPLATE, headers={"Accept-Language": language}).error["message"]
            for language in ("ca", "es", "en")
        }
    assert "24 hores" in answers["ca"]
    assert "24 horas" in answers["es"]
    assert "24 hours" in answers["en"]


CHOSEN = [
    {"buttons": [ROWS[0], *BUTTONS]},
    {"choices": {"button": "Tria", "rows": ROWS}},
    {"choices": {"button": "Tria", "sections": [{"title": "Aviat", "rows": ROWS}, section(0, 3)]}},
]


@pytest.mark.parametrize("offer", CHOSEN)
def test_in_the_sandbox_somebody_chooses_the_first(offer):
    asked = send(to="+34 600 000 010", message={"type": "text", "body": "Quan?", **offer}).data
    work_off()
    listed = call("messages.list", {"contact_id": asked["contact_id"], "per_page": 100}, caller=SANDBOX)
    answer = listed.data["messages"][-1]
    assert (answer["message"]["body"], answer["message"]["choice"]) == ("Dijous", "dj")
    assert answer["reply_to"] == asked["message_id"]
