"""The item of an invoice at an administration or in Peppol: T#IND / <invoice>#<channel>, and what answers make of it.

`due` marks (GSI1) say when the sweeper looks at it. A call is noted before it is made: `called_at` is taken away by its
answer, so an item that has it when it is due is one whose answer is not known.
"""

from datetime import datetime, timedelta
from typing import Any

from bivelio_core import clock
from bivelio_core.providers.administration.port import Channel, Progress, Receipt
from bivelio_core.providers.messaging.failures import ProviderFailure
from bivelio_core.store.codec import Item

from . import states

SHARDS = 4
PREFIX = "IND#DUE#"
MARK = ("GSI1PK", "GSI1SK")
CALL_MAY_TAKE = timedelta(minutes=2)
"""Longer than the function that makes the call runs."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
"""Before further tries of a call that was not taken; the last one is repeated."""
GIVEN_UP_AFTER = timedelta(days=3)
"""A call that is not taken for so long fails."""
ASKED_FOR = timedelta(days=730)
"""For how long a state is asked about."""
HISTORY = 40


def sk_of(invoice_sk: str, channel: Channel) -> str:
    """Return the sort key."""
    return f"{invoice_sk}#{channel}"


def new_delivery(invoice: dict[str, Any], channel: Channel, email: str | None, former: Item | None) -> dict[str, Any]:
    """Return the attributes of an invoice that is about to be handed in, with the history of a former time."""
    now = clock.timestamp(clock.real_now())
    history = [*former["history"], *_step(former)] if former else []
    return {
        "version": former["version"] + 1 if former else 1,
        "invoice": invoice["id"],
        "number": invoice["number"],
        "channel": channel,
        "status": "sending",
        **({"email": email} if email else {}),
        "attempts": 0,
        "history": history[-HISTORY:],
        "created_at": now,
        "updated_at": now,
    }


def calling(item: Item) -> Item:
    """Return the item as it is while a call is made."""
    now = clock.real_now()
    is_sent = item["status"] == "sending"
    return _changed(
        item, {"called_at": clock.timestamp(now), "attempts": item["attempts"] + is_sent}, now + CALL_MAY_TAKE
    )


def after_receipt(item: Item, receipt: Receipt) -> Item:
    """Return the item once the administration has said that it has the invoice."""
    details = {"reference": receipt.reference, "registry_number": receipt.registry_number}
    return _after_answer(item, receipt.code, {name: text for name, text in details.items() if text})


def after_progress(item: Item, progress: Progress) -> Item:
    """Return the item after a look at its state."""
    details = {
        "reason": progress.reason,
        "registry_number": progress.registry_number,
        "accounting_number": progress.accounting_number,
        "cancellation": progress.cancellation if progress.cancellation != states.NOT_ASKED else None,
        "cancellation_reason": progress.cancellation_reason,
    }
    return _after_answer(item, progress.code, {name: text for name, text in details.items() if text})


def cancellation_asked(item: Item) -> Item:
    """Return the item once the administration has taken the request for cancellation."""
    after = {name: value for name, value in item.items() if name != "cancellation_due"}
    return _after_answer(after, item["code"], {"cancellation": states.ASKED})


def not_taken(item: Item, failure: ProviderFailure) -> Item:
    """Return the item after a call that did nothing: it is made again, until it has been tried for days."""
    now = clock.real_now()
    if now - clock.parse(item["created_at"]) > GIVEN_UP_AFTER and item["status"] == "sending":
        return refused(item, failure)
    tries = item.get("tries", 0)
    wait = max(WAITS[min(tries, len(WAITS) - 1)], timedelta(seconds=failure.retry_after or 0))
    problem = {"problem": failure.reason, "problem_text": failure.text, "tries": tries + 1}
    return _changed(_without(item, "called_at"), problem, now + wait)


def refused(item: Item, failure: ProviderFailure) -> Item:
    """Return the item of an invoice that the service has refused."""
    problem = {"problem": failure.reason, "problem_text": failure.text, "status": "failed"}
    return _changed(_without(item, "called_at"), {**problem, "history": _history(item)}, None)


def unconfirmed(item: Item, failure: ProviderFailure) -> Item:
    """Return the item of an invoice that the administration has under a number that we do not know."""
    problem = {"problem": "registry_number_unknown", "problem_text": failure.text, "status": "unconfirmed"}
    return _changed(_without(item, "called_at"), {**problem, "history": _history(item)}, None)


def not_cancelled(item: Item, failure: ProviderFailure) -> Item:
    """Return the item whose request for cancellation the service has refused."""
    after = _without(item, "called_at", "cancellation_due")
    return _changed(after, {"problem": failure.reason, "problem_text": failure.text}, _next_look(item, item["code"]))


def _after_answer(item: Item, code: str, details: dict[str, Any]) -> Item:
    """Return the item with what the administration has said of it."""
    status = states.of(code).status
    is_new = (status, code) != (item["status"], item.get("code"))
    after = _without(item, "called_at", "problem", "problem_text", "tries")
    about = {**details, "status": status, "code": code, "history": _history(item) if is_new else item["history"]}
    return _changed(after, about, _next_look(item, code))


def _next_look(item: Item, code: str) -> datetime | None:
    hours, now = states.of(code).asked_after_hours, clock.real_now()
    if hours is None or now - clock.parse(item["created_at"]) > ASKED_FOR:
        return None
    return now + (timedelta(minutes=1) if item.get("simulated") else timedelta(hours=hours))


def _history(item: Item) -> list[dict[str, Any]]:
    return [*item["history"], *_step(item)][-HISTORY:]


def _step(item: Item) -> list[dict[str, Any]]:
    step = {"status": item["status"], "code": item.get("code"), "at": item.get("changed_at", item["created_at"])}
    return [{name: value for name, value in step.items() if value}]


def _changed(item: Item, about: dict[str, Any], due: datetime | None) -> Item:
    """Return the next version, with its mark or without one."""
    now = clock.timestamp(clock.real_now())
    after = {**_without(item, *MARK), **about, "version": item["version"] + 1, "updated_at": now}
    if (after["status"], after.get("code")) != (item["status"], item.get("code")):
        after["changed_at"] = now
    return after if due is None else {**after, **mark(item["SK"], due)}


def mark(sk: str, due: datetime) -> dict[str, str]:
    """Return the mark of an item that is to be looked at."""
    return {"GSI1PK": f"{PREFIX}{sum(sk.encode()) % SHARDS}", "GSI1SK": clock.stamp(due)}


def _without(item: Item, *names: str) -> Item:
    return {name: value for name, value in item.items() if name not in names}
