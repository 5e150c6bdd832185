"""Messages find the right contact after contacts have got another phone or address, or were archived."""

import pytest

from tests.api import call
from tests.functions.integrations.connected import SMTP
from tests.functions.messages.world import comes_in, send, store_of, telegram, whatsapp, wrote
from tests.mail_server import MailServer
from tests.messages.world import stored

pytestmark = pytest.mark.usefixtures("table")
FIRST, SECOND = "34699000111", "34699000222"


def contact_of(table, connection, phone, wamid, *, user: bool = False):
    """A message comes in from a phone, perhaps with the id of its user: the contact it is kept with."""
    document = wrote(phone, wamid=wamid)
    if not user:
        del document["entry"][0]["changes"][0]["value"]["contacts"][0]["user_id"]
    assert comes_in(table, connection, "whatsapp", document) == []
    return next(item for item in stored(store_of(table)) if item["provider_id"] == wamid)["contact_id"]


def create(**fields):
    return call("contacts.create", {"type": "person", "name": "Pere", **fields}).data["id"]


def update(contact, **fields):
    assert call("contacts.update", {"id": contact, **fields}).status == 200


def archive(contact):
    assert call("contacts.archive", {"id": contact}).status == 200


def test_a_phone_that_was_given_up_is_nobodys_and_the_new_one_is_the_contacts(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, number):
        made = contact_of(table, number, FIRST, "wamid.1")
        update(made, phone=f"+{SECOND}")
        other = contact_of(table, number, FIRST, "wamid.2")
        assert other != made
        assert contact_of(table, number, SECOND, "wamid.3") == made
        assert contact_of(table, number, FIRST, "wamid.4") == other, "and it stays so"


def test_a_phone_that_went_to_another_contact_is_that_contacts(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, number):
        made = contact_of(table, number, FIRST, "wamid.1")
        update(made, phone=None)
        other = create(phone=f"+{FIRST}")
        assert contact_of(table, number, FIRST, "wamid.2") == other


def test_an_archived_contact_gets_no_more_messages(table, monkeypatch):
    with whatsapp(monkeypatch) as (_, number):
        made = contact_of(table, number, FIRST, "wamid.1", user=True)
        merged = create(phone=f"+{FIRST}")
        archive(made)
        assert contact_of(table, number, FIRST, "wamid.2", user=True) == merged
        archive(merged)
        assert contact_of(table, number, FIRST, "wamid.3", user=True) not in (made, merged)


def test_a_chat_of_an_archived_contact_becomes_a_contact_anew(table, monkeypatch):
    chat = {"id": 4242, "type": "private", "first_name": "Maria"}

    def comes(update_id):
        message = {"message_id": update_id, "date": 1_780_000_000, "chat": chat, "from": chat, "text": "Hola"}
        assert comes_in(table, bot, "telegram", {"update_id": update_id, "message": message}) == []
        return stored(store_of(table))[-1]["contact_id"]

    with telegram(monkeypatch) as (_, bot):
        made = comes(1)
        assert comes(2) == made
        archive(made)
        again = comes(3)
        assert again != made
        assert comes(4) == again


def test_a_user_whose_phone_is_not_the_contacts_is_still_that_contact(table, monkeypatch):
    """WhatsApp knows people by their user id too: the phone that the organisation notes may be another one."""
    with whatsapp(monkeypatch) as (_, number):
        made = contact_of(table, number, FIRST, "wamid.1", user=True)
        update(made, phone=f"+{SECOND}")
        assert contact_of(table, number, FIRST, "wamid.2", user=True) == made
        assert contact_of(table, number, FIRST, "wamid.3") == made, "it was seen that the user has this phone"


def test_what_is_sent_goes_to_whose_the_address_is_now(tmp_path):
    first, html = create(email="maria@exemple.com"), "<p>Hola</p>"
    with MailServer(tmp_path, tls="none") as server:
        account = {**SMTP, "host": "127.0.0.1", "port": server.port, "username": None, "password": None}
        assert call("integrations.connect", {"provider": "smtp", "smtp": account}).status == 200

        def to() -> str:
            said = {"type": "text", "body": "Hola", "html": html}
            return str(send("email", "Maria@exemple.com", live=True, message=said).data["contact_id"])

        assert to() == first
        second = create(email="maria@exemple.com")
        assert to() == first, "it still has the address"
        update(first, email="anna@exemple.com")
        assert to() == second
        archive(second)
        third = to()
        assert third not in (first, second)
        assert to() == third
