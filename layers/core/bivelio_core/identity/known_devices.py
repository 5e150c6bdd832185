"""The devices that a user has signed in from lately; a sign-in from another one is told to the user by mail.

They stand with the account, which a sign-in reads and writes anyway: to know them costs no call.
"""

from datetime import timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.store.codec import Item

from .devices import Device
from .letters import queue
from .letters.queue import Letter
from .sessions import Session

REMEMBERED = timedelta(days=90)
MOST = 20
"""How many are known, the newest ones."""


def change(about: Item, device: Device) -> dict[str, Any]:
    """What a sign-in changes of the account: this device is known, those that were not seen for long no more."""
    oldest = int((clock.now() - REMEMBERED).timestamp())
    others = {name: seen for name, seen in _devices_of(about).items() if seen > oldest and name != _name(device)}
    newest = sorted(others, key=lambda name: -others[name])[: MOST - 1]
    return {"devices": {_name(device): int(clock.epoch()), **{name: others[name] for name in newest}}}


def tell_if_new(about: Item, device: Device, session: Session, ctx: Context) -> None:
    """Have a mail sent about a sign-in from a device that was not known. The first one of all is nobody else's."""
    if "devices" in about and _devices_of(about).get(_name(device), 0) <= clock.epoch() - REMEMBERED.total_seconds():
        queue.tell(
            Letter("new_device", about["id"], session.organisation, clock.stamp(), ctx.language, about=session.id)
        )


def _devices_of(about: Item) -> dict[str, int]:
    return {name: int(seen) for name, seen in about.get("devices", {}).items()}


def _name(device: Device) -> str:
    return f"{device.browser or ''}|{device.system or ''}"
