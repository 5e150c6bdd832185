"""Archives of each month for the adviser, begun by the sweeper on the second day of the next one.

The settings have a mark in the sparse index when the next is due. Its id is made of the month, so that one is begun
however often the sweeper dies.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.invoices.books import queue
from bivelio_core.invoices.books.periods import Period
from bivelio_core.invoices.settings import SETTINGS_SK, Settings
from bivelio_core.store import due as store_due
from bivelio_core.store.keys import INVOICE_ARCHIVE, INVOICE_SETTINGS
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import Key, Update, absent, equals

from .writing import new_state

PARTITION = "INV#ARCHIVES#0"
DUE_DAY, DUE_HOUR = 2, 5
FORMATS = ["pdf", "ubl"]


def due(table: Table) -> Iterator[Key]:
    """The keys of the settings whose archives are due."""
    return store_due.keys_of(table, (PARTITION,))


def mark(after: date) -> dict[str, str]:
    """Return the mark of settings: the second day of the month after a day."""
    first = (after.replace(day=1) + timedelta(days=32)).replace(day=DUE_DAY)
    return {"GSI1PK": PARTITION, "GSI1SK": clock.stamp(datetime.combine(first, time(DUE_HOUR), UTC))}


def take_up(table: Table, key: Key) -> bool:
    """Begin the archive of the last month; False when there was nothing to do."""
    if (due_item := store_due.item_of(table, key, INVOICE_SETTINGS)) is None:
        return False
    store, item = due_item
    own_settings, today = Settings.of(item), clock.real_now().date()
    last = today.replace(day=1) - timedelta(days=1)
    period = Period.of(last.year, month=last.month)
    archive_id = ids.id_for_key("invoice_archive", store.tenant.organisation, f"monthly {period.name}")
    address, language = own_settings.adviser_email, own_settings.language
    state = new_state(archive_id, period, FORMATS, address, language, store.tenant)
    with suppress(ConditionFailed):  # begun by a sweeper that died before it moved the mark
        store.put(INVOICE_ARCHIVE, archive_id, state, condition=absent())
    queue.send("archive", archive_id, store.tenant, language)
    with suppress(ConditionFailed):  # the settings were changed meanwhile, and have a mark of their own
        store.update(INVOICE_SETTINGS, SETTINGS_SK, Update(set=mark(today)), condition=equals("GSI1SK", item["GSI1SK"]))
    return True


def marked(settings: Settings, item: Mapping[str, Any], *, is_live: bool) -> dict[str, Any]:
    """Return the mark that settings are to have: the one they have, a new one, or none."""
    if not (settings.archive_monthly and is_live):
        return {}
    if "GSI1SK" in item:
        return {name: item[name] for name in ("GSI1PK", "GSI1SK")}
    return mark(clock.real_now().date())
