"""The reference's example workflows, instances and event, under their documented ids, and ours to archive and cancel.

Workflows are configuration and stay when the sandbox day ends, so theirs are written only where nothing is: what an
organisation made of them is left alone. Instances are new each day. The sweeper gives the example of a cron
workflow its schedule, within two minutes.
"""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.events.log import Draft, writes_of
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

from . import event_examples
from .definitions.templates import MONTHLY_INVOICING, ONBOARDING
from .execution import failure_texts, payloads
from .execution.results import Failure
from .execution.stored import version_key
from .triggers import addresses, schedules

SURVEY: dict[str, Any] = {
    "name": "Enquesta de satisfaccio",
    "description": "Prepara l'enquesta d'un client; ja no s'utilitza",
    "trigger_type": "manual",
    "trigger": {},
    "concurrency": "allow",
    "steps": [
        {"id": "client", "name": "Troba el client", "type": "contact.find", "input": {"id": "{{ input.client }}"}}
    ],
}
RETIRED: dict[str, Any] = {**SURVEY, "name": "Enquesta antiga", "description": "Ja no s'utilitza"}
LEAD_FORM: dict[str, Any] = {
    "name": "Formulari del web",
    "description": "Desa com a contacte qui omple el formulari del web",
    "trigger_type": "inbound",
    "trigger": {"dedupe": "input.email", "per_minute": 60},
    "concurrency": "allow",
    "steps": [
        {
            "id": "contacte",
            "name": "Crea el contacte",
            "type": "contact.create",
            "input": {"type": "person", "name": "{{ input.name }}", "email": "{{ input.email }}"},
        }
    ],
}
WORKFLOWS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "wf_a1b2c3d4": (ONBOARDING, "active", "2026-03-15T10:30:00Z", "2026-04-01T14:22:00Z"),
    "wf_e5f6g7h8": (MONTHLY_INVOICING, "active", "2026-02-20T09:00:00Z", "2026-03-28T16:45:00Z"),
    "wf_g7h8i9j0": (SURVEY, "inactive", "2025-11-05T08:00:00Z", "2026-02-02T10:20:00Z"),
    "wf_k5l6m7n8": (RETIRED, "archived", "2025-09-01T08:00:00Z", "2026-01-15T08:00:00Z"),
    "wf_i1j2k3l4": (LEAD_FORM, "inactive", "2026-01-12T09:00:00Z", "2026-01-12T09:00:00Z"),
}
INSTANCES: dict[str, dict[str, Any]] = {
    "wfi_m1n2o3p4": {
        "workflow_id": "wf_e5f6g7h8",
        "workflow_name": MONTHLY_INVOICING["name"],
        "status": "completed",
        "current_step": 4,
        "total_steps": 4,
        "input": {"clients": []},
        "trigger": {"type": "cron", "scheduled_at": "2026-03-02T08:00:00Z"},
        "started_by": "schedule",
        "started_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:02Z",
        "ended_at": "2026-03-02T08:00:02Z",
        "duration_ms": 2000,
    },
    "wfi_r2s3t4u5": {
        "workflow_id": "wf_e5f6g7h8",
        "workflow_name": MONTHLY_INVOICING["name"],
        "status": "failed",
        "current_step": 2,
        "total_steps": 4,
        "input": {"clients": ["ct_abc123"]},
        "trigger": {"type": "cron", "scheduled_at": "2026-04-01T07:00:00Z"},
        "started_by": "schedule",
        "started_at": "2026-04-01T07:00:00Z",
        "updated_at": "2026-04-01T07:00:02Z",
        "ended_at": "2026-04-01T07:00:02Z",
        "duration_ms": 2000,
        "failed_step": "revisio",
        "error": Failure("APPROVAL_EXPIRED", failure_texts.APPROVAL_EXPIRED).describe(),
    },
    "wfi_c1d2e3f4": {
        "workflow_id": "wf_e5f6g7h8",
        "workflow_name": MONTHLY_INVOICING["name"],
        "status": "running",
        "current_step": 3,
        "current": "factures",
        "total_steps": 4,
        "input": {"clients": ["ct_abc123"]},
        "trigger": {"type": "api"},
        "started_by": "user:usr_demo000000000000",
        "started_at": "2026-04-06T10:00:00Z",
        "updated_at": "2026-04-06T10:01:00Z",
    },
    "wfi_p1q2r3s4": {
        "workflow_id": "wf_e5f6g7h8",
        "workflow_name": MONTHLY_INVOICING["name"],
        "status": "running",
        "current_step": 3,
        "current": "factures",
        "total_steps": 4,
        "input": {"clients": ["ct_abc123"]},
        "trigger": {"type": "api"},
        "started_by": "user:usr_demo000000000000",
        "started_at": "2026-04-06T11:00:00Z",
        "updated_at": "2026-04-06T11:01:00Z",
    },
    "wfi_t5u6v7w8": {
        "workflow_id": "wf_e5f6g7h8",
        "workflow_name": MONTHLY_INVOICING["name"],
        "status": "paused",
        "paused_from": "waiting",
        "paused_at": "2026-04-06T12:05:00Z",
        "current_step": 2,
        "current": "revisio",
        "total_steps": 4,
        "input": {"clients": ["ct_abc123"]},
        "trigger": {"type": "api"},
        "started_by": "user:usr_demo000000000000",
        "started_at": "2026-04-06T12:00:00Z",
        "updated_at": "2026-04-06T12:05:00Z",
    },
    "wfi_x9y8z7w6": {
        "workflow_id": "wf_a1b2c3d4",
        "workflow_name": ONBOARDING["name"],
        "status": "running",
        "current_step": 3,
        "current": "revisio",
        "total_steps": 7,
        "input": {"client_name": "Empresa ABC"},
        "trigger": {"type": "api"},
        "started_by": "user:usr_demo000000000000",
        "started_at": "2026-04-07T12:00:00Z",
        "updated_at": "2026-04-07T12:02:30Z",
    },
}
WAITING = {
    "status": "waiting",
    "type": "approval",
    "given": payloads.to_text({"message": "Vols donar d'alta Empresa ABC al pla Enterprise?"}),
    "started_at": "2026-04-07T12:02:30.000Z",
    "number": 1,
    "attempts": 1,
}
_ENDED = {
    "status": "completed",
    "started_at": "2026-04-06T10:00:58.000Z",
    "ended_at": "2026-04-06T10:00:59.000Z",
    "number": 1,
    "attempts": 1,
}
LOOP: dict[str, dict[str, Any]] = {
    "factures#0": {**_ENDED, "status": "running", "items": payloads.to_text(["ct_abc123"])},
    "factura#0": {
        **_ENDED,
        "received": payloads.to_text({"client_id": "ct_abc123"}),
        "output": payloads.to_text({"id": "inv_d2e3f4g5"}),
    },
    "emet#0": {
        **_ENDED,
        "received": payloads.to_text({"id": "inv_d2e3f4g5"}),
        "output": payloads.to_text({"id": "inv_d2e3f4g5", "status": "pending"}),
    },
    "@factures#0": {**_ENDED, "output": payloads.to_text({"id": "inv_d2e3f4g5", "status": "pending"})},
}
"""The loop of a run under way, whose only iteration has ended."""

STATE: dict[str, dict[str, Any]] = {
    "name#shop.cursor": {
        "value": payloads.to_text({"page": 12, "since": "2026-04-01T06:00:00Z"}),
        "version": 3,
        "updated_at": "2026-04-01T06:00:12Z",
    },
    "name#turn": {"value": "1", "version": 1, "updated_at": "2026-04-01T06:00:12Z"},
    "-": {"names": 2, "highest": 0, "version": 2},
}
"""What a workflow remembers."""

EVENT = Draft("evn_s1t2u3v4", "workflow.completed", "2026-04-07T13:05:00Z", event_examples.COMPLETED)


def writes(store: TenantStore) -> list[Write]:
    """The workflows where there are none, the day's instances with the approval that one waits for, and its event."""
    all_writes: list[Write] = []
    for workflow_id, (definition, status, created_at, updated_at) in WORKFLOWS.items():
        about = {"version": 1, "status": status, "created_at": created_at, "updated_at": updated_at, "sample": True}
        all_writes += _workflow(store, workflow_id, definition, about)
        all_writes += addresses.trigger_write(store, workflow_id, definition, {})
    all_writes.append(store.lease_write(keys.INSTANCE, len(INSTANCES)))
    for sequence, (public, about) in enumerate(INSTANCES.items(), start=1):
        sk = keys.sequence_sk(sequence)
        all_writes.append(store.put_write(keys.INSTANCE, sk, _instance(public, about)))
        all_writes.append(store.put_write(keys.ALIAS, public, {"kind": keys.INSTANCE.partition, "target": sk}))
    all_writes.append(store.put_write(keys.STEP, "revisio#0", WAITING, keys.sequence_sk(len(INSTANCES))))
    looping = keys.sequence_sk(list(INSTANCES).index("wfi_c1d2e3f4") + 1)
    all_writes += [store.put_write(keys.STEP, name, record, looping) for name, record in LOOP.items()]
    all_writes += [store.put_write(keys.WORKFLOW_STATE, name, about, "wf_e5f6g7h8") for name, about in STATE.items()]
    day = store.tenant.day or clock.now().strftime("%Y-%m-%d")
    return [*all_writes, *writes_of(store, EVENT, f"{day}T00:00:00.000000Z")]


def _workflow(store: TenantStore, workflow_id: str, definition: dict[str, Any], about: dict[str, Any]) -> list[Write]:
    fields = {name: definition[name] for name in ("name", "description", "trigger_type", "concurrency")}
    is_new = store.get(keys.WORKFLOW, workflow_id) is None
    unscheduled = schedules.mark() if is_new and definition["trigger_type"] == "cron" else {}
    item = {**fields, **about, "steps_count": len(definition["steps"]), **unscheduled}
    version = {"definition": payloads.to_text(definition), "at": about["updated_at"], "by": "sample"}
    return [
        store.update_write(keys.WORKFLOW, workflow_id, Update(default=item)),
        store.update_write(keys.WORKFLOW_VERSION, version_key(workflow_id, 1), Update(default=version)),
    ]


def _instance(public: str, about: dict[str, Any]) -> dict[str, Any]:
    texts: dict[str, Any] = {
        name: payloads.to_text(about[name]) for name in ("input", "trigger", "error") if name in about
    }
    return {
        "id": public,
        "random": "0" * ids.RANDOM_LENGTH,
        "version": 1,
        "number": 1,
        "workflow_version": 1,
        "depth": 0,
        "sample": True,
        **about,
        "started_at_exact": about["started_at"].replace("Z", ".000Z"),
        **texts,
    }
