"""What an organisation wants kept: of its requests, in both environments, and of its archived contacts, in live.

One item, that of live. While archived contacts are to end, it is in GSI1 as `CT#RETENTION`, by the time when they are
looked at next (contacts/retention.py).
"""

from dataclasses import dataclass

from bivelio_core import clock
from bivelio_core.contacts.archived import LOOKED_AT
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Key, Update, UpdateWrite
from bivelio_core.tenancy import Tenant

MAXIMUM_DAYS = 7


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """For how many days failed requests are kept, and whether their redacted bodies are kept with them.

    Those of requests that succeed are kept until `success_until` (a `clock.stamp`), if anybody asked for them.
    Archived contacts are erased after `archived_contacts_days`, never if it is None.
    Bodies are sealed with `public_key`, made at `key_since` (a `clock.stamp`); None until it is made (body_keys.py).
    """

    days: int = MAXIMUM_DAYS
    keeps_bodies: bool = True
    public_key: bytes | None = None
    key_since: str | None = None
    success_until: str | None = None
    archived_contacts_days: int | None = None

    @property
    def keeps_successes(self) -> bool:
        """Whether bodies of requests that succeed are kept now."""
        return self.keeps_bodies and self.success_until is not None and self.success_until > clock.real_stamp()

    @classmethod
    def of(cls, item: Item | None) -> "RequestSettings":
        """The settings that an item holds."""
        about = item or {}
        archived_days = about.get("archived_contacts_days")
        return cls(
            int(about.get("days", MAXIMUM_DAYS)),
            bool(about.get("keeps_bodies", True)),
            about.get("public_key"),
            about.get("key_since"),
            about.get("success_until"),
            None if archived_days is None else int(archived_days),
        )

    def write(self, organisation: str) -> UpdateWrite:
        """The write of what the organisation decides; the key beside it is another writer's."""
        settings = {"days": self.days, "keeps_bodies": self.keeps_bodies, "success_until": self.success_until}
        present = {name: value for name, value in settings.items() if value is not None}
        archived = {
            "archived_contacts_days": self.archived_contacts_days,
            "GSI1PK": LOOKED_AT,
            "GSI1SK": clock.real_stamp(),
        }
        if self.archived_contacts_days is None:
            return UpdateWrite(key(organisation), Update(set=present, remove=tuple(archived)))
        return UpdateWrite(key(organisation), Update(set={**present, **archived}))


def key(organisation: str) -> Key:
    """Where an organisation's settings are."""
    return keys.tenant_key(Tenant(organisation, "live"), keys.REQUEST_SETTINGS, "-")


def load(table: Table, organisation: str) -> RequestSettings:
    """The settings of an organisation, the usual ones where nothing was set."""
    return RequestSettings.of(table.get(key(organisation)))
