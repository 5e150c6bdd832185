"""Every item of an organisation is named by its holdings, whatever the platform has written: the table is scanned."""

import inspect
from collections.abc import Iterator
from typing import Any, get_type_hints

import pytest
from bivelio_core import domain
from bivelio_core.store import holding_accounts, holdings, keys
from bivelio_core.store.codec import Item
from bivelio_core.store.files import AREAS
from bivelio_core.store.holding_parts import SPLIT
from bivelio_core.store.holdings import Holder, Holding
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.writes import Key

from tests.declared import FUNCTIONS, statements
from tests.everything import NEIGHBOUR, ORGANISATION, everything, scanned

pytestmark = pytest.mark.fix(
    "Say what names the partitions of the kind: SPLIT in layers/core/bivelio_core/store/holding_parts.py for a kind of "
    "tenants, layers/core/bivelio_core/store/holding_accounts.py for an item of the platform."
)


@pytest.fixture(scope="module")
def used() -> Iterator[StoredTable]:
    """A table with all that an organisation can have."""
    with everything() as table:
        yield table


def of(table: StoredTable, organisation: str, after: str | None = None) -> list[Holding]:
    """Its holdings."""
    return list(holdings.of_organisation(Holder.of(table, organisation, domain.declared_parts()), after))


def covered(each: list[Holding]) -> Any:
    """Tell of a key whether the holdings name it."""
    whole = {holding.partition for holding in each if holding.sk is None}
    single = {(holding.partition, holding.sk) for holding in each}
    return lambda key: key.pk in whole or (key.pk, key.sk) in single


def is_a_job(item: Item) -> bool:
    """Whether an item is an erasure under way, which whoever erases deletes itself (erasure/organisations.py)."""
    return str(item["PK"]).startswith("ERASED#")


def test_a_scan_finds_no_item_of_an_organisation_that_its_holdings_do_not_name(used):
    is_covered = covered(of(used, ORGANISATION))
    kinds = {item["PK"].split("#")[2] for item in scanned(used) if item["PK"].startswith(f"{ORGANISATION}#live#")}
    missed = {
        item["PK"]
        for item in scanned(used)
        if ORGANISATION in str(item) and not is_covered(Key(item["PK"], item["SK"])) and not is_a_job(item)
    }
    assert missed == set()
    assert len(kinds) > len(keys.all_kinds()) / 2, f"the run has written few kinds: {kinds}"


def test_holdings_name_nothing_of_another_organisation(used):
    is_covered = covered(of(used, ORGANISATION))
    foreign = [item for item in scanned(used) if NEIGHBOUR in str(item)]
    assert len(foreign) > 10
    assert [item["PK"] for item in foreign if is_covered(Key(item["PK"], item["SK"]))] == []


def test_holdings_go_on_from_the_cursor_of_any(used):
    everything = of(used, ORGANISATION)
    assert len({holding.cursor for holding in everything}) > 500
    for number in range(0, len(everything), 211):
        later = of(used, ORGANISATION, everything[number].cursor)
        expected = [(each.partition, each.sk) for each in everything[number + 1 :]]
        assert {(each.partition, each.sk) for each in later} >= set(expected)
        assert [(each.partition, each.sk) for each in later][-len(expected) :] == expected or not expected


def test_every_kind_that_is_split_says_what_names_its_parts():
    policies = " ".join(str(statements(function)) for function in FUNCTIONS.values())
    split = {kind for kind in keys.all_kinds() if f"'org_*#{kind.partition}#*'" in policies}
    assert split == set(SPLIT)


def test_every_listed_kind_has_an_index_whose_parts_are_known():
    assert {kind for kind in keys.all_kinds() if kind.is_listed} == set(domain.declared_parts().indexes)


def test_every_key_of_the_platform_is_enumerated_or_ends_by_itself():
    own = {
        name
        for name, function in inspect.getmembers(keys, inspect.isfunction)
        if get_type_hints(function).get("return") is Key and name != "tenant_key"
    }
    assert own == set(holding_accounts.PLATFORM) | set(holding_accounts.EXPIRING)


def test_every_area_of_the_bucket_is_looked_into():
    prefixes = holdings.file_prefixes(ORGANISATION)
    assert {prefix.split("/")[1] for prefix in prefixes} == AREAS
    assert all(prefix.endswith(f"/{ORGANISATION}/") for prefix in prefixes)


def test_deleted_in_their_order_all_are_gone_and_nothing_of_another(used):
    """Each is still named when its turn comes, though what came before it is gone."""
    before = scanned(used)
    for holding in holdings.of_organisation(Holder.of(used, ORGANISATION, domain.declared_parts())):
        whole = holding.sk is None
        used.delete(list(used.keys(holding.partition)) if whole else [Key(holding.partition, str(holding.sk))])
    left = scanned(used)
    ends_by_itself = tuple(f"{name}#" for name in ("CHALLENGE", "RT", "LINK", "TRY", "ERASED"))
    assert [item["PK"] for item in left if ORGANISATION in str(item) and not is_a_job(item)] == []
    foreign = [item for item in before if NEIGHBOUR in str(item)]
    assert [item for item in left if NEIGHBOUR in str(item)] == foreign
    rest = [item["PK"] for item in left if item not in foreign]
    assert [partition for partition in rest if not partition.startswith(ends_by_itself)] == []
