"""The criteria of a search that found nothing, said more widely: one typing mistake in a word, digits inside a number.

A word of five letters or more may lack a letter, have one too many or a wrong one, or two neighbours swapped. What
differs in its first two letters is asked for by one range each; the words that share these two, by one range of all.
A run of four digits or more may be anywhere in a phone or tax number, which is asked for in all shards of numbers.
"""

from collections.abc import Iterator, Sequence
from string import ascii_lowercase

from .terms import SHARDS, Clause, Nearly, Part, Prefix, Within
from .words import MINIMUM_NUMBER, NUMBER, WORD

MINIMUM_LETTERS = 5
MANY_NUMBERS = 50_000
"""Of so many items the numbers are searched inside; each thousand takes some 25 read units."""

RANGE_LETTERS = 2


def widened(clause: Clause, *, inside_numbers: bool) -> Clause:
    """A clause of a search with what a person may have meant instead; the same clause if there is nothing."""
    parts: list[Part] = list(clause)
    for part in clause:
        if not isinstance(part, Prefix):
            continue
        if part.field is WORD and part.text.isalpha() and len(part.text) >= MINIMUM_LETTERS:
            parts += _nearly(part.text)
        if inside_numbers and part.field is NUMBER and len(part.text) >= MINIMUM_NUMBER:
            parts += (Within(NUMBER, part.text, shard) for shard in range(SHARDS))
    return tuple(dict.fromkeys(parts))


def _nearly(word: str) -> Iterator[Part]:
    prefix = word[:RANGE_LETTERS]
    beginnings = sorted(set(_one_mistake(word)) - {word})
    yield Nearly(WORD, prefix, tuple(each for each in beginnings if each.startswith(prefix)))
    others: Sequence[str] = [each for each in beginnings if not each.startswith(prefix)]
    yield from (Prefix(WORD, each) for each in others)


def _one_mistake(word: str) -> Iterator[str]:
    """The texts that a person who typed this word may have meant, by one mistake."""
    for place in range(len(word)):
        before, here, after = word[:place], word[place], word[place + 1 :]
        yield before + after
        yield from (before + letter + after for letter in ascii_lowercase)
        yield from (before + letter + here + after for letter in ascii_lowercase)
        if after:
            yield before + after[0] + here + after[1:]
