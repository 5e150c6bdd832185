"""The consents of a contact: what is kept of them, and on which channels they allow advertising. Pure.

A consent is a record, because who sends must be able to show that it was given (GDPR, article 7.1): none is changed or
goes, one that no longer holds is withdrawn. Advertising by electronic messages takes the person's agreement, or that
they are a client and it is about what is alike (LSSI, article 21); a legitimate interest suffices for calls and post.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bivelio_core import clock
from bivelio_core.errors import Unprocessable
from bivelio_core.faults import Fault, register

from .limits import MAXIMUM_CONSENTS

if TYPE_CHECKING:
    from .reach_models import NewConsent

WITHDRAWN_BEFORE = register("contacts", "withdrawn_before")
CLOCKS_APART = timedelta(minutes=5)
"""How far ahead of ours the clock of who sends a time may be."""

ELECTRONIC = frozenset({"email", "sms", "whatsapp", "telegram"})
OF_CLIENTS = frozenset({"consent", "contract"})

Record = dict[str, Any]
"""A stored consent: `channel`, `basis`, `at`, perhaps `source` and `withdrawn_at`."""


def allows_marketing(contact: Mapping[str, Any], channel: str) -> bool:
    """Whether an organisation may send a contact its advertising on a channel."""
    return any(
        consent["channel"] == channel
        and "withdrawn_at" not in consent
        and (channel not in ELECTRONIC or consent["basis"] in OF_CLIENTS)
        for consent in contact.get("consents", ())
    )


def next_consents(records: Sequence[Record], sent: "Sequence[NewConsent]", *, replaces: bool) -> list[Record]:
    """The records of a contact after a request, in the order in which they came.

    What is sent is the record that it repeats, or a new one. With `replaces`, valid ones that are not sent are
    withdrawn now.

    Raises Unprocessable for a time to come, for a withdrawal before the consent, and for more records than are kept.
    """
    now = clock.now()
    if faults := [fault for place, consent in enumerate(sent) for fault in _faults(consent, place, now)]:
        raise Unprocessable(faults)
    kept_records: list[Record] = [dict(record) for record in records]
    repeated: set[int] = set()
    added: list[Record] = []
    for number, consent in enumerate(sent):
        place = next((each for each, record in enumerate(kept_records) if _repeats(consent, record)), None)
        if place is None:
            added.append(_record(consent, now))
            continue
        repeated.add(place)
        if consent.withdrawn_at is not None:
            end = clock.timestamp(consent.withdrawn_at)
            if end < kept_records[place]["at"]:
                raise Unprocessable.of(f"consents[{number}].withdrawn_at", WITHDRAWN_BEFORE)
            kept_records[place].setdefault("withdrawn_at", end)
    for place, record in enumerate(kept_records):
        if replaces and place not in repeated and "withdrawn_at" not in record:
            record["withdrawn_at"] = clock.timestamp(now)
    if added and len(kept_records) + len(added) > MAXIMUM_CONSENTS:
        raise Unprocessable([Fault("consents", "max_items", {"limit": MAXIMUM_CONSENTS})])
    return [*kept_records, *added]


def _faults(consent: "NewConsent", place: int, now: datetime) -> list[Fault]:
    times = {"at": consent.at, "withdrawn_at": consent.withdrawn_at}
    faults = [
        Fault(f"consents[{place}].{name}", "maximum", {"limit": clock.timestamp(now)})
        for name, time in times.items()
        if time is not None and time > now + CLOCKS_APART
    ]
    if consent.at is not None and consent.withdrawn_at is not None and consent.withdrawn_at < consent.at:
        faults.append(Fault(f"consents[{place}].withdrawn_at", WITHDRAWN_BEFORE))
    return faults


def _repeats(consent: "NewConsent", record: Record) -> bool:
    """Whether a request means a record: by its time, or without one a record that holds, or ended when it says."""
    if (consent.channel, consent.basis) != (record["channel"], record["basis"]):
        return False
    if consent.source is not None and consent.source != record.get("source"):
        return False
    if consent.at is not None:
        return bool(record["at"] == clock.timestamp(consent.at))
    end = record.get("withdrawn_at")
    return end is None or (consent.withdrawn_at is not None and end == clock.timestamp(consent.withdrawn_at))


def _record(consent: "NewConsent", now: datetime) -> Record:
    begin = consent.at or consent.withdrawn_at or now
    record: Record = {"channel": consent.channel, "basis": consent.basis, "at": clock.timestamp(begin)}
    if consent.source is not None:
        record["source"] = consent.source
    if consent.withdrawn_at is not None:
        record["withdrawn_at"] = clock.timestamp(consent.withdrawn_at)
    return record
