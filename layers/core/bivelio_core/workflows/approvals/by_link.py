"""What a user sees and decides by the link of an approval: the same service as `/workflows/approve`, as that user."""

from dataclasses import dataclass, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bivelio_core import clock
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, Conflict, InsufficientScope, ResourceNotFound
from bivelio_core.redaction import redacted_data
from bivelio_core.store import locale, members
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import INSTANCE, STEP
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.workflows.actions import approve
from bivelio_core.workflows.execution import decisions, payloads
from bivelio_core.workflows.execution.runs import ACTIVE, WAITING
from bivelio_core.workflows.runs.deciders import EarlierDeciderMayNotDecide, StarterMayNotDecide, require_decider
from bivelio_core.workflows.runs.models import ApproveStep

from . import links
from .links import Link

MAY_WRITE = ("owner", "admin", "member")
"""The roles that may decide an approval; `viewer` may not."""

Reason = Literal[
    "invalid",
    "expired",
    "suspended",
    "too_often",
    "not_yours",
    "started_by_you",
    "decided_earlier_by_you",
    "decided_by_you",
    "decided",
    "ended",
    "incomplete",
]
STATUS: dict[Reason, int] = {
    "invalid": 404,
    "expired": 410,
    "suspended": 403,
    "too_often": 429,
    "not_yours": 403,
    "started_by_you": 403,
    "decided_earlier_by_you": 403,
    "decided_by_you": 409,
    "decided": 409,
    "ended": 409,
    "incomplete": 400,
}


@dataclass(frozen=True)
class Asked:
    """An approval as its link shows it; `approved` once it is decided.

    Of one that asks several people `needed` says how many must approve, and `approved_by` has the addresses of those
    who have.
    """

    workflow: str
    message: str
    expires_at: str
    email: str
    zone: ZoneInfo
    approved: bool | None = None
    needed: int = 1
    approved_by: tuple[str, ...] = ()


class LinkRefused(Exception):
    """A link decides nothing: why, and the approval where the user may see it."""

    def __init__(self, reason: Reason, approval: Asked | None = None) -> None:
        super().__init__(reason)
        self.reason, self.approval = reason, approval
        self.status = STATUS[reason]


def organisation_of(token: str) -> str:
    """The organisation that a token says it is of. Raises LinkRefused."""
    if (organisation := links.organisation_of(token)) is None:
        raise LinkRefused("invalid")
    return organisation


def link_of(store: TenantStore, token: str) -> Link:
    """The link that a token is, when it is signed and in time. Raises LinkRefused."""
    link = links.read(store, token)
    if link is None:
        raise LinkRefused("invalid")
    if clock.now().timestamp() >= link.expires:
        raise LinkRefused("expired")
    return link


def look(store: TenantStore, link: Link, language: str) -> Asked:
    """What a link asks; changes nothing. Raises LinkRefused."""
    return _opened(store, link, language)[1]


def decide(store: TenantStore, link: Link, form: dict[str, Any], about: dict[str, str]) -> Asked:
    """Decide by a link, once: `form` is {approved, comment}, `about` the request's language, id and address.

    Raises LinkRefused, also when somebody has decided before.
    """
    ctx, question = _opened(store, link, about["language"], about)
    try:
        request = ApproveStep.model_validate(
            {"instance_id": link.instance, "step_id": link.step, "iteration": link.iteration, **form}
        )
    except ValidationError as error:
        raise LinkRefused("incomplete", question) from error
    try:
        decision = approve.approve(request, ctx)
    except Conflict:
        _opened(store, link, about["language"])  # says who was first, or that the run has ended
        raise
    except (ResourceNotFound, InsufficientScope) as error:
        raise LinkRefused("not_yours" if isinstance(error, InsufficientScope) else "invalid") from error
    if decision.remaining:
        return replace(question, approved_by=(*question.approved_by, question.email))
    return replace(question, approved=decision.approved)


def _opened(
    store: TenantStore, link: Link, language: str, about: dict[str, str] | None = None
) -> tuple[Context, Asked]:
    """The context of a link's user, who may decide now, and what is asked. Raises LinkRefused."""
    if members.is_suspended(store):
        raise LinkRefused("suspended")
    member = members.find(store, link.user)
    if member is None or member.role not in MAY_WRITE:
        raise LinkRefused("not_yours")
    ctx = Context(
        tenant=store.tenant,
        actor=Actor("user", link.user),
        scopes=frozenset({"write"}),
        request_id=(about or {}).get("request_id", ""),
        language=language,
        store=store,
        source_ip=(about or {}).get("source_ip", ""),
        role=member.role,
    )
    instance, record = _loaded(store, link)
    _require_decider(ctx, instance, record)
    question = _asked(store, instance, record, member.email)
    if question.approved is not None:
        raise LinkRefused("decided", question)
    if "decision" in record:
        raise LinkRefused("expired")
    if decisions.of_person(record, approve.person_of(ctx)):
        raise LinkRefused("decided_by_you", question)
    if instance["status"] not in ACTIVE or record["status"] != WAITING:
        raise LinkRefused("ended", question)
    return ctx, question


def _loaded(store: TenantStore, link: Link) -> tuple[Item, Item]:
    """The run and the record of the approval. Raises LinkRefused."""
    try:
        instance = store.find(INSTANCE, link.instance)
    except ApiError as error:  # of a sandbox day that is over
        raise LinkRefused("invalid") from error
    record = store.get(STEP, f"{link.step}#{link.iteration}", instance["SK"])
    if record is None or record.get("type") != "approval":
        raise LinkRefused("invalid")
    return instance, record


def _require_decider(ctx: Context, instance: Item, record: Item) -> None:
    try:
        require_decider(ctx, instance, record)
    except StarterMayNotDecide as error:
        raise LinkRefused("started_by_you") from error
    except EarlierDeciderMayNotDecide as error:
        raise LinkRefused("decided_earlier_by_you") from error
    except InsufficientScope as error:
        raise LinkRefused("not_yours") from error


def _asked(store: TenantStore, instance: Item, record: Item, email: str) -> Asked:
    request, decision = payloads.read(record, "given") or {}, payloads.read(record, "decision") or {}
    message = request.get("message") or ""
    return Asked(
        workflow=instance["workflow_name"],
        message=redacted_data(message if isinstance(message, str) else payloads.to_text(message)),
        expires_at=record["expires_at"],
        email=email,
        zone=locale.of(store).zone,
        approved=decision.get("approved"),
        needed=decisions.needed(record),
        approved_by=tuple(_address(store, each["decided_by"]) for each in decisions.so_far(record) if each["approved"]),
    )


def _address(store: TenantStore, person: str) -> str:
    """The address of `user:usr_...`; the id of somebody who is no member any more."""
    user = person.partition(":")[2]
    member = members.find(store, user)
    return user if member is None else member.email
