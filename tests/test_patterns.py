"""No regular expression of ours takes time that grows faster than the text: strangers write many of these texts."""

import re
import time
from functools import cache
from typing import Any

import pytest
from bivelio_core.documents.analysis import classification
from bivelio_core.documents.analysis.rules import labels
from bivelio_core.workflows.drafting import triggers
from bivelio_core.workflows.execution import secret_places

from tests.patterns import Used, attacks, made_while_running, used

SHORT, LONG = 24, 2_048
"""Characters of a text by which even an exponential pattern is told in time, and by which a quadratic one is."""

SUSPECT_SECONDS = 0.002
"""Of processor time, for a long text: a linear pattern takes a tenth of it."""

GROWTH = 8
"""How many times longer four times the text may take: 4 is linear, 16 quadratic, and noise lies far between."""

REPETITIONS = 7

LOOKS = 3
"""How often in a row a pattern has to look so: the machine may be busy once, and a pattern is what it is each time."""


MADE: dict[str, list[re.Pattern[Any] | None]] = {
    "bivelio_core.documents.analysis.classification:compiled": [
        classification.compiled(classification.words_of("delivery note of goods").words)
    ],
    "bivelio_core.documents.analysis.rules.labels:words": [labels.words("data", "total a pagar")],
    "bivelio_core.documents.analysis.extraction:labelled_by": [],  # words, escaped, with a class between them
    "bivelio_core.invoices.pdf.rendering:_with_what_fonts_have": [],  # one class
    "bivelio_core.erasure.copies:masked": [],  # texts, escaped
    "bivelio_core.workflows.drafting.triggers:_words": [each.pattern for each in triggers._EVENTS],
    "bivelio_core.messages.timeline:of_channel": [],  # a prefix, a class and a number
    "bivelio_core.workflows.triggers.returned:_shape": [],  # a prefix, a class and a number
    "bivelio_core.workflows.execution.secret_places:__init__": [
        secret_places.Redaction(["secret-of-a-service"])._pattern
    ],
    "local.emulator.leading_keys:_of_statement": [],  # a name between quotes
}
"""Patterns that are made of values while a function runs, by the function: examples, or why it needs none."""


@cache
def patterns() -> dict[str, Used]:
    """All that are known without running anything, by their places."""
    return {each.place: each for each in used()}


def seconds(pattern: Used, text: str, repetitions: int = 1) -> float:
    """The processor time that a pattern takes for a text, the least of some repetitions."""
    least = float("inf")
    for _ in range(repetitions):
        begun = time.thread_time()
        pattern.run(text)
        least = min(least, time.thread_time() - begun)
    return least


def faster_growing(pattern: Used) -> tuple[str, str, str] | None:
    """The beginning, repeated part and end of texts for which a pattern's time grows faster than they do, if any."""
    for begin, repeated, tail in attacks(pattern.pattern):

        def text(length: int, parts: tuple[str, str, str] = (begin, repeated, tail)) -> str:
            return parts[0] + parts[1] * (length // len(parts[1]) + 1) + parts[2]

        length = SHORT if seconds(pattern, text(SHORT)) > SUSPECT_SECONDS else LONG
        if seconds(pattern, text(length)) <= SUSPECT_SECONDS:
            continue
        if all(grows(pattern, text(length // 4), text(length)) for _ in range(LOOKS)):
            return begin, repeated, tail
    return None


def grows(pattern: Used, short: str, long: str) -> bool:
    """Whether the longer text takes more time than the length explains, at this look."""
    least, most = (seconds(pattern, each, REPETITIONS) for each in (short, long))
    return most > SUSPECT_SECONDS and most > GROWTH * least


def test_the_time_of_no_pattern_grows_faster_than_the_text():
    found = {name: faster_growing(each) for name, each in patterns().items()}
    assert {name: attack for name, attack in found.items() if attack} == {}


def test_patterns_of_all_domains_are_looked_at():
    assert len(patterns()) > 200
    places = {place.split(":")[0].split(".")[1] for place in patterns()}
    assert {"documents", "workflows", "messages", "contacts", "invoices", "store", "egress", "mcp"} <= places


def test_patterns_that_are_made_of_values_are_known_and_do_not_either():
    assert made_while_running() <= set(MADE)
    made = [Used(place, each, is_anchored=False) for place, patterns in MADE.items() for each in patterns if each]
    assert {each.place: faster_growing(each) for each in made if faster_growing(each)} == {}


@pytest.mark.parametrize(
    "source", [r"\s+x", r"(a+)+b", r"a.*?b.*?c", r"<!--.*?-->", r"\A\s*```\w*[ \t]*\n(.*?)\n?[ \t]*```\s*\Z"]
)
def test_a_pattern_that_backtracks_is_found(source):
    assert faster_growing(Used("here", re.compile(source, re.DOTALL), is_anchored=False)) is not None


@pytest.mark.parametrize("source", [r"(?<!\s)\s++x", r"[^\W_]+", r"a[^b]{0,50}b", r"\bkey\b"])
def test_a_linear_one_is_not(source):
    assert faster_growing(Used("here", re.compile(source, re.DOTALL), is_anchored=False)) is None
