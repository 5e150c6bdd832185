"""What a message offers is sent as pywa and python-telegram-bot send it, and what people choose comes in as a text."""

import json
from typing import Any

import pytest
from bivelio_core.messages.inbound import senders, telegram
from bivelio_core.providers.messaging.port import Draft
from bivelio_core.providers.messaging.telegram import bot
from bivelio_core.providers.messaging.whatsapp import cloud
from pywa.types.callback import (
    Button,
    CallbackButton,
    CallbackSelection,
    Section,
    SectionList,
    SectionRow,
)
from pywa.types.callback import URLButton as PageButton
from pywa.types.templates import (
    BodyText,
    HeaderDocument,
    HeaderImage,
    HeaderText,
    QuickReplyButton,
    TemplateLanguage,
    URLButton,
)
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update

from tests.functions.inbound.called import to_json
from tests.messages.test_judges import client, draft
from tests.messages.world import bring, new_store, stored

TO = "34612345678"


def test_buttons_are_sent_as_pywa_sends_them():
    judge = client()
    judge.send_message(to=TO, text="Dijous?", buttons=[Button("Sí", "si"), Button("No", "no")])
    (theirs,) = judge.kept
    offered = [{"id": "si", "title": "Sí"}, {"id": "no", "title": "No"}]
    ours = cloud.payload(draft(type="text", body="Dijous?", buttons=offered))
    assert (ours["type"], ours["interactive"]) == (theirs["type"], theirs["interactive"])


def test_a_list_is_sent_as_pywa_sends_it():
    judge = client()
    rows = [SectionRow("Dijous", "dj", "A les 10 h"), SectionRow("Divendres", "dv")]
    judge.send_message(to=TO, text="Quan?", buttons=SectionList("Tria", [Section("", rows)]))
    (theirs,) = judge.kept
    offered = [{"id": "dj", "title": "Dijous", "description": "A les 10 h"}, {"id": "dv", "title": "Divendres"}]
    ours = cloud.payload(draft(type="text", body="Quan?", choices={"button": "Tria", "rows": offered}))
    (section,) = theirs["interactive"]["action"]["sections"]
    assert section.pop("title") == "", "one section needs no title"
    assert ours["interactive"] == theirs["interactive"]


def test_a_list_of_sections_is_sent_as_pywa_sends_it():
    judge = client()
    sections = [Section("Matí", [SectionRow("10 h", "10")]), Section("Tarda", [SectionRow("17 h", "17")])]
    judge.send_message(to=TO, text="Quan?", buttons=SectionList("Tria", sections))
    (theirs,) = judge.kept
    offered = [
        {"title": "Matí", "rows": [{"id": "10", "title": "10 h"}]},
        {"title": "Tarda", "rows": [{"id": "17", "title": "17 h"}]},
    ]
    ours = cloud.payload(draft(type="text", body="Quan?", choices={"button": "Tria", "sections": offered}))
    assert ours["interactive"] == theirs["interactive"]


def test_a_button_that_opens_a_page_is_sent_as_pywa_sends_it():
    judge = client()
    judge.send_message(to=TO, text="Mira-la", buttons=PageButton("La carta", "https://exemple.com/carta"))
    (theirs,) = judge.kept
    offered = [{"title": "La carta", "url": "https://exemple.com/carta"}]
    ours = cloud.payload(draft(type="text", body="Mira-la", buttons=offered))
    assert (ours["type"], ours["interactive"]) == (theirs["type"], theirs["interactive"])


def test_a_reaction_is_sent_as_pywa_sends_it():
    judge = client()
    judge.send_reaction(to=TO, emoji="👍", message_id="wamid.theirs")
    (theirs,) = judge.kept
    ours = cloud.payload(Draft("msg_1", f"+{TO}", {"type": "reaction", "body": "👍"}, reply_to="wamid.theirs"))
    assert (ours["type"], ours["reaction"]) == (theirs["type"], theirs["reaction"])
    assert "context" not in ours


BODY: Any = BodyText
HEADER: Any = HeaderText
TEMPLATES: dict[str, Any] = {
    "by name": (
        [BODY.params(client="Núria", dia="dijous")],
        {"variables": {"client": "Núria", "dia": "dijous"}},
    ),
    "in their order": ([BODY.params("Núria", "dijous")], {"parameters": ["Núria", "dijous"]}),
    "a text in the header": (
        [HEADER.params("Núria"), BODY.params("dijous")],
        {"header": {"type": "text", "text": "Núria"}, "parameters": ["dijous"]},
    ),
    "a picture in the header": ([HeaderImage.params(image="123")], {"header": {"type": "image", "document_id": "d"}}),
    "a document in the header": (
        [HeaderDocument.params(document="123", filename="Oferta.pdf")],
        {"header": {"type": "document", "document_id": "d", "filename": "Oferta.pdf"}},
    ),
    "buttons": (
        [URLButton.params(url_variable="c/1", index=0), QuickReplyButton.params(callback_data="si", index=1)],
        {"template_buttons": [{"index": 0, "url_suffix": "c/1"}, {"index": 1, "payload": "si"}]},
    ),
}


def lowered(components: Any) -> Any:
    """With the names of types as Meta's reference writes them: pywa writes some in capitals."""
    return json.loads(json.dumps(components), object_hook=_in_lower_case)


def _in_lower_case(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value.lower() if name in ("type", "sub_type") else value for name, value in part.items()}


@pytest.mark.parametrize(("params", "content"), TEMPLATES.values(), ids=TEMPLATES.keys())
def test_a_template_is_filled_as_pywa_fills_it(params, content):
    judge = client()
    judge.send_template(to=TO, name="cita", language=TemplateLanguage.CATALAN, params=params)
    (theirs,) = judge.kept
    ours = cloud.payload(draft(type="template", name="cita", language="ca", **content), "123")
    assert lowered(ours["template"]["components"]) == lowered(theirs["template"]["components"])


def test_a_keyboard_is_sent_as_python_telegram_bot_sends_it():
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton("Sí", callback_data="si")], [InlineKeyboardButton("Web", url="https://exemple.com/")]]
    )
    offered = [{"id": "si", "title": "Sí"}, {"title": "Web", "url": "https://exemple.com/"}]
    ours = bot.payload(Draft("msg_1", "4242", {"type": "text", "body": "Dijous?", "buttons": offered}))
    assert ours["reply_markup"] == keyboard.to_dict()


def interactive(kind: str, **chosen: Any) -> Any:
    """Meta's webhook about what somebody chose."""
    message = {
        "from": "34699000111",
        "id": "wamid.2",
        "timestamp": "1780000000",
        "type": "interactive",
        "interactive": {"type": kind, kind: chosen},
        "context": {"from": "34600000000", "id": "wamid.ours"},
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "34600000000", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Núria"}, "wa_id": "34699000111", "user_id": "ES.1"}],
        "messages": [message],
    }
    change = {"field": "messages", "value": value}
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": [change]}]}


@pytest.mark.parametrize(("kind", "judge"), [("button_reply", CallbackButton), ("list_reply", CallbackSelection)])
def test_what_somebody_chooses_on_whatsapp_is_a_text_with_the_choice_as_pywa_reads_it(kind, judge):
    update = interactive(kind, id="si", title="Sí")
    theirs: Any = judge.from_update(client(), update)
    store = new_store()
    assert bring(store, "whatsapp", update) == []
    (ours,) = stored(store)
    assert (ours["content"]["type"], ours["content"]["body"], ours["content"]["choice"]) == ("text", "Sí", "si")
    assert (theirs.title, theirs.data) == (ours["content"]["body"], ours["content"]["choice"])


def press(**changed: Any) -> Any:
    """Telegram's update about a pressed button."""
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    keyboard = {"inline_keyboard": [[{"text": "Sí", "callback_data": "si"}], [{"text": "No", "callback_data": "no"}]]}
    ours = {"id": 1, "is_bot": True, "first_name": "Empresa"}
    message = {
        "message_id": 7,
        "date": 1_780_000_000,
        "chat": chat,
        "from": ours,
        "text": "?",
        "reply_markup": keyboard,
    }
    person = {"id": 4242, "is_bot": False, "first_name": "Maria"}
    query = {"id": "900", "from": person, "chat_instance": "1", "message": message, "data": "no", **changed}
    return {"update_id": 5, "callback_query": query}


def test_a_pressed_button_of_telegram_is_a_text_with_the_choice_once():
    theirs = Update.de_json(press(), None).callback_query
    store = new_store()
    assert bring(store, "telegram", press()) == bring(store, "telegram", press()) == []
    (ours,) = stored(store)
    assert (ours["content"], ours["from"]) == ({"type": "text", "body": "No", "choice": "no"}, "4242")
    assert theirs is not None
    assert (theirs.data, theirs.id) == (ours["content"]["choice"], ours["provider_id"].rpartition(":")[2])
    answer = bot.payload(Draft("msg_1", "4242", {"type": "text", "body": "D'acord"}, reply_to=ours["provider_id"]))
    assert answer["reply_parameters"] == {"message_id": 7}, "who answers it answers its message"


def test_a_press_whose_message_telegram_no_longer_has_says_its_data():
    update = press()
    message = update["callback_query"]["message"]
    message.pop("reply_markup")
    store = new_store()
    assert bring(store, "telegram", update) == []
    assert stored(store)[0]["content"]["body"] == "no"


@pytest.mark.parametrize("changed", [{"id": ""}, {"data": None}, {"message": None}, {"message": {"chat": {"id": -5}}}])
def test_a_press_that_names_nothing_is_refused_with_a_reason(changed):
    store = new_store()
    (reason,) = bring(store, "telegram", press(**changed))
    assert reason
    assert stored(store) == []


def test_a_press_waits_in_the_order_of_its_person_and_is_confirmed():
    (part,) = senders.parts("telegram", to_json(press()))
    assert part.sender == "4242"
    assert telegram.answer_to(to_json(press())) == {"method": "answerCallbackQuery", "callback_query_id": "900"}
    assert telegram.answer_to(to_json({"update_id": 1, "message": {"text": "callback_query"}})) is None
    assert telegram.answer_to(b'{"callback_query":') is None


def reaction(*emojis: str, before: tuple[str, ...] = (), number: int = 6, **changed: Any) -> Any:
    """Telegram's update about how somebody reacts to the message 7 of their chat."""

    def kinds(each: tuple[str, ...]) -> list[dict[str, str]]:
        return [{"type": "emoji", "emoji": emoji} for emoji in each]

    person = {"id": 4242, "is_bot": False, "first_name": "Maria"}
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}
    about = {"chat": chat, "message_id": 7, "user": person, "date": 1_780_000_000, **changed}
    return {
        "update_id": number,
        "message_reaction": {**about, "old_reaction": kinds(before), "new_reaction": kinds(emojis)},
    }


def test_a_reaction_on_telegram_is_a_message_about_the_one_it_is_about_once():
    theirs: Any = Update.de_json(reaction("👍"), None).message_reaction
    store = new_store()
    wrote = {"message_id": 7, "date": 1_780_000_000, "chat": reaction()["message_reaction"]["chat"], "text": "Fet"}
    bring(store, "telegram", {"update_id": 5, "message": wrote})
    assert bring(store, "telegram", reaction("👍")) == bring(store, "telegram", reaction("👍")) == []
    first, ours = stored(store)
    assert ours["content"] == {"type": "reaction", "body": theirs.new_reaction[0].emoji}
    assert ours["reply_to"] == first["message_id"]
    assert senders.parts("telegram", to_json(reaction("👍")))[0].sender == "4242"


def test_a_reaction_that_is_changed_is_another_one_and_one_taken_back_is_none():
    store = new_store()
    bring(store, "telegram", reaction("👍"))
    bring(store, "telegram", reaction("❤", before=("👍",), number=7))
    assert bring(store, "telegram", reaction(before=("❤",), number=8)) == ["it takes a reaction back"]
    assert [each["content"]["body"] for each in stored(store)] == ["👍", "❤"]


@pytest.mark.parametrize(
    "broken",
    [
        reaction("👍", chat={"id": -5, "type": "supergroup"}),
        reaction("👍", message_id="7"),
        {"update_id": 6, "message_reaction": {"new_reaction": 7}},
        {"update_id": 6, "message_reaction": {"new_reaction": [{"type": "custom_emoji", "custom_emoji_id": "1"}]}},
    ],
)
def test_a_reaction_of_a_group_or_of_no_form_is_refused(broken):
    store = new_store()
    assert bring(store, "telegram", broken) != []
    assert stored(store) == []
