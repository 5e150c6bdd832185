"""What changes an organisation's automation, or takes its contacts out, is in its audit log, and nowhere without it."""

import json
import re
from collections.abc import Callable
from typing import Any, get_args

import pytest
from bivelio_core import audit, clients

from tests.api import ROOT, call
from tests.network import events_of
from tests.operated import new_organisation, operated
from tests.refusing import refusing

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwTheSeCret0"
STEPS = [{"id": "s", "type": "set", "input": {"clau": "v"}}]
EMPTY = {"name": "Factures", "steps": STEPS}


class Organisation:
    """An organisation of the sandbox, where the examples are, and one of its users."""

    def __init__(self):
        self.id = new_organisation()
        self.caller = {"organisation": self.id, "environment": "sandbox", "actor_kind": "user", "actor": "usr_ana"}

    def ask(self, operation, data, **headers):
        return call(operation, data, caller=self.caller, headers=headers)

    def done(self, operation, data, **headers):
        return self.ask(operation, data, **headers).data

    def entries(self):
        """Those about the change of the test; what made the organisation is not among them."""
        found = operated("read_audit", organisation=self.id)["entries"]
        return [entry for entry in found if entry["action"] != "organisation.created"]


@pytest.fixture
def place(deployment):
    return Organisation()


def webhook(place):
    request = {"url": "https://el-teu-servidor.com/api?token=t0ken", "events": ["contact.created"], "secret": SECRET}
    return place.done("webhooks.create", request)["webhook_id"]


def disabled_webhook(place):
    made = webhook(place)
    place.done("webhooks.update", {"webhook_id": made, "status": "disabled"})
    return made


def workflow(place):
    return place.done("workflows.create", EMPTY)["id"]


def paused_workflow(place):
    made = workflow(place)
    place.done("workflows.pause", {"id": made})
    return made


RUN = "wfi_x9y8z7w6"
"""The instance of the reference: its approval `revisio` waits."""

CHANGES: dict[str, tuple[Callable[[Any], Any], str, dict[str, Any], str]] = {
    "webhooks.update": (webhook, "webhook_id", {"status": "disabled"}, "webhook.updated"),
    "webhooks.enable": (disabled_webhook, "webhook_id", {}, "webhook.enabled"),
    "webhooks.rotate_secret": (webhook, "webhook_id", {}, "webhook.secret_rotated"),
    "webhooks.delete": (webhook, "webhook_id", {}, "webhook.deleted"),
    "workflows.update": (workflow, "id", {"description": "d", "status": "inactive"}, "workflow.updated"),
    "workflows.archive": (workflow, "id", {}, "workflow.archived"),
    "workflows.delete": (lambda _: "wf_k5l6m7n8", "id", {}, "workflow.deleted"),
    "workflows.rotate_url": (lambda _: "wf_i1j2k3l4", "id", {"overlap_hours": 1}, "workflow.url_rotated"),
    "workflows.cancel": (lambda _: RUN, "instance_id", {}, "instance.cancelled"),
    "workflows.pause": (lambda _: "wf_i1j2k3l4", "id", {}, "workflow.paused"),
    "workflows.resume": (paused_workflow, "id", {}, "workflow.resumed"),
    "workflows.pause_run": (lambda _: "wfi_p1q2r3s4", "instance_id", {}, "instance.paused"),
    "workflows.resume_run": (lambda _: "wfi_t5u6v7w8", "instance_id", {}, "instance.resumed"),
    "workflows.approve": (lambda _: RUN, "instance_id", {"comment": "d'acord"}, "approval.decided"),
}
DETAILS: dict[str, dict[str, Any]] = {
    "webhook.updated": {"changed": ["status"], "status": "disabled"},
    "workflow.updated": {"version": 2, "changed": ["description", "status"], "status": "inactive"},
    "workflow.archived": {"version": 2},
    "workflow.deleted": {"version": 1},
    "workflow.url_rotated": {"overlap_hours": 1},
    "instance.cancelled": {"workflow": "wf_a1b2c3d4"},
    "workflow.paused": {"version": 1},
    "workflow.resumed": {"version": 1},
    "instance.paused": {"workflow": "wf_e5f6g7h8"},
    "instance.resumed": {"workflow": "wf_e5f6g7h8"},
    "approval.decided": {"step": "revisio", "iteration": "0", "approved": True},
}
every_change = pytest.mark.parametrize("operation", CHANGES)


def requested(place, operation):
    """A request that changes a resource; its id, and the action and details of the entry about it."""
    make, name, more, action = CHANGES[operation]
    made = make(place)
    details = {action.split(".")[0].replace("approval", "instance"): made, **DETAILS.get(action, {})}
    return {name: made, **more}, action, {**details, "environment": "sandbox"}


@every_change
def test_a_change_is_in_the_audit_log_with_who_what_and_from_where(place, operation):
    request, action, details = requested(place, operation)
    before = len(place.entries())
    place.done(operation, request)
    newest, *others = place.entries()
    assert len(others) == before
    assert (newest["action"], newest["details"]) == (action, details)
    assert (newest["actor_kind"], newest["actor"]) == ("user", "usr_ana")
    assert (newest["ip"], newest["request_id"]) == ("192.0.2.1", "test-request")


@every_change
def test_a_change_that_is_refused_leaves_no_entry(place, operation):
    _, name, more, _ = CHANGES[operation]
    assert place.ask(operation, {name: "wh_nobody", **more}).status == 404
    assert place.entries() == []


@every_change
def test_a_change_and_its_entry_are_one_transaction(place, operation):
    """Whichever write is refused, a change without its entry is nowhere, nor an entry without its change."""
    request, action, _ = requested(place, operation)
    table = clients.client("dynamodb")
    bodies = []

    def note(params, **_):
        bodies.append(params["body"])

    events_of(table).register("before-call.dynamodb", note)
    try:
        place.done(operation, request)
    finally:
        events_of(table).unregister("before-call.dynamodb", note)
    (telling,) = [json.loads(body) for body in bodies if f'"{action}"'.encode() in body]
    written = [write for write in telling["TransactItems"] if f"ORG#{place.id}#AUDIT" not in json.dumps(write)]
    assert written, "the entry is not alone in its transaction"


def test_what_is_created_is_in_the_audit_log(place):
    made = workflow(place)
    assert [(e["action"], e["details"]) for e in place.entries()] == [
        ("workflow.created", {"workflow": made, "version": 1, "environment": "sandbox"})
    ]
    made = webhook(place)
    newest = place.entries()[0]
    assert (newest["action"], newest["details"]) == ("webhook.created", {"webhook": made, "environment": "sandbox"})


def test_an_export_is_in_the_audit_log_with_how_much_but_not_what_was_searched(place):
    made = place.done("contacts.export", {"search": "Empresa ABC", "type": "company"})
    (entry,) = place.entries()
    assert entry["action"] == "export.started"
    assert entry["details"] == {
        "export": made["id"],
        "contacts": made["total"],
        "narrowed_by": ["search", "type"],
        "environment": "sandbox",
    }


def test_a_repeated_request_leaves_one_entry(place):
    for operation, request in (
        ("contacts.export", {}),
        ("webhooks.create", {"url": "https://el-teu-servidor.com/", "events": ["contact.created"]}),
        ("workflows.create", EMPTY),
    ):
        before = len(place.entries())
        for _ in range(2):
            place.done(operation, request, **{"Idempotency-Key": "once"})
        assert len(place.entries()) == before + 1, operation


def test_what_changes_nothing_leaves_no_entry(place):
    made = workflow(place)
    for _ in range(2):
        place.done("workflows.archive", {"id": made})
        place.done("workflows.cancel", {"instance_id": RUN})
    assert sorted(entry["action"] for entry in place.entries()) == [
        "instance.cancelled",
        "workflow.archived",
        "workflow.created",
    ]


def test_the_log_has_no_secret_and_nothing_of_what_was_written(place):
    made = webhook(place)
    place.done("webhooks.update", {"webhook_id": made, "url": "https://el-teu-servidor.com/?token=t1ken"})
    shown = place.done("webhooks.rotate_secret", {"webhook_id": made})["signing_secret"]
    place.done("workflows.update", {"id": workflow(place), "steps": [{**STEPS[0], "input": {"clau": "s3cret"}}]})
    place.done("workflows.approve", {"instance_id": RUN, "comment": "motiu privat"})
    place.done("contacts.export", {"search": "Empresa ABC"})
    log = json.dumps(place.entries())
    for told in (SECRET, shown, "t0ken", "t1ken", "el-teu-servidor", "s3cret", "Factures", "motiu", "Empresa ABC"):
        assert told not in log, told


def test_while_the_log_cannot_be_written_nothing_is_changed(place, monkeypatch):
    made = webhook(place)
    monkeypatch.setattr("bivelio_core.store.dynamo.AGAIN_WITHIN_SECONDS", 0.0)
    table = clients.client("dynamodb")
    with refusing(table, lambda name: (400, "AccessDeniedException") if name == "TransactWriteItems" else None):
        assert place.ask("webhooks.update", {"webhook_id": made, "description": "after"}).status == 500
    assert "description" not in place.done("webhooks.get", {"webhook_id": made})


def test_the_documented_actions_are_those_there_are():
    page = (ROOT / "docs" / "identity.md").read_text(encoding="utf-8")
    section = page.partition("## The audit log\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    documented = [action for row in rows for action in re.findall(r"`([a-z_.]+)`", row.split("|")[1])]
    assert sorted(documented) == sorted(get_args(audit.Action))


@pytest.mark.parametrize(
    ("operation", "data"), [("webhooks.enable", {}), ("webhooks.update", {"events": ["contact.created"]})]
)
def test_a_request_that_changes_nothing_leaves_no_entry(place, operation, data):
    made = webhook(place)
    before = place.entries()
    shown = place.done(operation, {"webhook_id": made, **data})
    assert (shown["status"], place.entries()) == ("active", before)
