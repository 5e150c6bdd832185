"""Which of many terms items have is answered as lists would answer each, in few calls."""

from unittest.mock import patch

import pytest
from bivelio_core.contacts import writing
from bivelio_core.contacts.models import CreateContact
from bivelio_core.contacts.terms import CONTACTS, TAG
from bivelio_core.store.codec import Item
from bivelio_core.store.index import presence
from bivelio_core.store.index.parallel import in_order
from bivelio_core.store.index.terms import EVERY, Term
from bivelio_core.store.metered import MeteredTable
from bivelio_core.store.tenant_store import TenantStore
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.store.index.test_lists_are_exact import CREATES, carry_out, operation
from tests.store.index.world import TENANT, World

STEPS = operation.filter(lambda step: step[0] not in ("list", "activity"))


def terms_of(items: list[Item]) -> set[Term]:
    """What can be asked for, of some contacts."""
    terms = {term for item in items for term in CONTACTS.terms_of(item)}
    return {term for term in terms if not term.field.is_column and term.field is not EVERY}


@examples(100)
@given(
    start=CREATES,
    steps=st.lists(STEPS, min_size=5, max_size=20),
    few_chunks=st.sampled_from([0, presence.FEW_CHUNKS]),
    seed=st.integers(0, 2**16),
)
def test_right_after_every_write_exactly_the_terms_of_items_are_present(start, steps, few_chunks, seed):
    world = World(seed=seed)
    with world.at():
        for fields in start:
            carry_out(world, ("create", fields))
    once = terms_of(world.contacts())
    for step in steps:
        world.wait(0.1)
        with world.at():
            carry_out(world, step)
        once |= (now := terms_of(world.contacts()))
        asked = {str(number): [term] for number, term in enumerate(sorted(once, key=str))}
        with world.at(), patch.object(presence, "FEW_CHUNKS", few_chunks):
            answer = presence.having(world.store, CONTACTS, asked, gather=in_order)
        assert {term for name in answer for term in asked[name]} == now


@pytest.mark.parametrize(("tags", "calls"), [([], 1), (["tag 7"], 4)])
def test_hundreds_of_terms_take_few_calls_and_one_in_an_index_without_items(tags, calls):
    world = World()
    table = MeteredTable(world.table)
    asked = {str(number): [Term(TAG, f"tag {number}")] for number in range(200)}
    with world.at():
        for tag in tags:
            writing.create(CreateContact(type="person", name="Maria", tags=[tag]), world.ctx)
        assert presence.having(TenantStore(table, TENANT), CONTACTS, asked) == {tag.split()[1] for tag in tags}
    assert table.usage.calls == calls, table.usage.operations
