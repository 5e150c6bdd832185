"""A change at Google is taken over or read again, however often others change the event meanwhile."""

import pytest
from bivelio_core.calendar import google_sync
from bivelio_core.calendar.google_sync import Account
from bivelio_core.store.keys import CALENDAR_EVENT
from bivelio_core.store.memory import MemoryTable
from bivelio_core.store.table import TableBusy
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION

EVENT = {
    "id": "abc123",
    "status": "confirmed",
    "summary": "Visita",
    "start": {"dateTime": "2026-05-06T10:00:00Z"},
    "end": {"dateTime": "2026-05-06T11:00:00Z"},
    "updated": "2026-05-01T08:00:00.000Z",
}
ACCOUNT = Account("cn_google", "primary", "info@exemple.com", frozenset(), is_organisations=True)
LATER = {**EVENT, "summary": "Visita ajornada", "updated": "2026-05-02T08:00:00.000Z"}


class ContendedTable(MemoryTable):
    """A table in which others write an event before each transaction, so many times."""

    rivals = 0

    def transact(self, writes, token=None):
        """See Table.transact."""
        if self.rivals:
            self.rivals -= 1
            (event,) = self.query(f"{ORGANISATION}#live#CAL")
            self.update(Key(event["PK"], event["SK"]), Update(add={"version": 1}))
        super().transact(writes, token)


@pytest.mark.parametrize("rivals", [google_sync.TRIES - 1, google_sync.TRIES])
def test_a_change_that_meets_others_is_taken_over_or_said_to_be_missed(rivals):
    table = ContendedTable()
    store = TenantStore(table, Tenant(ORGANISATION, "live"))
    google_sync.apply(store, ACCOUNT, EVENT)
    table.rivals = rivals
    if rivals < google_sync.TRIES:
        google_sync.apply(store, ACCOUNT, LATER)
    else:
        with pytest.raises(TableBusy):
            google_sync.apply(store, ACCOUNT, LATER)
    (event,) = store.query(CALENDAR_EVENT)
    assert event["title"] == ("Visita ajornada" if rivals < google_sync.TRIES else "Visita")
