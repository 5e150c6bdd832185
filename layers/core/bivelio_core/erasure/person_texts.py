"""The texts by which a person is found: ids, addresses, numbers, its documents and runs."""

import re

from bivelio_core.store import keys, resources
from bivelio_core.store.codec import Item
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import TenantStore

from .persons import text_of

SHORTEST = 6
"""Shorter texts are found in what is not about the person."""

DOCUMENT_ID = re.compile(r"doc_[0-9a-z]{16}")
MOST_IDS = 5_000
"""As many ids as a job can hold."""


def texts_of(contact: Item, public_id: str, addresses: list[str]) -> list[str]:
    """The texts that name a contact."""
    tax = contact.get("tax_id") or {}
    own = [public_id, contact.get("email"), contact.get("phone_e164"), contact.get("phone"), tax.get("number")]
    own += [contact.get("external_id"), contact.get("whatsapp_user_id"), contact.get("telegram_user_id"), *addresses]
    own += [entry["address"] for entry in contact.get("emails", ())]
    own += [entry[form] for entry in contact.get("phones", ()) for form in ("number", "e164")]
    return sorted({str(each).casefold() for each in own if each and len(str(each)) >= SHORTEST})


def known_texts(table: StoredTable, store: TenantStore, public_id: str, sk: str) -> list[str]:
    """The texts that name a contact: its own, those of its addresses, the ids of documents that came from it.

    So do those of the contacts that have become part of it.
    """
    partition = store.key(keys.CONTACT_ADDRESS, "").pk
    addresses: dict[str, list[str]] = {}
    for item in table.items(partition):
        addresses.setdefault(str(item.get("contact")), []).append(item["SK"].partition("#")[2])
    texts: set[str] = set()
    for each in (sk, *parts_of(store, sk)):
        contact = store.get(keys.CONTACT, each) or {}
        own_id = keys.public_id(keys.CONTACT, store.tenant.organisation, contact) if contact else public_id
        texts |= {*texts_of(contact, own_id, addresses.get(each, [])), *documents_of(table, store, each)}
    return sorted(texts | runs_of(table, store, texts))


def runs_of(table: StoredTable, store: TenantStore, texts: set[str]) -> set[str]:
    """The ids of executions of agents and runs of workflows that name the person: what tells of them has these.

    An execution in a conversation with the person is its own, whatever it says.
    """
    heads = table.items(store.key(keys.AGENT_CONVERSATION, "").pk)
    own = {head["SK"] for head in heads if str(head.get("contact_id")).casefold() in texts}
    ids: set[str] = set()
    for kind in (keys.EXECUTION, keys.INSTANCE):
        for item in table.items(store.key(kind, "").pk):
            text = text_of(item)
            if item.get("conversation_id") in own or any(each in text for each in texts):
                ids.add(keys.public_id(kind, store.tenant.organisation, item))
            if len(ids) == MOST_IDS:
                return ids
    return ids


def parts_of(store: TenantStore, sk: str) -> list[str]:
    """The sort keys of the contacts that have become part of a contact."""
    contact = store.get(keys.CONTACT, sk)
    return [] if contact is None else resources.sort_keys(store, keys.CONTACT, contact)[1:]


def documents_of(table: StoredTable, store: TenantStore, contact: str) -> list[str]:
    """The ids of the documents that came in with a contact's messages."""
    ids: set[str] = set()
    for item in table.items(store.key(keys.CONVERSATION, "", contact).pk):
        if item.get("direction") == "inbound":
            ids.update(DOCUMENT_ID.findall(text_of(item)))
    return sorted(ids)[:MOST_IDS]


def names_of(store: TenantStore, sk: str) -> list[str]:
    """What the contact, and those that have become part of it, are called."""
    contacts = [store.get(keys.CONTACT, each) or {} for each in (sk, *parts_of(store, sk))]
    names = {str(contact.get("name", "")).casefold() for contact in contacts}
    return sorted(name for name in names if len(name) >= SHORTEST)
