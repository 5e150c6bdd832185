"""Lists in other orders than that of creation: exact however they are read, and refused where they are too long."""

from typing import Any

import pytest
from bivelio_core.contacts import reading, writing
from bivelio_core.contacts.end_models import ArchiveContact
from bivelio_core.contacts.models import CreateContact, ListContacts, UpdateContact
from bivelio_core.errors import Unprocessable
from bivelio_core.store.index import columns, sorting

from tests.store.index.world import World, plain, public

NAMES = ["Òscar", "anna", "Àngels", "Zoe", "Anna", "Bru", "ÁLVARO", "Marc"]
COUNT = 300
ORDERS = ("name", "-name", "updated_at", "-updated_at")


@pytest.fixture
def world(monkeypatch):
    """Contacts in five blocks, made on ten days; all are sorted by the index, however few."""
    monkeypatch.setattr(sorting, "FEW_ROWS", 0)
    world = World(seed=3)
    for number in range(COUNT):
        with world.at():
            name = f"{NAMES[number % len(NAMES)]} {number * 7 % 30}"
            data = {"type": "person", "name": name, "tags": ["vip"] if number % 9 == 0 else []}
            writing.create(CreateContact.model_validate(data), world.ctx)
        world.wait(3_000)
    world.deliver()
    world.wait(600)
    return world


def listed(world: World, sort: str, **query: Any) -> list[str]:
    """The ids of all pages."""
    contact_ids: list[str] = []
    while True:
        page = len(contact_ids) // 70 + 1
        with world.at():
            asked = ListContacts.model_validate({"sort": sort, "page": page, "per_page": 70, **query})
            answer = reading.page(asked, world.ctx)
        contact_ids += [each.id for each in answer.contacts]
        if len(answer.contacts) < 70:
            assert answer.pagination.total == len(contact_ids)
            return contact_ids


def expected(world: World, sort: str, tag: str | None = None) -> list[str]:
    """The same by a look at every contact."""
    items = [i for i in world.contacts() if "archived_at" not in i and (tag is None or tag in i["tags"])]
    field = sort.removeprefix("-")
    items.sort(
        key=lambda item: plain(item["name"]) if field == "name" else item["updated_at"], reverse=sort.startswith("-")
    )
    return [public(world, item) for item in items]


def change(world: World, number: int, **fields: Any) -> None:
    with world.at():
        data = {"id": public(world, world.contacts()[number]), **fields}
        writing.update(UpdateContact.model_validate(data), world.ctx)


@pytest.mark.parametrize("sort", ORDERS)
def test_all_pages_are_in_order_right_after_a_change_and_after_it_is_indexed(world, sort):
    for tags, tag in ([], None), (["vip"], "vip"):
        assert listed(world, sort, tags=tags) == expected(world, sort, tag)
    change(world, 40, name="Aaron")
    change(world, 41, name="9 7")
    assert listed(world, sort) == expected(world, sort)
    world.deliver()
    assert listed(world, sort) == expected(world, sort)
    world.wait(700)
    assert listed(world, sort) == expected(world, sort)


def test_a_name_that_changes_by_the_order_of_its_words_alone_is_in_its_new_place_at_once(world):
    change(world, 100, name="30 zoe")
    world.deliver()
    world.wait(700)
    change(world, 100, name="Zoe 30")
    assert listed(world, "name") == expected(world, "name")
    world.deliver()
    assert listed(world, "name") == expected(world, "name")


def test_an_archived_contact_leaves_its_name_in_no_column(world):
    item = world.contacts()[7]
    with world.at():
        writing.archive(ArchiveContact(id=public(world, item)), world.ctx)
    assert listed(world, "name") == expected(world, "name")
    world.deliver()
    world.wait(700)
    assert listed(world, "name") == expected(world, "name")
    kept = {key: raw for key, (raw, _) in world.index_items().items()}
    assert kept == world.truth()
    blocks = [columns.decode(raw) for key, raw in kept.items() if "#order" in key.pk]
    assert sum(key != b"" for block in blocks for key in block) == COUNT - 1


def test_a_day_with_more_changes_than_rows_are_read_refuses_its_pages_alone(world, monkeypatch):
    monkeypatch.setattr(sorting, "MAXIMUM_ROWS", 10)
    world.wait(200_000)
    for number in range(5):
        change(world, number, custom_fields={"n": number})
    with world.at():
        newest = reading.page(ListContacts(sort="-updated_at", per_page=5), world.ctx)
        assert [each.id for each in newest.contacts] == expected(world, "-updated_at")[:5]
        with pytest.raises(Unprocessable):
            reading.page(ListContacts(sort="-updated_at", page=2, per_page=5), world.ctx)


def test_a_list_above_the_limit_is_refused_and_a_page_beyond_the_end_is_empty(world, monkeypatch):
    with world.at():
        page = reading.page(ListContacts(sort="name", page=99), world.ctx)
    assert (page.contacts, page.pagination.total) == ([], COUNT)
    monkeypatch.setattr(sorting, "MAXIMUM_SORTED", COUNT - 1)
    with world.at(), pytest.raises(Unprocessable):
        reading.page(ListContacts(sort="name"), world.ctx)
    assert listed(world, "updated_at") == expected(world, "updated_at")


def test_keys_of_a_block_come_back_as_they_were():
    keys = [b"", b"anna", b"", "òscar".encode(), *[b""] * 60]
    assert columns.decode(columns.encode(keys)) == keys
    assert columns.encode([b""] * 64) == b""
    assert columns.decode(b"") == [b""] * 64


def test_a_row_that_was_read_as_it_is_now_is_shown_so_though_a_replica_has_its_neighbours_and_it_as_it_was(world):
    world.wait(700)
    change(world, 10, name="Zoe 99")
    with world.at():
        for _ in range(20):
            names = [each.name for each in reading.page(ListContacts(per_page=20), world.ctx).contacts]
            assert names[10] == "Zoe 99"
