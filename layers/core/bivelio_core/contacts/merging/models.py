"""The requests and answers of merges."""

from typing import Annotated, Literal

from pydantic import Field

from bivelio_core.contacts.models import Contact, ContactId
from bivelio_core.models import DISTINCT, NullableResponse, Request, Response

MAXIMUM_LOSERS = 9
MergedField = Literal[
    "name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "emails",
    "phones",
    "job_title",
    "company_id",
    "owner_id",
    "websites",
    "language",
    "birthday",
    "consents",
    "external_id",
    "tax_id",
    "addresses",
    "tags",
    "custom_fields",
]
"""The fields of which a merge may say whose value stays."""

MergeStatus = Literal["moving", "merged", "returning", "unmerged"]
MergeId = Annotated[str, Field(min_length=1, max_length=100, examples=["mrg_3k9x0v5m2t8q7w4n"])]
Rule = Annotated[str, Field(min_length=1, max_length=100, examples=["winner"])]


class MergeContacts(Request):
    """Which contacts become part of which one, and whose values stay."""

    winner: ContactId = Field(description="The id of the contact that stays.")
    losers: Annotated[list[ContactId], Field(min_length=1, max_length=MAXIMUM_LOSERS), DISTINCT] = Field(
        description="The ids of the contacts that become part of it, of the same type."
    )
    fields: dict[MergedField, Rule] = Field(
        default_factory=dict,
        description=(
            "Whose value a field has: `winner`, the id of one of the `losers`, or `union`. By default lists and custom "
            "fields are united, and of other fields the winner's value stays, or the first loser's where it has none."
        ),
    )
    dry_run: bool = Field(False, description="Only show the contact as it would be; nothing is written.")


class MergedContacts(Response):
    """A contact that others have become part of."""

    merge_id: str | None = Field(None, description="The id by which the merge can be taken back; none of a dry run.")
    status: MergeStatus | None = Field(
        None,
        description=(
            "`moving` while notes, tasks and associations follow, then `merged`; `returning` while they go back, then "
            "`unmerged`."
        ),
    )
    contact: Contact = Field(description="The contact that stays, as it is now.")
    merged_ids: list[str] = Field(description="The ids of the contacts that became part of it by this merge.")


class UnmergeContacts(Request):
    """Which merge to take back: by its `merge_id`, or by the id of a contact that became part of another one."""

    merge_id: MergeId | None = Field(None, description="The id of the merge; this or `contact_id` is required.")
    contact_id: ContactId | None = Field(None, description="The id of a contact that became part of another one.")


class UnmergedContacts(Response):
    """What has become of a merge that was taken back."""

    merge_id: str = Field(description="The id of the merge.")
    status: MergeStatus = Field(description="`returning` while notes, tasks and associations go back, then `unmerged`.")
    contact: Contact = Field(description="The contact that the others had become part of, as it is now.")
    restored_ids: list[str] = Field(description="The ids of the contacts that are contacts of their own again.")
    kept_fields: list[str] = Field(
        description="The fields that were changed after the merge: they stay as they are, and are not taken back."
    )


DuplicateReason = Literal["same_email", "same_phone", "same_tax_number", "same_name"]
EVERY_REASON: list[DuplicateReason] = ["same_email", "same_phone", "same_tax_number", "same_name"]


class FindDuplicates(Request):
    """Where to look for contacts that may be the same: through all of them, newest first, or for one."""

    contact_id: ContactId | None = Field(None, description="Only those that may be the same as this contact.")
    reasons: Annotated[list[DuplicateReason], Field(min_length=1, max_length=4), DISTINCT] = Field(
        default_factory=EVERY_REASON.copy,
        description=(
            "What makes contacts alike. `same_name` is the name of companies, or of people of the same company; "
            "accents and case do not matter."
        ),
    )
    limit: Annotated[int, Field(ge=1, le=50)] = Field(25, description="How many contacts to look at.")
    after: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="The cursor `next_after` of the page before."
    )


class Likeness(Response):
    """Something that all contacts of a group have."""

    reason: DuplicateReason = Field(description="What it is.")
    value: str = Field(description="The value, as it is compared.")


class DuplicateGroup(Response):
    """Contacts that may be the same."""

    reasons: list[Likeness] = Field(description="All that these contacts have in common.")
    contacts: list[Contact] = Field(description="The contacts, the newest first, 50 at most.")
    winner: str = Field(description="The id of the one that we would keep: with the most fields, or else the oldest.")


class DuplicateProgress(Response):
    """How far the contacts have been looked at."""

    looked_at: int = Field(description="How many contacts this page has looked at.")
    is_last: bool = Field(description="Whether this was the last page.")


class Duplicates(NullableResponse):
    """Groups of contacts that may be the same; each group is on one page only."""

    nullable = frozenset({"next_after"})

    groups: list[DuplicateGroup] = Field(description="Contacts that may be the same, group by group.")
    progress: DuplicateProgress = Field(description="How far the contacts have been looked at.")
    next_after: str | None = Field(None, description="The cursor of the next page; null on the last one.")
