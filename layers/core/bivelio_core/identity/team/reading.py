"""Read the people of an organisation: members and invitations."""

from bivelio_core import clock
from bivelio_core.context import Context
from bivelio_core.models import Pagination
from bivelio_core.store import keys
from bivelio_core.store.codec import Item

from . import invitations, rules
from .models import ListPeople, PeoplePage, Person


def page(request: ListPeople, ctx: Context) -> PeoplePage:
    """Return the members by address; callers who manage members also get the invitations after them."""
    table, organisation = ctx.store.table, ctx.organisation
    members = table.query(keys.organisation_member(organisation, "").pk, consistent=True)
    invited = invitations.all_of(table, organisation) if ctx.role in rules.MANAGERS else []
    people = [*sorted(members, key=_by_address), *sorted(invited, key=_by_address)]
    wanted = [item for item in people if request.status in (None, _status(item))]
    page = request.slice_of(wanted)
    accounts = table.get_many([keys.user(item["SK"]) for item in page if "user" in item])
    return PeoplePage(
        users=[show_person(item, accounts.get(keys.user(item["SK"]))) for item in page],
        pagination=Pagination.of(request, len(wanted)),
    )


def _by_address(item: Item) -> tuple[str, str]:
    return str(item["email"]).casefold(), str(item["SK"])


def _status(item: Item) -> str:
    if "user" in item:
        return "active"
    return "invited" if invitations.is_open(item) else "expired"


def show_person(item: Item, account: Item | None = None) -> Person:
    """A member or an invitation as the API shows it."""
    if "user" in item:
        about = account or {}
        return Person(
            id=item["user"],
            email=item["email"],
            name=about.get("name"),
            role=item["role"],
            status="active",
            mfa_enabled="mfa" in about,
            joined_at=item.get("joined_at"),
        )
    return Person(
        id=item["id"],
        email=item["email"],
        role=item["role"],
        status="invited" if invitations.is_open(item) else "expired",
        mail=item["mail"],
        invited_by=item["invited_by"],
        invited_at=clock.timestamp(clock.parse(item["asked_at"])),
        expires_at=clock.timestamp(clock.instant(item["expires_at"])),
    )
