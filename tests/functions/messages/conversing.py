"""Conversations of live that tests begin by what comes in on WhatsApp, without a provider."""

import itertools
from datetime import datetime
from typing import Any

from bivelio_core.store import keys
from bivelio_core.store.dynamo import DynamoTable

from tests.api import ORGANISATION, call
from tests.functions.messages.world import comes_in, wrote

_numbers = itertools.count(1)

MEMBER, COLLEAGUE = "usr_0000000000000001", "usr_0000000000000002"


def writes(table: DynamoTable, connection: str, phone: str = "34699000001", text: str = "Hola") -> str:
    """Have a person write; the contact."""
    assert comes_in(table, connection, "whatsapp", wrote(phone, text, f"wamid.in{next(_numbers)}")) == []
    return str(call("messages.conversations").data["conversations"][0]["contact_id"])


def answer(contact: str, *, caller: Any = None, **about: Any) -> Any:
    """Answer on WhatsApp."""
    asked = {"channel": "whatsapp", "contact_id": contact, "body": "Digui", **about}
    return call("messages.send", asked, caller=caller).data


def member(table: DynamoTable, user: str = MEMBER, email: str = "laia@exemple.com") -> str:
    """Make somebody a member."""
    key = keys.organisation_member(ORGANISATION, user)
    table.put({"PK": key.pk, "SK": key.sk, "email": email, "role": "member"})
    return user


def update(contact: str, **about: Any) -> Any:
    """Change a conversation."""
    return call("messages.conversations_update", {"contact_id": contact, **about})


def state(contact: str) -> Any:
    """A conversation as it is."""
    return call("messages.conversations_get", {"contact_id": contact}).data


def listed(**asked: Any) -> list[str]:
    """The contacts of a list of conversations, whose total must be exact."""
    page = call("messages.conversations", {"per_page": 100, **asked}).data
    contacts = [each["contact_id"] for each in page["conversations"]]
    assert page["pagination"]["total"] == len(contacts)
    return contacts


def later(instant: datetime) -> str:
    """An instant as requests have it."""
    return instant.isoformat().replace("+00:00", "Z")
