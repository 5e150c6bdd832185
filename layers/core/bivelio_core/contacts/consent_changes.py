"""Withdraw and give a contact's consents as the person says so on a channel, by a message, a link or a preference."""

from contextlib import suppress
from typing import TYPE_CHECKING

from bivelio_core import clock
from bivelio_core.errors import Unprocessable
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.revise import Change, Source, revise
from bivelio_core.store.tenant_store import TenantStore, existing

from .consents import next_consents

if TYPE_CHECKING:
    from bivelio_core.store.index.terms import Indexed

    from .reach_models import ConsentChannel


def withdraw(store: TenantStore, contact: str, channel: str, at: str) -> None:
    """End all consents of a contact for a channel that were given until then. `contact` is its sort key. Repeatable."""
    end = min(at, clock.timestamp())

    def decide(before: Item) -> Change | None:
        records = before.get("consents", [])
        after = [{**each, "withdrawn_at": end} if _holds(each, channel, end) else each for each in records]
        return None if after == records else Change({**before, "consents": after})

    revise(store, _SOURCE, contact, decide)


def give(store: TenantStore, contact: str, channel: "ConsentChannel", at: str, source: str) -> None:
    """Record that a person agrees to advertising on a channel, unless they do. One with too many records gets none."""
    from .reach_models import NewConsent  # noqa: PLC0415 - few people ask for advertising

    about = {"channel": channel, "basis": "consent", "source": source, "at": min(at, clock.timestamp())}
    consent = NewConsent.model_validate(about)

    def decide(before: Item) -> Change | None:
        records = before.get("consents", [])
        if any(each["channel"] == channel and "withdrawn_at" not in each for each in records):
            return None
        return Change({**before, "consents": next_consents(records, [consent], replaces=False)})

    with suppress(Unprocessable):  # as many records as are kept
        revise(store, _SOURCE, contact, decide)


def _holds(record: Item, channel: str, at: str) -> bool:
    return record["channel"] == channel and "withdrawn_at" not in record and record["at"] <= at


def _load(store: TenantStore, sk: str) -> Item:
    """The contact with a sort key, or the one that it has become part of."""
    contact = existing(store.get(CONTACT, sk))
    return store.find(CONTACT, contact[CONTACT.into]) if CONTACT.into in contact else contact


def _lists() -> "Indexed":
    from .terms import CONTACTS  # noqa: PLC0415 - not to read a contact

    return CONTACTS


_SOURCE = Source(_load, _lists)
