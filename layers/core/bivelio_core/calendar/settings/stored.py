"""The settings of calendars as they are stored: one item, which is there from the first change on."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CALENDAR_SETTINGS
from bivelio_core.store.tenant_store import TenantStore

from .models import CalendarSettings

SK = "-"
ALLOW, REFUSE = "allow", "refuse"
USUAL: dict[str, Any] = {"overlaps": "allow", "calendars": {}, "version": 0}


def load(store: TenantStore, sk: str = SK) -> Item:
    """The settings, or the usual ones."""
    return store.get(CALENDAR_SETTINGS, sk) or store.item(CALENDAR_SETTINGS, sk, {**USUAL, "updated_at": ""})


def show(item: Item) -> CalendarSettings:
    """The settings as the API answers them."""
    return CalendarSettings(**{name: item[name] for name in CalendarSettings.model_fields if item[name] != ""})


def overlap_rule(store: TenantStore, calendar_id: str) -> str:
    """What becomes of overlaps in a calendar. One read."""
    return rule_of(store.get(CALENDAR_SETTINGS, SK, consistent=False), calendar_id)


def rule_of(settings: Mapping[str, Any] | None, calendar_id: str) -> str:
    """The same, of settings that are read."""
    rules = settings or USUAL
    return str(rules["calendars"].get(calendar_id, rules["overlaps"]))
