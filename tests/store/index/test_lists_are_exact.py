"""Whatever was written, in whatever order the index hears of it: a list equals what a look at every contact gives."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

from bivelio_core import clock
from bivelio_core.activities import Activity
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.activity import note
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.filters import MAXIMUM_DEPTH
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.models import CreateContact, ListContacts, UpdateContact
from bivelio_core.contacts.nearest import nearest_criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.index import sorting
from bivelio_core.store.index.head import SETTLING
from bivelio_core.store.index.terms import matches
from bivelio_core.store.keys import CONTACT
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.index.world import World, plain, public

TAGS = [f"tag {n}" for n in range(96)] + ["client", "actiu", "çà #1", "client#0000"]
NAMES = [
    "Maria Garcia", "María García López", "Empresa ABC S.L.", "Col·legi Ramon Llull", "L'Hospitalet d'Or",
    "Łódź Ω", "ﬁnances 2024", "J. M. Serra", "MAR", "Márius 12345678Z", "İzmir Straße", "宇宙 企業", "Vila i Fills",
    "a", "💼 !!", "Grup 612345 Nord", "🙂", "X" * 40,
]  # fmt: skip
EMAILS = [
    None, "maria@exemple.com", "MARIA@EXEMPLE.COM", "contacte@empresaabc.com", "j.serra99@nord.cat",
]  # fmt: skip
PHONES = [
    None, "+34 612 345 678", "600111222", "+44 20 7946 0958",
]  # fmt: skip
SEARCHES = [
    None, "", "maria", "mar", "garcia maria", "MÀRIA gar", "empresa abc s.l.", "sl", "collegi", "hospitalet",
    "612345678", "34612345678", "6123", "612", "12345678", "exemple", "strasse", "izmir", "2024", "finan", "宇宙",
    "ab", "vila i fills", "zzz", "X" * 33, "X" * 31, "nord 6123", "gracia", "amria garcia", "2345", "11222", "empersa",
]  # fmt: skip

CITIES = ["Girona", "L'Hospitalet", "Sant Cugat del Vallès", "SANT CUGAT", None]

addresses = st.lists(
    st.sampled_from(CITIES).map(lambda city: {"street": "Carrer Major, 1", **({"city": city} if city else {})}),
    max_size=2,
)
companies = st.none() | st.integers(0, 99)
"""A contact's company: that of the companies that are there, in turn."""

tags = st.lists(st.sampled_from(TAGS), max_size=4, unique=True) | st.just(TAGS[:100])
names = st.sampled_from(NAMES) | st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
contact = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["person", "company"]),
        "name": names,
        "email": st.sampled_from(EMAILS),
        "phone": st.sampled_from(PHONES),
        "tags": tags,
        "addresses": addresses,
        "company_id": companies,
    }
)
changes = {
    "name": st.sampled_from(NAMES),
    "email": st.sampled_from(EMAILS),
    "tags": st.lists(st.sampled_from(TAGS[-6:]), max_size=3, unique=True),
    "addresses": addresses,
    "company_id": companies,
    "custom_fields": st.fixed_dictionaries({"nif": st.sampled_from(["B12345678", "x", None, 7])}),
}
change = st.one_of(*(st.fixed_dictionaries({field: values}) for field, values in changes.items()))
DAYS = ["2026-04-01", "2026-04-07", "2026-04-08", "2026-04-30", "2026-05-01", "2026-07-15"]
ranges = st.one_of(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(lambda ends: {"from": min(ends), "to": max(ends)}),
    st.sampled_from(DAYS).map(lambda day: {"from": day}),
    st.sampled_from(DAYS).map(lambda day: {"to": day}),
    st.sampled_from([1, 2, 40]).map(lambda count: {"last_days": count}),
)
condition = st.one_of(
    st.sampled_from(["person", "company"]).map(lambda value: {"field": "type", "equals": value}),
    st.lists(st.sampled_from(TAGS[-6:]), min_size=1, max_size=3).map(lambda some: {"field": "tags", "in": some}),
    st.sampled_from(CITIES[:4]).map(lambda city: {"field": "city", "equals": city}),
    st.sampled_from(["sa", "SANT C", "gi", "l'h"]).map(lambda start: {"field": "city", "begins": start}),
    st.sampled_from(EMAILS[1:]).map(lambda address: {"field": "email", "equals": address}),
    st.tuples(st.sampled_from(["created_at", "updated_at", "last_activity_at"]), ranges).map(
        lambda it: {"field": it[0], "range": it[1]}
    ),
    st.tuples(
        st.sampled_from(
            ["tags", "company_id", "owner_id", "email", "phone", "tax_id", "city", "consent", "last_activity_at"]
        ),
        st.booleans(),
    ).map(lambda it: {"field": it[0], "empty": it[1]}),
)
filters = st.recursive(
    condition,
    lambda parts: st.one_of(
        st.lists(parts, min_size=1, max_size=3).map(lambda some: {"and": some}),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: {"or": some}),
        parts.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
).filter(lambda wanted: depth(wanted) <= MAXIMUM_DEPTH)


def depth(wanted: dict[str, Any]) -> int:
    inside = [part for parts in wanted.values() for part in (parts if isinstance(parts, list) else [parts])]
    return 1 if "field" in wanted else 1 + max(map(depth, inside))


query = st.fixed_dictionaries(
    {
        "sort": st.sampled_from(
            [
                *("-created_at", "-created_at", "created_at", "name", "-name", "updated_at", "-updated_at"),
                *("last_activity_at", "-last_activity_at"),
            ]
        ),
        "filter": st.none() | filters,
        "search": st.sampled_from(SEARCHES),
        "type": st.sampled_from([None, None, "person", "company"]),
        "tags": st.lists(st.sampled_from(TAGS[-6:]), max_size=2),
        "page": st.sampled_from([1, 1, 2, 3, 50]),
        "per_page": st.sampled_from([1, 2, 3, 20, 100]),
    }
)
operation = st.one_of(
    st.tuples(st.just("create"), contact),
    st.tuples(st.just("update"), st.integers(0, 99), change),
    st.tuples(st.just("archive"), st.integers(0, 99)),
    st.tuples(st.just("activity"), st.integers(0, 99), st.sampled_from(["2026-04-07", "2026-04-08", "2026-05-01"])),
    st.tuples(st.just("deliver"), st.integers(1, 5)),
    st.tuples(st.just("replay"), st.integers(0, 99), st.integers(1, 9)),
    st.tuples(st.just("wait"), st.sampled_from([0.3, 2, 7, 70, 400, 90_000])),
    st.tuples(st.just("lose a number")),
    st.tuples(st.just("list"), query),
)

CREATES = st.lists(contact, min_size=3, max_size=12)


def carry_out(world: World, step: tuple[Any, ...]) -> None:
    match step:
        case ("create", fields):
            writing.create(CreateContact(**of_a_company(world, fields)), world.ctx)
        case ("update", which, fields):
            if living := [item for item in world.contacts() if "archived_at" not in item]:
                number = living[which % len(living)]
                change = of_a_company(world, fields, number)
                writing.update(UpdateContact(id=public(world, number), **change), world.ctx)
        case ("archive", which):
            if present := world.contacts():
                writing.archive(ArchiveContact(id=public(world, present[which % len(present)])), world.ctx)
        case ("activity", which, day):
            have_activity(world, which, day)
        case ("deliver", count):
            world.deliver(count)
        case ("replay", start, count):
            if world.delivered:
                begin = start % world.delivered
                world.replay(begin, min(begin + count, world.delivered))
        case ("wait", seconds):
            world.wait(seconds)
        case ("lose a number",):
            world.store.lease_sequence(CONTACT)
        case ("list", asked):
            check(world, asked)


def have_activity(world: World, which: int, day: str) -> None:
    """Note an activity; lists have it some seconds after the index has heard of it, on every replica."""
    if present := world.contacts():
        note(world.store, [Activity(present[which % len(present)]["SK"], f"{day}T10:00:00Z")])
        world.deliver()
        world.wait(SETTLING + 1)


def of_a_company(world: World, fields: dict[str, Any], own: dict[str, Any] | None = None) -> dict[str, Any]:
    """The fields of a contact, with the id of a company that it is not itself, and that any replica has."""
    before = clock.timestamp(world.now - timedelta(seconds=SETTLING))
    living = [item for item in world.contacts() if "archived_at" not in item and item != own]
    living = [item for item in living if item["created_at"] <= before]
    there = [item for item in living if item["type"] == "company"]
    if (which := fields.get("company_id")) is None or not there:
        return {**fields, "company_id": None} if "company_id" in fields else fields
    return {**fields, "company_id": public(world, there[which % len(there)])}


def check(world: World, asked: dict[str, Any]) -> None:
    expected = world.expected(asked["search"], asked["type"], asked["tags"], asked["filter"])
    with patch.object(sorting, "FEW_ROWS", world.random.choice([0, 0, sorting.FEW_ROWS])):
        page = reading.page(ListContacts(**asked), world.ctx)
    if asked["search"] and not expected:
        expected = nearest(world, asked)
        assert (page.approximate or False) is bool(expected)
    expected = in_order(expected, asked["sort"])
    first = (asked["page"] - 1) * asked["per_page"]
    assert page.pagination.total == len(expected)
    assert [c.id for c in page.contacts] == [public(world, i) for i in expected[first : first + asked["per_page"]]]


def in_order(newest_first: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """The items in the order that is asked for; of equal ones, the newest first."""
    keys = {
        "name": lambda item: plain(item["name"]).strip()[:60],
        "updated_at": lambda item: item["updated_at"],
    }
    field, is_reverse = sort.removeprefix("-"), sort.startswith("-")
    if field == "last_activity_at":
        having = [item for item in newest_first if field in item]
        lacking = [item for item in newest_first if field not in item]
        return sorted(having, key=lambda item: item[field][:10], reverse=is_reverse) + lacking
    if field == "created_at":
        return newest_first if is_reverse else newest_first[::-1]
    return sorted(newest_first, key=keys[field], reverse=is_reverse)


def nearest(world: World, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Whom a search may mean that finds nobody: each contact's terms looked at."""
    others = criteria(None, asked["type"], asked["tags"], asked["filter"])
    wide = nearest_criteria(asked["search"], others, world.ctx)
    return [item for item in world.contacts() if wide and matches(wide, CONTACTS.terms_of(item))]


def check_at_rest(world: World, queries: list[dict[str, Any]]) -> None:
    """The same when everything has been delivered, and every mark has settled."""
    world.deliver()
    world.wait(100)
    with world.at():
        for asked in queries:
            check(world, asked)


@examples(300)  # 4,200 lists at least
@given(
    start=CREATES,
    steps=st.lists(operation, min_size=10, max_size=40),
    queries=st.lists(query, min_size=4, max_size=8),
    seed=st.integers(0, 2**16),
)
def test_every_list_is_exact_right_after_every_write(start, steps, queries, seed):
    world = World(seed=seed)
    with world.at():
        for fields in start:
            carry_out(world, ("create", fields))
    for position, step in enumerate(steps):
        world.wait(0.1)
        with world.at():
            carry_out(world, step)
        with world.at():  # once more, as the step may have been to wait
            check(world, queries[position % len(queries)])
    check_at_rest(world, queries)
