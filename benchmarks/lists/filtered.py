"""What filtered and sorted pages read: `python -m benchmarks.lists.filtered [--million] [--write]`.

The contacts of the other tables, with an owner, a city, and a day of creation besides. Read units are counted from the
bytes of the items by AWS's rules, over the table in memory with the real reader and writer; up to 10,000 contacts every
answer is compared with a look at each contact. The create is one of a hundred in a batch, with its row and its number.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bivelio_core.contacts import orders
from bivelio_core.contacts.list_criteria import criteria
from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.store.codec import Item
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import sorting
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index.parallel import in_order

from .contacts import contacts
from .tables import Population

SIZES, MILLION, COMPARED = (1_000, 10_000, 100_000), 1_000_000, 10_000
PER_PAGE, BATCH = 25, 100
RESULTS = Path(__file__).parent / "results" / "filtered.md"
OWNERS = [f"usr_{number:016d}" for number in range(8)]
CITIES = ["Barcelona", "Girona", "Lleida", "Tarragona", "Vic", "Sabadell", "Terrassa", "Mataró", "Reus", "Olot"]
FIRST_DAY, DAYS = date(2024, 1, 1), 800


def _field(name: str, **condition: Any) -> dict[str, Any]:
    return {"field": name, **condition}


VIP, CLIENT = _field("tags", equals="vip"), _field("tags", equals="client")
MARCH = _field("created_at", range={"from": "2025-03-01", "to": "2025-03-31"})
LISTS: dict[str, tuple[Any, ...]] = {
    "no filter": (None, "-created_at"),
    "no filter, oldest first": (None, "created_at"),
    "not a frequent tag": ({"not": CLIENT}, "-created_at"),
    "companies that are not a rare tag": (
        {"and": [_field("type", equals="company"), {"not": VIP}]},
        "-created_at",
    ),
    "no owner": (_field("owner_id", empty=True), "-created_at"),
    "one owner, not a client": ({"and": [_field("owner_id", equals=OWNERS[0]), {"not": CLIENT}]}, "-created_at"),
    "any of three tags": (_field("tags", **{"in": ["vip", "lead", "demo"]}), "-created_at"),
    "a city, a month": ({"and": [_field("city", equals="Vic"), MARCH]}, "-created_at"),
    "a range of 10 days": (
        _field("created_at", range={"from": "2025-03-10", "to": "2025-03-19"}),
        "-created_at",
    ),
    "(client, a month) or (vip, no owner)": (
        {"or": [{"and": [CLIENT, MARCH]}, {"and": [VIP, _field("owner_id", empty=True)]}]},
        "-created_at",
    ),
    "a city and a month, by name": ({"and": [_field("city", equals="Vic"), MARCH]}, "name"),
    "a rare tag and a city, by last change": (
        {"and": [_field("tags", equals="basic"), _field("city", equals="Olot")]},
        "-updated_at",
    ),
    "a city, by name": (_field("city", equals="Vic"), "name"),
    "a city, by name, page 40": (_field("city", equals="Vic"), "name", 40),
    "companies, by last change": (_field("type", equals="company"), "-updated_at"),
    "companies, by last change, page 40": (_field("type", equals="company"), "-updated_at", 40),
    "no filter, by name": (None, "name"),
    "no filter, by last change, the oldest first": (None, "updated_at"),
}


def with_fields(items: Iterator[Item], count: int, days: int = DAYS) -> Iterator[Item]:
    """The contacts with what filters ask for; the days of creation in the order of their numbers."""
    source = random.Random(3)
    for number, item in enumerate(items):
        day = f"{FIRST_DAY + timedelta(days=number * days // count)}T10:00:00Z"
        owner = {"owner_id": source.choice(OWNERS)} if source.random() < 0.8 else {}  # noqa: PLR2004
        place = {"street": "Carrer Major, 1", "city": source.choice(CITIES), "country": "ES", "is_primary": True}
        yield {**item, **owner, "addresses": [place], "created_at": day, "updated_at": day}


def measure(count: int) -> dict[str, str]:
    """The figures of an organisation of so many contacts, by row of the table."""
    population = Population(count, with_fields(contacts(count), count))
    figures = {name: _list(population, *LISTS[name], is_compared=count <= COMPARED) for name in LISTS}
    new_contacts = list(with_fields(contacts(BATCH, first=count + 1), BATCH, days=1))
    units = population.create(new_contacts).write_units / BATCH
    figures["create, in batches of a hundred, write units"] = f"{units:.1f}"
    return figures


def _list(
    population: Population, conditions: dict[str, Any] | None, sort: str, number: int = 1, *, is_compared: bool
) -> str:
    clauses = criteria(None, None, (), conditions)
    name, ascending = sort.removeprefix("-"), not sort.startswith("-")
    population.table.reset()
    try:
        if name in orders.ORDERS:
            order = orders.ORDERS[name]._replace(ascending=ascending)
            page = sorting.sorted_page(
                population.store, CONTACTS, clauses, order, page=number, per_page=PER_PAGE, gather=in_order
            )
        else:
            page = index_reader.list_page(
                population.store, CONTACTS, clauses, per_page=PER_PAGE, ascending=ascending, gather=in_order
            )
    except sorting.TooManyToSort:
        return "refused"
    usage = population.table.reset()
    if is_compared:
        _compare(population, clauses, page, sort, number)
    return f"{usage.read_units:g} ({page.total:,})"


def _compare(
    population: Population, clauses: index_terms.Criteria, page: index_reader.ListPage, sort: str, number: int
) -> None:
    matching = [
        item
        for item in population.store.query(CONTACTS.kind, descending=True)
        if index_terms.matches(clauses, CONTACTS.terms_of(item))
    ]
    name = sort.removeprefix("-")
    if name in orders.ORDERS:
        matching.sort(key=orders.ORDERS[name].key, reverse=sort.startswith("-"))
    elif sort == "created_at":
        matching.reverse()
    assert page.total == len(matching)
    assert page.items == matching[(number - 1) * PER_PAGE : number * PER_PAGE], sort
    population.table.reset()


def render(figures: dict[int, dict[str, str]]) -> Iterator[str]:
    """The page of the results."""
    yield "# What filtered and sorted pages read\n"
    yield "`make bench-lists-filtered`. The first page of 25: read units, and in brackets how many contacts match.\n"
    yield f"| | {' | '.join(f'{size:,}' for size in figures)} |"
    yield f"|---|{'---:|' * len(figures)}"
    for name in next(iter(figures.values())):
        yield f"| {name} | {' | '.join(each[name] for each in figures.values())} |"


def main(arguments: Sequence[str]) -> None:
    """Measure, print and save."""
    sizes = (*SIZES, MILLION) if "--million" in arguments else SIZES
    page = "\n".join(render({size: measure(size) for size in sizes})) + "\n"
    print(page)
    if "--write" in arguments:
        RESULTS.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
