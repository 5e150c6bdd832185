"""What the phone of the simulated WhatsApp number tells of the time before it was connected, as Meta sends it."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, NamedTuple

DAY = 86_400
NOT_SHARED = {
    "code": 2593109,
    "title": "History sync is turned off by the business from the WhatsApp Business App",
    "message": "History sharing is turned off by the business from the WhatsApp Business App",
}

Report = Callable[[dict[str, Any], str], None]
"""Sends the value of a webhook, and its field."""


class Said(NamedTuple):
    """A message on the phone."""

    days_ago: float
    is_ours: bool
    text: str


class Phone(NamedTuple):
    """A phone: what it calls people, what was written with them, and whether its owner shares that."""

    names: dict[str, str]
    threads: dict[str, list[Said]]
    is_shared: bool = True

    def tell(self, kind: str, ours: str, report: Report) -> None:
        """Report what was asked for, newest phase first, as Meta does."""
        if kind == "smb_app_state_sync":
            report({"state_sync": [*self._names()]}, kind)
        elif not self.is_shared:
            report({"history": [{"errors": [NOT_SHARED]}]}, kind)
        else:
            for phase, days, progress in ((0, (0, 1), 20), (1, (1, 90), 80), (2, (90, 180), 100)):
                metadata = {"phase": phase, "chunk_order": 1, "progress": progress}
                report({"history": [{"metadata": metadata, "threads": [*self._threads(ours, *days)]}]}, kind)

    def _names(self) -> Iterator[dict[str, Any]]:
        for phone, name in self.names.items():
            contact = {"full_name": name, "first_name": name.partition(" ")[0], "phone_number": phone}
            about = {"timestamp": str(int(time.time()))}
            yield {"type": "contact", "contact": contact, "action": "add", "metadata": about}

    def _threads(self, ours: str, after: float, until: float) -> Iterator[dict[str, Any]]:
        for phone, lines in self.threads.items():
            numbers = count(1)
            messages = [
                _message(phone, ours, each, number)
                for each, number in zip(lines, numbers, strict=False)
                if after <= each.days_ago < until
            ]
            if messages:
                yield {"id": phone, "messages": messages}


def _message(phone: str, ours: str, line: Said, number: int) -> dict[str, Any]:
    sides = {"from": ours, "to": phone} if line.is_ours else {"from": phone}
    return {
        **sides,
        "id": f"wamid.simulated.past.{phone}.{number}",
        "timestamp": str(int(time.time() - line.days_ago * DAY)),
        "type": "text",
        "text": {"body": line.text},
        "history_context": {"status": "READ", **({"from_me": True} if line.is_ours else {})},
    }


DEMO = Phone(
    {"34612345678": "Maria Puig", "34699000222": "Joan Serra"},
    {
        "34612345678": [
            Said(120, False, "Bon dia, feu pressupostos de cuines?"),
            Said(119.9, True, "Sí! Digues-nos les mides i te'l fem."),
            Said(0.5, False, "Us envio les mides avui."),
        ],
        "34699000222": [Said(30, False, "Gràcies, ha quedat molt bé."), Said(29.9, True, "A tu, Joan!")],
    },
)
"""The phone of `make messengers`."""
