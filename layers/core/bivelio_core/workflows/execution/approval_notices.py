"""The attributes of an open approval: who is notified, by `workflow.waiting` and by e-mail, and who may not decide."""

from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from bivelio_core import clock
from bivelio_core.store.chains import chain_mark
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import STEP
from bivelio_core.workflows.definitions.program import APPROVAL, Node, result_key

from . import decisions, payloads, sweep_marks
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


def opened(view: RunView, node: Node, request: Any) -> dict[str, Any]:
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
    mark = sweep_marks.asked_mark(clock.now()) if request.roles or request.users else {}
    about = {"asked": payloads.to_text(question), **chain_mark(chain_of_run(run)), **mark}
    return about | _who_may_not_decide(view, node, request.exclude_deciders_of or [])


def _who_may_not_decide(view: RunView, node: Node, earlier: list[str]) -> dict[str, Any]:
    """`excluded`: who decided earlier approvals, which have ended. `users_only`: a later one excludes who decides this.

    An API key does not tell who is behind it, so it cannot decide an approval whose deciders are to be known.
    """
    about: dict[str, Any] = {"excluded": payloads.to_text(_deciders_of(view, earlier))} if earlier else {}
    others = (each.input.get("exclude_deciders_of") for each in view.program.nodes.values() if each.type == APPROVAL)
    return {**about, "users_only": True} if any(node.id in (steps or ()) for steps in others) else about


def _deciders_of(view: RunView, steps: list[str]) -> list[str]:
    """Who decided these earlier approvals, as `user:usr_...`."""
    keys = [result_key(step, view.program.path_of(step, view.frame)) for step in steps]
    records = view.store.get_many(STEP, keys, view.run.sk, consistent=True)
    decided = [
        each
        for record in records.values()
        if "decision" in record
        for each in [payloads.read(record, "decision"), *decisions.so_far(record)]
    ]
    return sorted({each["decided_by"] for each in decided if each.get("decided_by")})
