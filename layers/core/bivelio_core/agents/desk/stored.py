"""The settings of the front desk as they are stored: one item, which is there from the first change on."""

from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import DESK
from bivelio_core.store.tenant_store import TenantStore

from .models import Desk

SK = "-"
USUAL: dict[str, Any] = {
    "enabled": False,
    "channels": [],
    "languages": ["ca", "es", "en"],
    "greeting": {},
    "tone": "",
    "never": [],
    "hours": [],
    "hand_over_when": ["asked_for", "unsure", "complaint", "money", "failed_turns"],
    "hand_over_text": {},
    "collections": [],
    "wait_seconds": 4,
    "allow_writes": True,
    "version": 0,
}


def load(store: TenantStore, sk: str = SK) -> Item:
    """The settings, or the usual ones."""
    return store.get(DESK, sk) or store.item(DESK, sk, {**USUAL, "updated_at": ""})


def show(item: Item) -> Desk:
    """The settings as the API answers them."""
    fields = {name: item[name] for name in Desk.model_fields if item.get(name) not in (None, "") or name == "tone"}
    return Desk(**fields)
