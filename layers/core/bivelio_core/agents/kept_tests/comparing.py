"""What was expected of a turn and did not come, and how two results of a test differ."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bivelio_core.store.index.words import folded_text

from .models import AgentTestResult, Difference, MissedExpectation


def missed(
    turn: Mapping[str, Any], answer_text: str, called: Sequence[str], why: str | None
) -> list[MissedExpectation]:
    """What a turn's answer lacks of what was expected; `why` is why a person has to go on, if one has."""
    return [MissedExpectation(expectation=name, value=value) for name, value in _missed(turn, answer_text, called, why)]


def _missed(
    turn: Mapping[str, Any], answer_text: str, called: Sequence[str], why: str | None
) -> Iterator[tuple[Any, str]]:
    text = folded_text(answer_text)
    yield from (("says", words) for words in turn["says"] if folded_text(words) not in text)
    yield from (("never_says", words) for words in turn["never_says"] if folded_text(words) in text)
    yield from (("calls", tool) for tool in turn["calls"] if tool not in called)
    yield from (("never_calls", tool) for tool in turn["never_calls"] if tool in called)
    expected = turn.get("hands_over")
    if expected is not None and expected != (why is not None):
        yield "hands_over", why or "no"


def difference(results: Sequence[AgentTestResult]) -> Difference | None:
    """How the newest of two results differs from the one before."""
    if len(results) != 2:  # noqa: PLR2004 - two sides
        return None
    after, before = results
    if after.passed != before.passed:
        return "mended" if after.passed else "broken"
    return "same" if _gist(after) == _gist(before) else "reworded"


def _gist(result: AgentTestResult) -> list[Any]:
    return [(turn.answer, turn.tools_used, turn.hands_over, turn.missed) for turn in result.turns]
