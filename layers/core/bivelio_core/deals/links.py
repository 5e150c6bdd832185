"""What deals refer to: a stage, a contact, a company, the member in charge."""

from typing import NamedTuple

from bivelio_core.contacts.fields import NOT_A_COMPANY, NOT_A_MEMBER
from bivelio_core.context import Context
from bivelio_core.errors import Unprocessable
from bivelio_core.store import members, resources
from bivelio_core.store.codec import Item
from bivelio_core.store.keys import CONTACT
from bivelio_core.store.tenant_store import TenantStore

from .models import CreateDeal, UpdateDeal
from .pipelines.models import Outcome
from .pipelines.stored import DEFAULT, pipeline_of


class StagePlace(NamedTuple):
    """A stage that deals may be put into."""

    pipeline_id: str
    stage_id: str
    outcome: Outcome


def stage_of(ctx: Context, pipeline_id: str | None, stage_id: str | None, *, former: str | None = None) -> StagePlace:
    """The stage of a pipeline that a deal is put into: the first open one without `stage_id`.

    Raises Unprocessable for a stage that is not there or is archived, and for such a pipeline, unless the deal is in
    this one by now (`former`): it goes on to its end.
    """
    public = pipeline_id or DEFAULT
    pipeline = pipeline_of(ctx.store, public, ctx.language)
    if pipeline is None or (pipeline.archived and public != former):
        raise Unprocessable.of("pipeline_id", "not_found")
    for stage in pipeline.active():
        if stage.id == stage_id or (stage_id is None and stage.outcome == "open"):
            return StagePlace(public, stage.id, stage.outcome)
    raise Unprocessable.of("stage_id", "not_found")


def check(store: TenantStore, request: CreateDeal | UpdateDeal, before: Item | None = None) -> None:
    """Raise Unprocessable, with the field, for an id of nothing that the organisation has.

    What the deal refers to already is not looked up again: it may have gone since.
    """
    held = before or {}
    if request.owner_id not in (None, held.get("owner_id")) and not members.is_member(store, str(request.owner_id)):
        raise Unprocessable.of("owner_id", NOT_A_MEMBER)
    for field in ("contact_id", "company_id"):
        public: str | None = getattr(request, field)
        if public not in (None, held.get(field)):
            contact_ids(store, field, public)


def contact_ids(store: TenantStore, field: str, public: str | None) -> list[str]:
    """The ids of a contact, and of those that have become part of it, by which deals may name it.

    Raises Unprocessable for the id of no contact, and for a company that is a person.
    """
    if public is None:
        return []
    contact = resources.whole(store, CONTACT, public)
    if contact is None:
        raise Unprocessable.of(field, "not_found")
    if field == "company_id" and contact["type"] != "company":
        raise Unprocessable.of(field, NOT_A_COMPANY)
    return resources.public_ids(store, CONTACT, contact)
