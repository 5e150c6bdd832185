"""The reference's example conversation, under its documented ids.

The reference's own list shows the two messages of `ct_abc123`, and its `send` writes to the same number: the example
of sending goes on in the same conversation, behind them.
"""

from typing import Any

from bivelio_core import ids
from bivelio_core.store import keys
from bivelio_core.store.index.words import fold
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import conversation
from .attempt import provider_place
from .conversation import HEAD
from .suppressions import stored

CONTACT_ID, CONTACT = "ct_abc123", keys.sequence_sk(2)
"""Empresa ABC, the second of the example contacts."""

CONNECTION = "cn_w1x2y3z4"
SENT: dict[str, Any] = {
    "message_id": "msg_v1w2x3y4",
    "direction": "outbound",
    "from": "+34 600 000 000",
    "to": "+34 612 345 678",
    "address": "+34612345678",
    "content": {"type": "text", "body": "Hola, la teva comanda ha estat processada correctament."},
    "status": "delivered",
    "rank": 30,
    "state": "done",
    "attempts": 1,
    "provider_id": "wamid.HBgLMzQ2MTIzNDU2NzgVAgA",
    "created_at": "2026-04-07T12:20:00Z",
    "sent_at": "2026-04-07T12:20:00Z",
    "delivered_at": "2026-04-07T12:20:03Z",
}
RECEIVED: dict[str, Any] = {
    "message_id": "msg_a2b3c4d5",
    "direction": "inbound",
    "from": "+34 612 345 678",
    "to": "+34 600 000 000",
    "address": "+34612345678",
    "content": {"type": "text", "body": "Perfecte, gracies!"},
    "status": "received",
    "rank": 0,
    "provider_id": "wamid.HBgLMzQ2MTIzNDU2NzgVAgB",
    "created_at": "2026-04-07T12:22:00Z",
    "sent_at": "2026-04-07T12:22:00Z",
}
REPLIES: tuple[dict[str, Any], ...] = (
    {
        "name": "Adreça",
        "texts": {"ca": "Som al carrer Major, 1. T'hi esperem, {contact.first_name}!"},
    },
    {
        "name": "Horari",
        "texts": {
            "ca": "Bon dia, {contact.first_name}. Obrim de dilluns a divendres, de 9 a 18 h.",
            "es": "Buenos días, {contact.first_name}. Abrimos de lunes a viernes, de 9 a 18 h.",
        },
    },
)
DEFINED = {"version": 1, "created_at": "2026-04-07T09:00:00Z", "updated_at": "2026-04-07T09:00:00Z"}

SUPPRESSED: tuple[dict[str, Any], ...] = (
    {
        "channel": "email",
        "address": "baixa@exemple.com",
        "reasons": {"stopped": {"source": "unsubscribe", "at": "2026-04-01T10:00:00Z"}},
    },
    {
        "channel": "email",
        "address": "antiga@exemple.com",
        "reasons": {"bounced": {"source": "bounce", "at": "2026-03-02T09:00:00Z"}},
    },
    {
        "channel": "telegram",
        "address": "1000042",
        "reasons": {"by_hand": {"at": "2026-03-02T09:00:00Z"}},
    },
)


def writes(store: TenantStore) -> list[Write]:
    """The head, the messages, their places and ids, and the contact by its phone."""
    write_list: list[Write] = [store.lease_write(keys.MESSAGE, 2)]
    for number, example in enumerate((SENT, RECEIVED), start=1):
        slot, place = conversation.slot_of(CONTACT, "whatsapp", number), keys.sequence_sk(number)
        about = {
            "n": number,
            "channel": "whatsapp",
            "contact": CONTACT,
            "contact_id": CONTACT_ID,
            "place": place,
            "connection": CONNECTION,
            "sample": True,
        }
        is_newest = {"is_newest": True, "is_unread": True, "version": 1} if number == 2 else {"version": 2}  # noqa: PLR2004 - the last
        listed = {
            "id": example["message_id"],
            "random": "0" * ids.RANDOM_LENGTH,
            "contact": CONTACT,
            "slot": slot.sk,
            "channel": "whatsapp",
        }
        alias = {"kind": keys.MESSAGE.partition, "target": place}
        write_list += [
            store.put_write(keys.CONVERSATION, slot.sk, {**about, **example}, CONTACT),
            store.put_write(keys.MESSAGE, place, {**listed, **is_newest}),
            store.put_write(keys.ALIAS, example["message_id"], alias),
        ]
    newest = conversation.slot_of(CONTACT, "whatsapp", 2)
    head = {
        "total": 2,
        "whatsapp": 2,
        "first_channel": "whatsapp",
        "newest": keys.sequence_sk(2),
        "newest_channel": "whatsapp",
        "newest_slot": newest.sk,
        "contact_id": CONTACT_ID,
        "unread": 1,
        "window_at": RECEIVED["sent_at"],
        "whatsapp_address": RECEIVED["address"],
    }
    suppressions = [
        store.put_write(
            keys.SUPPRESSION, stored.sk_of(example["channel"], example["address"]), {**example, "version": 1}
        )
        for example in SUPPRESSED
    ]
    place = provider_place("whatsapp", CONNECTION, SENT["provider_id"])
    replies = [store.put_write(keys.CANNED_REPLY, fold(reply["name"]), {**reply, **DEFINED}) for reply in REPLIES]
    return [
        *write_list,
        *replies,
        *suppressions,
        store.put_write(keys.CONVERSATION, HEAD, head, CONTACT),
        store.put_write(keys.PROVIDER_MESSAGE, place, {"place": keys.sequence_sk(1)}),
        store.put_write(keys.CONTACT_ADDRESS, "phone#+34612345678", {"contact": CONTACT}),
    ]
