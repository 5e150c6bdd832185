"""Tell of an item whether it is about a person: it names the contact, an address of it, or its tax number."""

import json
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from bivelio_core.store import keys, resources
from bivelio_core.store.codec import Item
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.tenancy import parse_partition

SHORTEST = 6
"""Shorter texts are found in what is not about the person."""

OWN = ("email", "phone", "phone_e164", "whatsapp_user_id", "telegram_user_id")


class Person:
    """A contact with those that have become part of it, and the texts that name them."""

    def __init__(self, table: StoredTable, store: TenantStore, sk: str) -> None:
        contact = store.get(keys.CONTACT, sk)
        self.sks = frozenset(resources.sort_keys(store, keys.CONTACT, contact) if contact else [sk])
        addresses = [
            item["SK"].partition("#")[2]
            for item in table.items(store.key(keys.CONTACT_ADDRESS, "").pk)
            if item.get("contact") in self.sks
        ]
        contacts = store.get_many(keys.CONTACT, sorted(self.sks), consistent=True).values()
        texts = {*addresses, *(text for each in contacts for text in _own_texts(each, store.tenant.organisation))}
        self.texts = sorted({str(text).casefold() for text in texts if text and len(str(text)) >= SHORTEST})

    def is_named(self, item: Item) -> bool:
        """Whether an item is the contact's own, belongs to it, or names it."""
        if item.get("contact") in self.sks:
            return True
        parsed = parse_partition(item["PK"])
        if parsed and parsed.kind == keys.CONTACT.partition and item["SK"] in self.sks:
            return True
        if parsed and parsed.kind == keys.CONVERSATION.partition and parsed.rest in self.sks:
            return True
        text = json.dumps(item, default=_opened, ensure_ascii=False).casefold()
        return any(each in text for each in self.texts)


def _own_texts(contact: Item, organisation: str) -> Iterator[Any]:
    yield keys.public_id(keys.CONTACT, organisation, contact)
    yield (contact.get("tax_id") or {}).get("number")
    yield from (contact.get(name) for name in OWN)
    yield from (entry["address"] for entry in contact.get("emails", ()))
    yield from (entry[form] for entry in contact.get("phones", ()) for form in ("number", "e164"))


def _opened(value: Any) -> str:
    """A compressed value as its text, another one as it is written."""
    if isinstance(value, bytes | bytearray):
        with suppress(zlib.error, UnicodeDecodeError):
            return zlib.decompress(bytes(value)).decode()
    return str(value)
