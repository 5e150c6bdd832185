"""The language and the time zone of an organisation: those of the mails that its people get."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from bivelio_core import clock, time_zones
from bivelio_core.catalogue import LANGUAGES, SOURCE

from . import keys
from .tenant_store import TenantStore

FORMATS = {"ca": "%d/%m/%Y, %H:%M", "es": "%d/%m/%Y, %H:%M", "en": "%Y-%m-%d, %H:%M"}
PLACE = "Europe/Madrid"


class Locale(NamedTuple):
    """How an organisation reads texts and times."""

    language: str
    zone: ZoneInfo

    def moment(self, timestamp: str) -> str:
        """A time as a clock on the wall says it."""
        return clock.parse(timestamp).astimezone(self.zone).strftime(FORMATS[self.language])


def of(store: TenantStore) -> Locale:
    """The locale of a tenant's organisation; Catalan and Madrid's where it says none that we know."""
    item = store.table.get(keys.organisation(store.tenant.organisation)) or {}
    language = item.get("language")
    zone = time_zones.find(item.get("time_zone") or PLACE) or ZoneInfo(PLACE)
    return Locale(language if language in LANGUAGES else SOURCE, zone)
