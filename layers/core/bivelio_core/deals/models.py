"""Deals: the models of requests and responses."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from bivelio_core.contacts.fields import CustomFields, Tag
from bivelio_core.invoices.currencies import EURO, Currency
from bivelio_core.invoices.fields import Amount
from bivelio_core.models import (
    DISTINCT,
    NAME,
    NOT_NULL,
    SORT,
    Day,
    ListRequest,
    Pagination,
    Request,
    Response,
    Timestamp,
)

from .pipelines.models import Outcome, PipelineId, StageId

MAXIMUM_TAGS = 50

DealOrder = Literal[
    "created_at",
    "-created_at",
    "expected_close",
    "-expected_close",
    "amount",
    "-amount",
    "updated_at",
    "-updated_at",
]
DealId = Annotated[str, Field(min_length=1, max_length=100, examples=["dl_a1b2c3d4"])]
UserId = Annotated[str, Field(pattern=r"^usr_[0-9a-z]+$", max_length=100, examples=["usr_0123456789abcdef"])]
ContactId = Annotated[str, Field(min_length=1, max_length=100, examples=["ct_abc123"])]
Title = Annotated[str, Field(min_length=1, max_length=300), NAME]
Reason = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$")]
Tags = Annotated[list[Tag], Field(max_length=MAXIMUM_TAGS), DISTINCT]
Money = Annotated[Amount, Field(ge=Decimal(0))]
Version = Annotated[int, Field(ge=1)]

AMOUNT = "The amount, with the decimals of its currency: a number, or a text such as `1250.50`."
CUSTOM = "Your own fields, up to 100 names."


class CreateDeal(Request):
    """A new deal. Without a pipeline it is in the default one, without a stage in the first that is open."""

    title: Title = Field(description="The title, on one line.")
    pipeline_id: PipelineId | None = Field(None, description="The id of its pipeline; the default one without it.")
    stage_id: StageId | None = Field(None, description="Its stage; the first open one without it.")
    amount: Money | None = Field(None, description=AMOUNT)
    currency: Currency = Field(EURO, description="The currency of the amount.")
    contact_id: ContactId | None = Field(None, description="The id of the contact that it is with.")
    company_id: ContactId | None = Field(None, description="The id of a contact that is a company.")
    owner_id: UserId | None = Field(None, description="The id of the user in charge, a member of the organisation.")
    expected_close: Day | None = Field(None, description="The day by which it may be decided.")
    lost_reason: Reason | None = Field(None, description="Why it was lost; only in a stage of lost deals.")
    tags: Tags = Field(default_factory=list, description="Labels of your own, by which lists find it.")
    custom_fields: CustomFields = Field(default_factory=dict, description=CUSTOM)


class UpdateDeal(Request):
    """A change of a deal: only what is sent changes. Its stage is changed by `move`.

    Tags and own fields replace those that there are; null clears what may be absent. With `version` the change is
    refused (409) if somebody else changed the deal since it was read.
    """

    id: DealId = Field(description="The id of the deal.")
    title: Annotated[Title | None, NOT_NULL] = Field(None, description="The title, on one line.")
    amount: Money | None = Field(None, description=AMOUNT)
    currency: Annotated[Currency | None, NOT_NULL] = Field(None, description="The currency of the amount.")
    contact_id: ContactId | None = Field(None, description="The id of the contact that it is with.")
    company_id: ContactId | None = Field(None, description="The id of a contact that is a company.")
    owner_id: UserId | None = Field(None, description="The id of the user in charge, a member of the organisation.")
    expected_close: Day | None = Field(None, description="The day by which it may be decided.")
    lost_reason: Reason | None = Field(None, description="Why it was lost; only of a lost deal.")
    tags: Annotated[Tags | None, NOT_NULL] = Field(None, description="The new tags; they replace all existing ones.")
    custom_fields: Annotated[CustomFields | None, NOT_NULL] = Field(
        None, description="Your own fields; they replace all existing ones."
    )
    archived: Annotated[bool | None, NOT_NULL] = Field(None, description="Whether it is archived; false undoes it.")
    version: Version | None = Field(None, description="The version the change is based on; 409 if there is another.")


class MoveDeal(Request):
    """Which deal to move to which stage, of its own pipeline or of another one."""

    id: DealId = Field(description="The id of the deal.")
    stage_id: StageId = Field(description="The stage to move it to.")
    pipeline_id: PipelineId | None = Field(None, description="The pipeline of the stage; that of the deal without it.")
    lost_reason: Reason | None = Field(None, description="Why it was lost; only to a stage of lost deals.")
    version: Version | None = Field(None, description="The version the change is based on; 409 if there is another.")


class ArchiveDeal(Request):
    """Which deal to archive."""

    id: DealId = Field(description="The id of the deal.")


class GetDeal(Request):
    """Which deal to read."""

    id: DealId = Field(description="The id of the deal.")


class ListDeals(ListRequest):
    """Which page of deals, newest first unless `sort` says otherwise: those that meet all criteria."""

    pipeline_id: PipelineId | None = Field(None, description="Only deals of this pipeline.")
    stage_id: StageId | None = Field(None, description="Only deals in this stage; of the default pipeline without one.")
    status: Outcome | None = Field(None, description="Only open, won or lost deals.")
    owner_id: UserId | None = Field(None, description="Only deals of this user.")
    contact_id: ContactId | None = Field(None, description="Only deals with this contact.")
    company_id: ContactId | None = Field(None, description="Only deals with this company.")
    expected_close_from: Day | None = Field(None, description="Only deals that may be decided on this day or later.")
    expected_close_to: Day | None = Field(None, description="Only deals that may be decided on this day or earlier.")
    archived: bool = Field(default=False, description="The archived ones in place of the others.")
    search: Annotated[str, Field(max_length=200, examples=["web"])] | None = Field(
        None, description="Words, each of which must be the beginning of a word of the title or a tag."
    )
    sort: DealOrder | None = Field(None, description=SORT)


class Deal(Response):
    """A deal."""

    id: str = Field(description="The id of the deal.")
    title: str = Field(description="The title, on one line.")
    pipeline_id: str = Field(description="The id of its pipeline.")
    stage_id: str = Field(description="Its stage.")
    status: Outcome = Field(description="Whether it is open, won or lost: as its stage says.")
    amount: int | float | str | None = Field(None, description="The amount; a text if it has more than 15 digits.")
    currency: str = Field(description="The currency of the amount.")
    contact_id: str | None = Field(None, description="The id of the contact that it is with.")
    company_id: str | None = Field(None, description="The id of a contact that is a company.")
    owner_id: str | None = Field(None, description="The id of the user in charge.")
    expected_close: date | None = Field(None, description="The day by which it may be decided.")
    lost_reason: str | None = Field(None, description="Why it was lost.")
    tags: list[str] = Field(description="Labels of your own, by which lists find it.")
    custom_fields: dict[str, Any] = Field(description="Your own fields.")
    archived: bool = Field(description="Whether it is archived: in no list and no sum.")
    version: int = Field(description="The version of the deal; it increases with each change.")
    created_at: Timestamp = Field(description="When it was created.")
    updated_at: Timestamp = Field(description="When it was last changed.")
    stage_changed_at: Timestamp = Field(description="Since when it is in its stage.")
    closed_at: Timestamp | None = Field(None, description="When it was won or lost; absent while it is open.")


class ListedDeal(Deal):
    """A deal in a list, with the name that a list shows."""

    contact_name: str | None = Field(
        None, description="The name of the contact that it is with, else of the company; absent if there is none."
    )


class StageAmount(Response):
    """What the deals in a stage amount to in one currency."""

    currency: str = Field(description="The currency of the sum, such as EUR.")
    amount: int | float | str = Field(description="The exact sum of the amounts; a text beyond 15 digits.")
    weighted: int | float | str = Field(description="The sum by the probability of the stage, rounded half up.")


class StageSum(Response):
    """How many deals of the list are in a stage, and what they amount to."""

    pipeline_id: str = Field(description="The id of the pipeline.")
    stage_id: str = Field(description="The stage.")
    count: int = Field(description="How many deals of the list are in it.")
    amounts: list[StageAmount] = Field(description="What they amount to, by currency.")


class DealPage(Response):
    """A page of deals, with the sums of the whole list."""

    deals: list[ListedDeal] = Field(description="The deals of the page.")
    pagination: Pagination = Field(description="The position of the page in the list.")
    stages: list[StageSum] | None = Field(
        None,
        description=(
            "The stages that have deals of the list, in their order, with exact sums. Absent when a contact, a "
            "company, days, a search or archived deals were asked for and the list has more than 1,000."
        ),
    )


class DealUpdated(Deal):
    """A deal as it is now, and the previous values of the changed fields."""

    previous: dict[str, Any] = Field(description="The former values of the fields that changed, null where none was.")
