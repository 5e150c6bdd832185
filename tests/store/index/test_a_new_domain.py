"""The five lines of docs/lists.md are all a domain needs: invoices as another team would declare them."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bivelio_core.store import keys
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import search as index_search
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.changes import difference
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild
from bivelio_core.store.index.terms import Exact, Indexed, Term
from bivelio_core.store.index.writer import bring_up_to_date
from bivelio_core.store.keys import Kind, sequence_sk

from tests.store.index.world import LaggingTable, World

DOCS = Path(__file__).parents[3] / "docs" / "lists.md"
INVOICE = Kind("invoice", "TOYINV")
NAMES = ["Fusteria Vila", "Núria Serra", "Grup Nord", "Vila i Fills"]


@pytest.fixture
def declared(monkeypatch):
    """What the page's code declares."""
    monkeypatch.setattr(keys, "INVOICE", INVOICE, raising=False)
    (code,) = re.findall(r"```python\n# <domain>/terms\.py\n(.+?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    scope = {
        "index_days": index_days,
        "index_terms": index_terms,
        "index_words": index_words,
        "Term": Term,
        "Indexed": Indexed,
        "keys": keys,
        "date": date,
    }
    exec(code, scope)  # noqa: S102 - the page's own example
    return scope


@pytest.fixture
def world():
    return World(LaggingTable())


def make(world: World, count: int) -> list[dict[str, Any]]:
    """So many invoices, one a day, written as the page says."""
    made = []
    with world.at():
        for number in range(count):
            sk = sequence_sk(world.store.lease_sequence(INVOICE))
            about = {
                "version": 1,
                "status": ["pending", "paid", "sent"][number % 3],
                "date": (date(2026, 1, 20) + timedelta(days=number)).isoformat(),
                "client_name": NAMES[number % len(NAMES)],
            }
            made.append(world.store.put(INVOICE, sk, about))
    return made


def indexed(world: World, declared, *changes) -> None:
    with world.at():
        touched = [difference(declared["INVOICES"], before, after) for before, after in changes]
        bring_up_to_date(world.store, declared["INVOICES"], touched, gather=in_order)


def listed(world: World, declared, *criteria) -> list[str]:
    """The dates of the invoices that are asked for, with the total checked."""
    with world.at():
        page = index_reader.list_page(world.store, declared["INVOICES"], criteria, per_page=100)
    assert page.total == len(page.items)
    return [item["date"] for item in page.items]


def test_facets_words_and_ranges_of_days_are_listed_before_and_after_the_index_has_them(world, declared):
    invoices = make(world, 60)
    pending = (Exact(Term(declared["STATUS"], "pending")),)

    def expected(keep):
        return [item["date"] for item in reversed(invoices) if keep(item)]

    for settle in (lambda: None, lambda: indexed(world, declared, *((None, item) for item in invoices))):
        settle()
        world.wait(60)
        assert listed(world, declared) == expected(lambda _: True)
        assert listed(world, declared, pending) == expected(lambda i: i["status"] == "pending")
        assert listed(world, declared, *index_search.search("vila")) == expected(lambda i: "Vila" in i["client_name"])
        for first, last in [(date(2026, 1, 25), date(2026, 1, 28)), (date(2026, 1, 30), date(2026, 3, 2))]:
            days = index_days.between(declared["ISSUED"], first, last)
            inside = {item["date"] for item in invoices if first.isoformat() <= item["date"] <= last.isoformat()}
            assert listed(world, declared, days) == expected(lambda i, days=inside: i["date"] in days)
            assert listed(world, declared, days, pending, *index_search.search("nord")) == expected(
                lambda i, days=inside: i["date"] in days and i["status"] == "pending" and "Nord" in i["client_name"]
            )


def test_a_change_a_deletion_and_a_rebuild_are_one_call_each(world, declared):
    first, second, third = make(world, 3)
    indexed(world, declared, *((None, item) for item in (first, second, third)))
    world.wait(60)
    with world.at():
        paid = index_changes.write(world.store, declared["INVOICES"], first, {**first, "status": "paid", "version": 2})
        index_changes.remove(world.store, declared["INVOICES"], third)
    assert listed(world, declared, (Exact(Term(declared["STATUS"], "paid")),)) == [second["date"], first["date"]]
    with world.at():
        index_changes.write(world.store, declared["INVOICES"], paid, {**paid, "status": "deleted", "version": 3})
    assert listed(world, declared) == [second["date"]]
    with world.at():
        rebuild(world.store, declared["INVOICES"], None, 60, gather=in_order)
    world.wait(60)
    assert listed(world, declared) == [second["date"]]
