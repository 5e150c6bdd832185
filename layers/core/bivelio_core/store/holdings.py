"""What an organisation has in the table and the bucket: every partition, kind by kind, from the table of kinds.

DynamoDB finds items by their partition only, so each kind says what names its partitions (holding_parts.py), and so
does what the platform has of an organisation (holding_accounts.py). The cost is that of what the organisation has,
whatever else the table has. `of_organisation` can go on from the cursor of any holding, as long as nothing that comes
after it has been deleted: whoever erases does so in this order, in which what names a partition comes after it.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from bivelio_core import clock
from bivelio_core.tenancy import Environment, Tenant

from . import holding_accounts, keys
from .files import AREAS
from .holding_parts import SPLIT, Declared, View
from .index import layout
from .keys import Kind
from .stored import StoredTable
from .writes import Key

SANDBOX_STAYS = timedelta(days=10)
"""For how long a day of the sandbox is looked for: its data expires two days after it, and DynamoDB deletes within days
what has expired."""

FIRST_DAY = date(2024, 1, 1)
"""In place of the day on which an organisation was made, should it not be known: no deployment is older."""


class Holding(NamedTuple):
    """A partition that an organisation may have items in, or one item of a partition that has others' too."""

    kind: str
    """The name of the kind, `index` for parts of indexes, else a name of holding_accounts.py."""
    partition: str
    sk: str | None
    """None for the whole partition."""
    cursor: str
    """From which `of_organisation` goes on, behind this one."""

    def has(self, key: Key) -> bool:
        """Whether an item is one of it."""
        return key.pk == self.partition and self.sk in (None, key.sk)


class Holder(NamedTuple):
    """An organisation whose holdings are looked for. The days stay the same for all steps of one job."""

    table: StoredTable
    organisation: str
    declared: Declared
    first_day: date
    last_day: date

    @classmethod
    def of(cls, table: StoredTable, organisation: str, declared: Declared, today: date | None = None) -> "Holder":
        """The organisation with the days from its creation until tomorrow."""
        item = table.get(keys.organisation(organisation)) or {}
        created_at = str(item.get("created_at", ""))[:10]
        first_day = date.fromisoformat(created_at) if created_at else FIRST_DAY
        last_day = (today or clock.real_now().date()) + timedelta(days=1)
        return cls(table, organisation, declared, min(first_day, last_day) - timedelta(days=1), last_day)

    def view(self, environment: Environment, day: date | None = None) -> View:
        """One of its tenants."""
        tenant = Tenant(self.organisation, environment, day.isoformat() if day else None)
        return View(self.table, tenant, self.declared, self.first_day, self.last_day)

    def sandbox_days(self) -> Iterator[date]:
        """The days of the sandbox that can still be there."""
        for number in range(SANDBOX_STAYS.days + 1):
            if (day := self.last_day - timedelta(days=number)) >= self.first_day:
                yield day


_Stage = Callable[[str], Iterator[tuple[str, str, Key, bool]]]
"""The holdings behind a place in a stage: place, kind, key, and whether the whole partition is meant."""


def of_organisation(holder: Holder, after: str | None = None) -> Iterator[Holding]:
    """Yield all that an organisation may have in the table, from behind a cursor on.

    Raises ValueError for a text that is no cursor of the same holder.
    """
    name, _, place = (after or "").partition("|")
    stages = list(_stages(holder))
    names = [stage_name for stage_name, _ in stages]
    start = names.index(name) if after else 0
    for number, (stage_name, stage) in enumerate(stages[start:]):
        for at, kind, key, is_whole in stage(place if number == 0 else ""):
            yield Holding(kind, key.pk, None if is_whole else key.sk, f"{stage_name}|{at}")


def file_prefixes(organisation: str) -> tuple[str, ...]:
    """The beginnings of the keys of all its files in the documents' bucket."""
    environments = holding_accounts.ENVIRONMENTS
    return tuple(f"{each}/{area}/{organisation}/" for each in environments for area in sorted(AREAS))


def _stages(holder: Holder) -> Iterator[tuple[str, _Stage]]:
    """Name the parts of the enumeration, in their order: parts before what names them."""
    own = keys.all_kinds()
    business, configuration = [k for k in own if k.is_business], [k for k in own if not k.is_business]
    live = holder.view("live")
    yield from _of_view("live", live, [*business, *configuration])
    for day in holder.sandbox_days():
        yield from _of_view(f"sandbox/{day}", holder.view("sandbox", day), business)
    yield from _of_view("sandbox", holder.view("sandbox"), configuration)
    for name, accounts in (("keys", holding_accounts.api_keys), ("invitations", holding_accounts.invitations)):
        yield name, _of_accounts(holder, accounts)
    yield "users", _of_users(holder)
    yield "organisation", _of_accounts(holder, holding_accounts.partitions)


def _of_view(name: str, view: View, kinds: Sequence[Kind]) -> Iterator[tuple[str, _Stage]]:
    for kind in SPLIT:
        if kind in kinds:
            yield f"{name}/{kind.partition}#", _of_parts(view, kind)
    for kind in view.declared.indexes:
        if kind in kinds:
            yield f"{name}/IX#{kind.partition}", _of_index(view, kind)
    if keys.WORKFLOW_ADDRESS in kinds:
        yield f"{name}/INBOUND", _of_tokens(view)
    for kind in kinds:
        yield f"{name}/{kind.partition}", _of_kind(view, kind)


def _of_kind(view: View, kind: Kind) -> _Stage:
    return lambda _: iter([("", kind.name, Key(view.partition(kind), ""), True)])


def _of_parts(view: View, kind: Kind) -> _Stage:
    def stage(after: str) -> Iterator[tuple[str, str, Key, bool]]:
        for place, rest in SPLIT[kind](view, after):
            yield place, kind.name, Key(view.partition(kind, *rest), ""), True

    return stage


def _of_index(view: View, kind: Kind) -> _Stage:
    """The places of an index, in both layouts; its head comes last, by which one knows that there is an index."""

    def stage(_: str) -> Iterator[tuple[str, str, Key, bool]]:
        of_index, head = keys.index_of(kind), Key(view.partition(keys.index_of(kind), kind.partition), "")
        if view.table.has(head.pk) or view.table.has(view.partition(kind)):
            indexed = view.declared.indexes[kind]()
            places = [*layout.places(indexed), *layout.places(indexed.formerly())]
            for rest in dict.fromkeys(rest for _, rest in places):
                yield "", of_index.name, Key(view.partition(of_index, *rest), ""), True
        yield "", of_index.name, head, True

    return stage


def _of_tokens(view: View) -> _Stage:
    def stage(_: str) -> Iterator[tuple[str, str, Key, bool]]:
        for item in view.items(keys.WORKFLOW_ADDRESS, only=("digest", "earlier")):
            for each in (*item.get("earlier", []), item):
                if "digest" in each:
                    yield "", "inbound_token", keys.inbound_token(each["digest"]), False

    return stage


def _of_accounts(holder: Holder, accounts: holding_accounts.Accounts) -> _Stage:
    def stage(_: str) -> Iterator[tuple[str, str, Key, bool]]:
        return (("", *account) for account in accounts(holder.table, holder.organisation))

    return stage


def _of_users(holder: Holder) -> _Stage:
    """All of a user has the place of the user before, so that a job that goes on begins again with the user."""

    def stage(after: str) -> Iterator[tuple[str, str, Key, bool]]:
        place = after
        for user in holding_accounts.users(holder.table, holder.organisation):
            if user > after:
                for account in holding_accounts.of_user(holder.table, holder.organisation, user):
                    yield (place, *account)
                place = user

    return stage
