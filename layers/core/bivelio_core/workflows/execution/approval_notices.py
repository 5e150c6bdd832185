"""The attributes of an open approval that let people be notified, by `workflow.waiting` and by e-mail."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.store.chains import chain_mark
from bivelio_core.store.codec import Item

from . import payloads, sweep_marks
from .run_view import RunView
from .runs import chain_of_run, instance_id

MOST_REMINDERS = 10


class Notice(NamedTuple):
    """A mail about an approval, to everyone who may decide it when the mail is due."""

    at: datetime
    kind: Literal["opened", "reminder", "escalated"]


def planned(record: Item) -> list[Notice]:
    """Return the mails about an approval, in order of time; all are due before it expires."""
    request = payloads.read(record, "given") or {}
    opened_at, expires = clock.parse(record["started_at"]), clock.parse(record["expires_at"])
    notices = [Notice(opened_at, "opened")]
    if every := request.get("remind_every_seconds"):
        times = [opened_at + timedelta(seconds=every * number) for number in range(1, MOST_REMINDERS + 1)]
        notices += [Notice(at, "reminder") for at in times]
    if after := request.get("escalate_after_seconds"):
        notices.append(Notice(opened_at + timedelta(seconds=after), "escalated"))
    return sorted(notice for notice in notices if notice.at < expires)


def opened(view: RunView, request: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an approval that is about to open.

    `asked` holds what the event says about the run; the stream recognises the record by it. The event belongs to the
    run's chain, so workflows that react to each other's questions end as other loops do.
    """
    run = view.instance
    question = {
        "instance_id": instance_id(view.store, run),
        "workflow_id": run["workflow_id"],
        "workflow_name": run["workflow_name"],
    }
    mark = sweep_marks.asked_mark(clock.now()) if request["roles"] or request["users"] else {}
    return {"asked": payloads.to_text(question), **chain_mark(chain_of_run(run)), **mark}
