"""The organisation's audit log: who did what to its credentials, plan, webhooks and workflows, from where.

An entry is written in the transaction of the change it describes, so neither exists without the other. It names the
changed object and never its content: no secret, no address of a webhook, no field of a contact.
"""

from dataclasses import dataclass
from typing import Any, Literal

from bivelio_core import clock, ids
from bivelio_core.context import Actor, Context
from bivelio_core.store import keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table
from bivelio_core.store.writes import Put

Action = Literal[
    "app.connected",
    "agent.call_decided",
    "agent.created",
    "agent.deleted",
    "agent.updated",
    "approval.decided",
    "assistant.confirmed",
    "desk.updated",
    "certificate.deleted",
    "certificate.uploaded",
    "representation.given",
    "representation.ended",
    "credits.granted",
    "contact.erasure_requested",
    "contact.import_undone",
    "contact.merged",
    "contact.unmerged",
    "contact_field.archived",
    "contact_field.defined",
    "conversation.given_back",
    "conversation.handed_over",
    "conversation.updated",
    "connection.completed",
    "connection.created",
    "connection.removed",
    "connection.tools_changed",
    "connection.updated",
    "books.started",
    "data.exported",
    "export.started",
    "instance.cancelled",
    "instance.paused",
    "instance.resumed",
    "invoice.booked",
    "invoice.corrected",
    "invoice_series.set",
    "invoice_settings.updated",
    "invitation.accepted",
    "invitation.revoked",
    "invitation.sent",
    "knowledge.archived",
    "knowledge.defined",
    "knowledge.source_removed",
    "mfa.enabled",
    "mfa.disabled",
    "mfa.codes_renewed",
    "mfa.reset",
    "organisation.created",
    "organisation.suspended",
    "organisation.resumed",
    "organisation.updated",
    "organisation.erasure_requested",
    "organisation.erasure_cancelled",
    "plan.changed",
    "throttle.agreed",
    "throttle.removed",
    "user.created",
    "user.role_changed",
    "user.password_changed",
    "user.password_change_failed",
    "user.password_reset",
    "user.email_changed",
    "user.confirmation_failed",
    "user.sessions_ended",
    "user.left",
    "user.removed",
    "key.created",
    "key.updated",
    "key.rotated",
    "key.revoked",
    "secret.set",
    "secret.deleted",
    "session.started",
    "session.reuse_detected",
    "session.ended",
    "sign_in.failed",
    "sign_in.locked",
    "suppression.added",
    "suppression.removed",
    "signing_key.rotated",
    "signing_key.retired",
    "link_keys.rotated",
    "webhook.created",
    "webhook.updated",
    "webhook.enabled",
    "webhook.secret_rotated",
    "webhook.deleted",
    "workflow.created",
    "workflow.updated",
    "workflow.archived",
    "workflow.paused",
    "workflow.restored",
    "workflow.resumed",
    "workflow.deleted",
    "workflow.url_rotated",
]
"""The actions that an entry can name; docs/identity.md has the list with their details."""

PLATFORM = "platform"
"""Used in place of an organisation: the log of actions that concern all of them."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change came from."""

    actor: Actor
    request_id: str
    source_ip: str = ""
    client: str = ""
    """The app that acted for a user."""

    @classmethod
    def of(cls, ctx: Context) -> "Origin":
        """The origin of a request's action."""
        return cls(ctx.actor, ctx.request_id, ctx.source_ip, ctx.client)


def entry(organisation: str, action: Action, origin: Origin, **details: Any) -> Put:
    """The write of one entry. Details never hold a secret."""
    described = {"client": origin.client or None, **details}
    key = keys.audit_entry(organisation, clock.real_stamp(), ids.new_id("audit_entry", organisation))
    return Put(
        {
            "PK": key.pk,
            "SK": key.sk,
            "action": action,
            "at": clock.real_timestamp(),
            "actor_kind": origin.actor.kind,
            "actor": origin.actor.id,
            "request_id": origin.request_id,
            "ip": origin.source_ip,
            "details": {name: value for name, value in described.items() if value is not None},
        }
    )


def of(ctx: Context, action: Action, **details: Any) -> Put:
    """The write of the entry about a request's action in its environment. Details never hold a secret."""
    environment = ctx.tenant.environment
    return entry(ctx.organisation, action, Origin.of(ctx), environment=environment, **details)


def newest(
    table: Table, organisation: str, limit: int, before: str | None = None, since: str | None = None
) -> list[Item]:
    """The newest entries, at most `limit`; `before` is the `cursor` of the last one seen, `since` a `clock.stamp`."""
    partition = keys.audit_entry(organisation, "", "").pk
    items = table.query(partition, low=since, high=before, descending=True, limit=limit + 1 if before else limit)
    entries = [{"cursor": item["SK"], **{k: v for k, v in item.items() if k not in ("PK", "SK")}} for item in items]
    return [item for item in entries if item["cursor"] != before][:limit]
