"""The mails about events, in the language of the request that made the event: invitations, changes, reminders."""

import hashlib
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bivelio_core import clock, config
from bivelio_core.catalogue import Entry
from bivelio_core.integrations import connections, places, tokens
from bivelio_core.integrations.places import Place
from bivelio_core.providers.messaging import registry
from bivelio_core.providers.messaging.failures import Refused
from bivelio_core.providers.messaging.port import Account, Draft
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONNECTION
from bivelio_core.store.tenant_store import TenantStore

from .answers import reply
from .booking import links
from .invitations import Method, invitation

SEND_SECONDS = 8.0
Answer = Literal["accepted", "declined", "tentative"]
Purpose = Literal["invited", "changed", "cancelled", "replaced", "reminder", "accepted", "declined", "tentative"]


class Postman:
    """Sends mails through a tenant's e-mail connection."""

    def __init__(self, store: TenantStore, connection: Item) -> None:
        self.store = store
        self.connection = connection
        self.account = _account(store, connection)

    @classmethod
    def of(cls, store: TenantStore) -> "Postman":
        """The one of the connection that works. Raises Refused without any."""
        connection = connections.of_channel(store, "email")
        if connection is None or connection["status"] != "active":
            raise Refused("not_connected")
        return cls(store, connection)

    @classmethod
    def by(cls, store: TenantStore, connection_id: str) -> "Postman":
        """The one of a connection, if that still works, else of the one that does. Raises Refused without any."""
        connection = store.get(CONNECTION, connection_id)
        if connection is None or connection["status"] != "active":
            return cls.of(store)
        return cls(store, connection)

    @property
    def organizer(self) -> dict[str, Any]:
        """Who invites, to whom programs send answers: the address at which mail comes in, where there is one."""
        settings = self.account.settings
        name = settings.get("from_name")
        if "reply_to" in settings:
            return {"email": settings["reply_to"], "name": name or settings["from_address"]}
        return {"email": settings["from_address"], "name": name}

    @property
    def own_address(self) -> str:
        """The connection's address."""
        address: str = self.account.settings["from_address"]
        return address

    def invite(self, event: Item, method: Method, recipient: str, tries: int, *, is_replaced: bool = False) -> None:
        """Send an invitation, an update or a cancellation. Raises ProviderFailure."""
        if method == "CANCEL":
            purpose: Purpose = "replaced" if is_replaced else "cancelled"
        else:
            purpose = "changed" if event["sequence"] else "invited"
        text = invitation(with_link(self.store, event), method, self.organizer)
        self._send(event, purpose, recipient, f"{event['sequence']}", tries, {"method": method, "text": text})

    def remind(self, event: Item, recipient: str, minutes: int, tries: int) -> None:
        """Send a reminder. Raises ProviderFailure."""
        self._send(event, "reminder", recipient, f"{event['starts']}{minutes}", tries)

    def answer(self, event: Item, answer: Answer, task: Item) -> None:
        """Send our answer to an invitation to its organizer, who knows it by its UID. Raises ProviderFailure."""
        text = reply(event, answer, task["at"])
        organizer = str(event["invitation"]["organizer"])
        in_language = {**event, "language": task["language"]}
        about = {"method": "REPLY", "text": text}
        self._send(in_language, answer, organizer, f"{task['version']}", task["tries"], about)

    def _send(
        self, event: Item, purpose: Purpose, to: str, about: str, tries: int, calendar: dict[str, str] | None = None
    ) -> None:
        language = event.get("language", "ca")
        content: dict[str, Any] = {
            "subject": Entry("calendar", f"subject.{purpose}")[language].format(title=event["title"]),
            "body": body(with_link(self.store, event), language, purpose),
        }
        if calendar:
            content["calendar"] = calendar
        draft = Draft(_id(event["SK"], purpose, about, to), to, content)
        sender = registry.sender(self.account.provider, is_sandbox=self.store.tenant.is_sandbox, tries=tries)
        sender.send(self.account, draft, timeout_seconds=SEND_SECONDS)


def with_link(store: TenantStore, event: Item) -> Item:
    """The event as who booked is to see it: with the address by which they move or cancel it, at the end.

    Other events stay as they are, and so do bookings where the deployment does not know its own address.
    """
    if "booking" not in event or event["status"] == "cancelled" or not config.inbound_url():
        return event
    url = links.booking_url(store, event["SK"])
    line = Entry("calendar", "booking.line.change")[event.get("language", "ca")].format(url=url)
    return {**event, "description": "\n\n".join(filter(None, (event.get("description"), line)))}


def body(event: Item, language: str, purpose: Purpose) -> str:
    """The text of a mail: the title, when, where, and the description; of one that is replaced, what comes instead."""
    parts = [event["title"], "", Entry("calendar", "line.when")[language].format(value=when(event))]
    if "location" in event:
        parts.append(Entry("calendar", "line.where")[language].format(value=event["location"]))
    if purpose == "replaced":
        parts += ["", Entry("calendar", "line.replaced")[language]]
    elif "description" in event and "invitation" not in event:
        parts += ["", event["description"]]
    return "\n".join(parts)


def when(event: Item) -> str:
    """The time of an event, in its time zone."""
    if "days" in event:
        first, after = event["days"]
        last = clock.timestamp(clock.instant(clock.parse(f"{after}T00:00:00+00:00").timestamp() - 1))[:10]
        return first if first == last else f"{first} - {last}"
    zone = ZoneInfo(event["timezone"])
    start, end = (clock.parse(event[name]).astimezone(zone) for name in ("starts", "ends"))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M}"
    return f"{start:%Y-%m-%d %H:%M} - {until} ({event['timezone']})"


def _account(store: TenantStore, connection: Item) -> Account:
    account = connections.account(connection, store.tenant.organisation)
    secrets = account.secrets
    if connection["provider"] == "gmail":
        secrets = {"access_token": tokens.access_token(store, connection["SK"])}
    place = Place(store.tenant.organisation, store.tenant.environment, connection["SK"])
    address = places.inbound_address(place, account.provider)
    return Account(account.provider, {**account.settings, **({"reply_to": address} if address else {})}, secrets)


def _id(*parts: str) -> str:
    """The id of a mail, and so its Message-ID: the same at every try."""
    return f"{parts[0]}.{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:20]}"
