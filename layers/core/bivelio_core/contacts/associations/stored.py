"""Associations as they are stored: one item for each of both contacts, in a partition of its own contact's.

Both are written and deleted in one transaction, so each contact shows its own by one Query, whoever made them.
"""

from collections.abc import Mapping
from typing import Any

from bivelio_core.catalogue import Entry
from bivelio_core.contacts.show import show as show_contact
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import ASSOCIATION
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Delete, Put, absent

from .models import Association

OUTGOING, INCOMING = "outgoing", "incoming"
OPPOSITE = {OUTGOING: INCOMING, INCOMING: OUTGOING}

_OUTGOING: Mapping[str, Entry] = {
    "employee_of": Entry("contacts", "association.employee_of"),
    "parent_company_of": Entry("contacts", "association.parent_company_of"),
    "accountant_of": Entry("contacts", "association.accountant_of"),
    "partner_of": Entry("contacts", "association.partner_of"),
}
_INCOMING: Mapping[str, Entry] = {
    "employee_of": Entry("contacts", "association.employer_of"),
    "parent_company_of": Entry("contacts", "association.subsidiary_of"),
    "accountant_of": Entry("contacts", "association.client_of"),
    "partner_of": Entry("contacts", "association.partner_of"),
}
"""How the labels that are ours read from the other contact."""


def sort_key(direction: str, other: str, label: str) -> str:
    """The sort key of an association in the partition of one of its contacts; `other` is that of the other contact."""
    return f"{other}#{direction}#{label}"


def puts(store: TenantStore, contact: Item, other: Item, about: Mapping[str, Any], *, is_new: bool = True) -> list[Put]:
    """The writes of both items of an association from one contact to the other one.

    `contact` and `other` have their `SK` and the `public` id; `about` has `label`, `author`, `created_at`, and may have
    `inverse_label`.
    """
    condition = absent() if is_new else None
    return [
        store.put_write(
            ASSOCIATION,
            sort_key(direction, there["SK"], about["label"]),
            {
                **about,
                "direction": direction,
                "contact": here["SK"],
                "contact_id": here["public"],
                "other": there["SK"],
                "other_id": there["public"],
            },
            here["SK"],
            condition=condition,
        )
        for direction, here, there in ((OUTGOING, contact, other), (INCOMING, other, contact))
    ]


def deletions(store: TenantStore, direction: str, contact: str, other: str, label: str) -> list[Delete]:
    """The deletions of both items of an association, seen from one of its contacts; all of these are sort keys."""
    return [
        store.delete_write(ASSOCIATION, sort_key(direction, other, label), contact),
        store.delete_write(ASSOCIATION, sort_key(OPPOSITE[direction], contact, label), other),
    ]


def show(item: Item, other: Item, organisation: str, language: str) -> Association:
    """An association as the API shows it, with the other contact."""
    contact = show_contact(other, organisation)
    return Association(
        contact_id=item["other_id"],
        name=contact.name,
        type=contact.type,
        direction=item["direction"],
        label=item["label"],
        reads_as=_in_words(item, language),
        author=item["author"],
        created_at=item["created_at"],
    )


def _in_words(item: Item, language: str) -> str:
    is_outgoing = item["direction"] == OUTGOING
    if entry := (_OUTGOING if is_outgoing else _INCOMING).get(item["label"]):
        return entry[language]
    return str(item["label"] if is_outgoing else item.get("inverse_label") or item["label"])
