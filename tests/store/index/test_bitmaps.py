"""The arithmetic under the lists: bitmaps, selection, open ranges, ranges of days."""

import random
from datetime import date, timedelta

import pytest
from bivelio_core.store.index import bits
from bivelio_core.store.index.acknowledge import accounted
from bivelio_core.store.index.days import between, day_terms
from bivelio_core.store.index.head import KEPT, IndexHead, Open, Summary
from bivelio_core.store.index.layout import decode_open, encode_open
from bivelio_core.store.index.postings import full, needed, select
from bivelio_core.store.index.recent import unsettled
from bivelio_core.store.index.terms import LISTED, Indexed, Term, UndeclaredField, day, facet, matches
from bivelio_core.store.keys import Kind
from hypothesis import given
from hypothesis import strategies as st

offsets = st.sets(st.integers(0, bits.CHUNK_SIZE - 1))
numbers = st.sets(st.integers(1, 20_000), max_size=400)


@given(offsets | st.integers(0, 4096).map(lambda n: set(range(n))))
def test_a_chunk_comes_back_as_it_was_kept(members):
    chunk = bits.by_chunk(members).get(0, 0)
    raw = bits.encode(chunk)
    assert len(raw) <= 513
    assert bits.decode(raw) == chunk
    assert list(bits.descending(0, chunk)) == sorted(members, reverse=True)


@given(offsets | st.integers(0, 4096).map(lambda n: set(range(n))), st.integers(0, 4200), st.integers(0, 4200))
def test_a_part_of_a_chunk_is_the_slice_of_the_whole(members, rank, size):
    chunk = bits.by_chunk(members).get(0, 0)
    assert list(bits.ranked(0, chunk, rank, size)) == sorted(members, reverse=True)[rank : rank + size]
    assert list(bits.ranked(3, chunk, rank, size)) == list(bits.descending(3, chunk))[rank : rank + size]


@given(st.lists(st.integers(0, 4096), max_size=30))
def test_a_directory_comes_back_without_empty_chunks(counts):
    assert bits.decode_counts(bits.encode_counts(counts)) == {c: n for c, n in enumerate(counts) if n}


@given(st.integers(1, 20_000), st.integers(0, 9_000))
def test_a_span_is_its_numbers(low, length):
    assert bits.span_by_chunk(low, low + length) == bits.by_chunk(range(low, low + length + 1))


@given(numbers, numbers, st.integers(0, 500), st.integers(1, 100))
def test_a_page_needs_few_chunks_and_shows_the_right_members(members, doubtful, rank, size):
    chunks, open_numbers = bits.by_chunk(members), bits.by_chunk(doubtful)
    counts = {chunk: bitmap.bit_count() for chunk, bitmap in chunks.items()}
    wanted = needed(counts, open_numbers, rank, size)
    settled = {c: chunks.get(c, 0) & ~open_numbers.get(c, 0) for c in wanted | open_numbers.keys()}
    selection = select(counts, settled, rank, size)
    expected = sorted(members - doubtful, reverse=True)
    assert not selection.lacking
    assert selection.total == len(expected)
    assert list(selection.sequences) == expected[rank : rank + size]
    if not doubtful:
        assert len(wanted) <= 1 + size


def test_a_chunk_that_was_not_read_is_asked_for():
    assert select({0: 3, 2: 5}, {2: 0b11111}, 4, 2).lacking == {0}


def test_a_chunk_that_ends_where_the_page_begins_is_not_asked_for():
    selection = select({0: 3, 1: 3}, {0: 0b111}, 3, 2)
    assert (selection.lacking, selection.sequences, selection.total) == (frozenset(), (2, 1), 6)


def test_a_full_chunk_is_known_without_reading_it():
    assert full(0, 4095, 9_000) == (1 << 4096) - 2
    assert full(2, 9_000 - 8_191, 9_000) == (1 << 809) - 1
    assert full(1, 4095, 9_000) is None


batches = st.lists(st.sets(st.integers(1, 60), min_size=1), min_size=1, max_size=8)


@given(batches)
def test_every_number_is_settled_or_open_and_none_is_forgotten(sets):
    summary, seen = Summary(), set()
    for second, batch in enumerate(sets):
        high, ranges = accounted(summary, batch, second)
        summary = Summary({}, high, ranges)
        seen |= batch
        missing = {n for o in ranges if not o.indexed for n in range(o.low, o.high + 1)}
        assert high == max(seen)
        assert missing == set(range(1, high + 1)) - seen
        assert decode_open(encode_open(ranges)) == ranges
        assert accounted(summary, batch, second) == (high, ranges)


@pytest.mark.parametrize("seed", range(5))
def test_four_lanes_that_fill_each_others_gaps_leave_few_ranges(seed):
    """Each number counts as indexed no sooner than it was, and none for ever."""
    source, summary, indexed = random.Random(seed), Summary(), dict[int, int]()
    waiting: list[set[int]] = [set() for _ in range(4)]
    for number in range(1, 6_001):
        source.choice(waiting).add(number)
        if number % 25 == 0:
            second, lane = number // 500, source.randrange(4)
            high, ranges = accounted(summary, waiting[lane], second)
            assert accounted(summary, waiting[lane], second) == (high, ranges)
            summary = Summary({}, high, ranges)
            assert accounted(summary, waiting[lane], second) == (high, ranges)
            indexed |= dict.fromkeys(waiting[lane], second)
            waiting[lane] = set()
            for each in ranges:
                for one in range(each.low, each.high + 1):
                    assert (one in indexed) == each.indexed
                    assert not each.indexed or indexed[one] <= each.since <= second
            missing = sum(not each.indexed for each in ranges)
            assert len(ranges) <= 3 * missing + 4 * KEPT, "beside what is missing, a few for each second"


def test_a_reader_believes_what_was_indexed_long_enough_before_it_began():
    summary = Summary({}, 100, (Open(40, 50, 1_000, indexed=True), Open(90, 90, 1_000, indexed=False)))
    head = IndexHead(summary, 102, ())
    assert unsettled(head, 1_004) == ([(40, 50), (90, 102)], [])
    assert unsettled(head, 1_006) == ([(90, 102)], [])


DAY = day("day")
dates = st.dates(date(2023, 12, 1), date(2026, 3, 1))


@given(dates, st.integers(0, 800), dates)
def test_a_range_of_days_accepts_its_days_and_no_others(first, length, when):
    last = first + timedelta(days=length)
    clause = between(DAY, first, last)
    assert len(clause) <= 3
    assert matches((clause,), (LISTED, *day_terms(DAY, when))) == (first <= when <= last)


def test_a_kind_names_the_fields_of_all_its_terms():
    status = facet("status")
    forgetful = Indexed(Kind("thing", "TH"), lambda _: [Term(status, "open")], fields=())
    with pytest.raises(UndeclaredField):
        forgetful.terms_of({})
    named = Indexed(Kind("thing", "TH"), lambda _: [Term(status, "open")], fields=(status,))
    assert named.terms_of({}) == {LISTED, Term(status, "open")}
