"""Lists and creates cost no more than was promised, by the bytes of the items; `make bench-lists` measures more."""

import pytest
from bivelio_core.store.keys import CONTACT, sequence_sk

from benchmarks.lists.contacts import contacts
from benchmarks.lists.queries import queries
from benchmarks.lists.tables import Population

SIZE = 10_000
LIMITS = {
    "no filter, first page": 2.5,
    "no filter, middle page": 2.5,
    "no filter, last page": 2.5,
    "one type": 15,
    "one type, a page in the middle": 15,
    "one frequent tag": 15,
    "one rare tag": 15,
    "type + 2 tags": 25,
    "2 words + type + 2 tags": 30,
    "e-mail address": 3,
    "phone": 3,
}
ROUND_TRIPS = 3
CREATE_IN_HUNDREDS = 8


@pytest.fixture(scope="module")
def population():
    return Population(SIZE)


@pytest.mark.parametrize("name", LIMITS)
def test_a_list_reads_little_in_few_round_trips_and_is_exact(population, name):
    query = queries(SIZE, population.store.get(CONTACT, sequence_sk(SIZE // 2)))[name]
    cost, naive = population.list(query), population.naive(query)
    assert (cost.total, cost.sequences) == (naive.total, naive.sequences)
    assert cost.total > 0
    assert cost.units <= LIMITS[name]
    assert cost.rounds <= ROUND_TRIPS


def test_a_create_in_a_batch_of_a_hundred_writes_little(population):
    made = list(contacts(100, first=population.count + 1))
    assert population.create(made).write_units / 100 <= CREATE_IN_HUNDREDS


def test_a_list_of_an_organisation_with_one_chunk_reads_all_facets_together():
    population = Population(1_000)
    query = {"type": "company", "tags": ["client", "actiu"], "per_page": 25}
    cost, naive = population.list(query), population.naive(query)
    assert (cost.total, cost.sequences) == (naive.total, naive.sequences)
    assert cost.total > 0
    assert cost.requests == len(("the head", "three directories", "three chunks", "the rows"))
