"""What an organisation wants kept of its requests. One item, that of live, holds for both environments."""

from dataclasses import dataclass

from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key
from bivelio_core.tenancy import Tenant

MAXIMUM_DAYS = 7


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """For how many days failed requests are kept, and whether their redacted bodies are kept with them."""

    days: int = MAXIMUM_DAYS
    keeps_bodies: bool = True

    @classmethod
    def of(cls, item: Item | None) -> "RequestSettings":
        """The settings that an item holds."""
        return cls() if item is None else cls(int(item["days"]), bool(item["keeps_bodies"]))

    def item(self, organisation: str) -> Item:
        """The item that holds them."""
        at = key(organisation)
        return {"PK": at.pk, "SK": at.sk, "days": self.days, "keeps_bodies": self.keeps_bodies}


def key(organisation: str) -> Key:
    """Where an organisation's settings are."""
    return keys.tenant_key(Tenant(organisation, "live"), keys.REQUEST_SETTINGS, "-")


def load(table: Table, organisation: str) -> RequestSettings:
    """The settings of an organisation, the usual ones where nothing was set."""
    return RequestSettings.of(table.get(key(organisation)))
