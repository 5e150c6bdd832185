"""An index that an older release began lacks fields: lists by them are exact, or refused, until a rebuild adds them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.models import CreateContact, ListContacts, UpdateContact
from bivelio_core.contacts.terms import CONTACTS, FILTERED
from bivelio_core.errors import Conflict
from bivelio_core.store.index import bits, reader
from bivelio_core.store.index import rebuild as module
from bivelio_core.store.index.head import SETTLING
from bivelio_core.store.index.layout import read_head
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.rebuild import rebuild

from tests.store.index import world as worlds
from tests.store.index.test_lists_are_exact import check
from tests.store.index.world import World, public

OLD = replace(
    CONTACTS,
    fields=tuple(field for field in CONTACTS.fields if field not in FILTERED),
    terms=lambda item: (term for term in CONTACTS.terms(item) if term.field not in FILTERED),
    added=(),
)
FILTERS: list[dict[str, Any]] = [
    {"field": "city", "equals": "girona"},
    {"not": {"field": "city", "begins": "gi"}},
    {"field": "created_at", "range": {"last_days": 3}},
    {"or": [{"field": "tags", "equals": "vip"}, {"field": "phone", "empty": True}]},
]
COUNT = 40


def of_an_older_release() -> World:
    world = World(seed=5)
    with patch.object(worlds, "CONTACTS", OLD):
        for number in range(COUNT):
            with world.at():
                cities = [{"city": "Girona" if number % 3 else "Vic"}]
                fields = {"name": f"Maria {number}", "addresses": cities, "tags": ["vip"] if number % 4 else []}
                writing.create(CreateContact.model_validate({"type": "person", **fields}), world.ctx)
            world.wait(1)
        world.deliver()
        world.wait(600)
    return world


def check_all(world: World) -> None:
    with world.at():
        for conditions in FILTERS:
            for sort in ("-created_at", "created_at", "name"):
                asked: dict[str, Any] = {"search": None, "type": None, "tags": [], "filter": conditions, "sort": sort}
                check(world, {**asked, "page": 1, "per_page": 20})


@contextmanager
def no_item_read_for_lack_of_fields() -> Iterator[None]:
    with patch.object(reader, "FEW_ITEMS", 0):
        yield


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(module, "BLOCK_CHUNKS", 1)
    monkeypatch.setattr(module, "BLOCK_SIZE", bits.CHUNK_SIZE)
    return of_an_older_release()


def rebuild_in_steps(world: World) -> Iterator[bool]:
    """Rebuild step by step; says each time whether that was the last one."""
    cursor = None
    while True:
        with world.at():
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
        yield cursor is None
        if cursor is None:
            return


def test_lists_are_exact_before_a_rebuild_while_it_runs_and_after_it(world):
    check_all(world)
    for number, _ in enumerate(rebuild_in_steps(world)):
        with world.at():
            which = public(world, world.contacts()[number % COUNT])
            change = {"id": which, "addresses": [{"city": "Girona"}]}
            writing.update(UpdateContact.model_validate(change), world.ctx)
        world.deliver()
        check_all(world)
    world.wait(SETTLING)
    with no_item_read_for_lack_of_fields():
        check_all(world)


def test_many_items_are_not_read_and_the_refusal_says_when_to_ask_again(world):
    with no_item_read_for_lack_of_fields():
        for is_complete in rebuild_in_steps(world):
            if not is_complete:
                with pytest.raises(Conflict) as refusal, world.at():
                    reading.page(ListContacts(filter=FILTERS[0]), world.ctx)
                assert refusal.value.details == {"reason": "index_incomplete"}
                assert refusal.value.retry_after == reader.RETRY_SECONDS
        world.wait(SETTLING)
        check_all(world)


def test_lists_by_other_fields_never_wait_for_a_rebuild(world):
    with no_item_read_for_lack_of_fields(), world.at():
        page = reading.page(ListContacts(type="person", filter={"field": "tags", "equals": "vip"}), world.ctx)
    assert page.pagination.total == COUNT - COUNT // 4


def test_a_rebuild_that_an_older_release_began_completes_no_field(world):
    with world.at():
        cursor = rebuild(world.store, OLD, None, 0, gather=in_order).cursor
        while cursor:
            cursor = rebuild(world.store, CONTACTS, cursor, 0, gather=in_order).cursor
        assert read_head(world.store, CONTACTS).summary.fields == {}
    check_all(world)


def test_a_new_index_has_all_fields_at_once():
    world = World(seed=6)
    with world.at():
        maria = {"type": "person", "name": "Maria", "addresses": [{"city": "Girona"}]}
        writing.create(CreateContact.model_validate(maria), world.ctx)
    world.deliver()
    with no_item_read_for_lack_of_fields():
        check_all(world)
