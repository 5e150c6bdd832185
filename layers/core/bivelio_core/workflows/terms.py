"""The terms of instances in lists: workflow, status, trigger, day of start, length, and the words of the input.

And one that statistics count (statistics.py): the day of the end, how the run ended, and how long it took, finely.
"""

import json
import math
from collections.abc import Iterator
from typing import Any

from bivelio_core.redaction import redacted_data
from bivelio_core.store.codec import Item
from bivelio_core.store.index import days as index_days
from bivelio_core.store.index import terms as index_terms
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.terms import Indexed, Term
from bivelio_core.store.keys import INSTANCE

WORKFLOW, STATUS = index_terms.facet("workflow"), index_terms.facet("status")
TRIGGER, DURATION, STARTED = index_terms.facet("trigger"), index_terms.facet("duration"), index_terms.day("started")
ENDED = index_terms.day("ended")
BUCKETS_PER_DOUBLING = 8
"""How finely durations are counted: a bucket ends 9.05 % above where it begins, so its middle is at most 4.5 % off."""

READ_CHARACTERS, MAXIMUM_WORDS = 4_000, 40
"""How much of an input is read for words, and how many words of it are found."""

DURATIONS = {"under_1s": 1_000, "under_10s": 10_000, "under_1m": 60_000, "under_1h": 3_600_000}
"""The classes of duration, each up to so many milliseconds and from the one before on; then `over_1h`."""

LONGEST = "over_1h"


def _terms(item: Item) -> Iterator[Term]:
    yield Term(WORKFLOW, item["workflow_id"])
    yield Term(STATUS, item["status"])
    if kind := item.get("trigger_type") or _stored_value(item, "trigger").get("type"):
        yield Term(TRIGGER, kind)
    yield from index_days.terms_of(STARTED, item["started_at"])
    if (milliseconds := item.get("duration_ms")) is not None:
        yield Term(DURATION, duration_class(int(milliseconds)))
        day = item.get("ended_day") or item["ended_at"][:10]  # runs of earlier releases have no day of their own
        yield Term(ENDED, f"{day}/{item['status']}/{bucket(int(milliseconds)):03}")
    yield from _words(redacted_data(_stored_value(item, "input")))


INSTANCES = Indexed(INSTANCE, _terms, (WORKFLOW, STATUS, TRIGGER, DURATION, STARTED, ENDED, *index_words.TEXT))


def duration_class(milliseconds: int) -> str:
    """The class that a duration is in."""
    return next((name for name, limit in DURATIONS.items() if milliseconds < limit), LONGEST)


def bucket(milliseconds: int) -> int:
    """The number of the bucket that a duration is counted in; 0 is up to a millisecond."""
    return max(0, math.ceil(BUCKETS_PER_DOUBLING * math.log2(max(1, milliseconds))))


def middle(number: int) -> int:
    """The duration that stands for those of a bucket, in milliseconds."""
    return round(2 ** ((number - 0.5) / BUCKETS_PER_DOUBLING)) if number else 1


def _stored_value(item: Item, name: str) -> dict[str, Any]:
    """A value of an instance; nothing of one that is so large that it is in S3."""
    value = json.loads(item.get(name, "{}"))
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> Iterator[Term]:
    """The terms of the texts and numbers in an input, without what looks like a credential."""
    text = " ".join(_texts(value))[:READ_CHARACTERS]
    yield from sorted(set(index_words.word_terms(text)), key=lambda term: term.text)[:MAXIMUM_WORDS]


def _texts(value: Any) -> Iterator[str]:
    match value:
        case bool() | None:
            return
        case str() | int() | float():
            yield str(value)
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)
