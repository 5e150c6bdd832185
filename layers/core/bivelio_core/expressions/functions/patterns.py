"""Patterns of RE2: whether a text has one, and what it captures."""

from functools import lru_cache
from typing import Any

from bivelio_core.expressions.reason import Reason
from bivelio_core.expressions.values import ExpressionError

from .declared import STRING, Evaluation, Parameter
from .texts import TEXT, VALUE

MAXIMUM_REGEX = 200
REGEX_MEMORY = 1 << 18
"""Bytes that a compiled pattern may take, its automaton included; RE2 refuses a larger one."""

STEPS_PER_UNIT = 400
"""RE2 looks at each character with each instruction of the pattern at most once; so many looks cost one unit."""

CAPTURING = 8
"""RE2 captures by a slower machine than the one that only looks: so many times more costs a look."""

RE2_FAULTS = {
    "missing ]": "re2_bracket",
    "missing )": "re2_parenthesis",
    "unexpected )": "re2_unopened",
    "no argument for repetition operator": "re2_nothing_repeated",
    "bad repetition operator": "re2_repeated_twice",
    "invalid repetition size": "re2_repetition",
    "invalid named capture group": "re2_group",
    "invalid perl operator": "re2_operator",
    "invalid escape sequence": "re2_escape",
    "invalid character class range": "re2_range",
    "trailing \\": "re2_backslash",
    "pattern too large - compile failed": "re2_large",
}
"""What RE2 says of a pattern that is none, before a colon and the part that is wrong; the name of our text of it."""


@lru_cache(128)
def compiled(pattern: str) -> Any:
    """A pattern of RE2. Raises ExpressionError for one that is wrong or too large."""
    import re2  # noqa: PLC0415 - few expressions have a pattern

    if len(pattern) > MAXIMUM_REGEX:
        raise ExpressionError("pattern_long", limit=MAXIMUM_REGEX)
    options = re2.Options()
    options.log_errors = False
    options.max_mem = REGEX_MEMORY
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        message = error.args[0] if error.args else ""
        error_text = message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
        fault, _, argument = error_text.partition(": ")
        about = Reason(RE2_FAULTS.get(fault, "re2_wrong"), {"argument": argument})
        raise ExpressionError("regex", pattern=pattern, about=about) from error


REGEX = Parameter("pattern", STRING, check=compiled)


@TEXT.declare(
    ("boolean",),
    VALUE,
    REGEX,
    examples={"matches('B63272603', '^[A-Z][0-9]{8}$')": True, "matches('Invoice 42', '(?i)invoice')": True},
)
def matches(evaluation: Evaluation, text: str, pattern: str) -> bool:
    """Whether the text has a part that matches a regular expression of RE2; `^` and `$` are its ends.

    RE2 has no back references and no look around, and takes time in proportion to the text
    (https://github.com/google/re2/wiki/Syntax).
    """
    regex = compiled(pattern)
    evaluation.pay(1 + len(text) * regex.programsize // STEPS_PER_UNIT)
    return regex.search(text) is not None


def _group(arguments: dict[str, Any]) -> None:
    """Raise ExpressionError for a pattern and a group that it has not."""
    if isinstance(pattern := arguments.get("pattern"), str):
        _index(compiled(pattern), pattern, arguments.get("group"))


@TEXT.declare(
    ("string", "null"),
    VALUE,
    REGEX,
    Parameter("group", ("number", "string"), is_optional=True),
    examples={
        "extract('Factura F-2026-0042', 'F-[0-9]{4}-[0-9]+')": "F-2026-0042",
        "extract('Total: 75,60 EUR', 'Total: ([0-9,.]+)')": "75,60",
        "extract('2026-03-02', '(?P<year>[0-9]+)-(?P<month>[0-9]+)', 'month')": "03",
        "extract('no number', '[0-9]+')": None,
    },
    check=_group,
)
def extract(evaluation: Evaluation, text: str, pattern: str, group: float | str | None = None) -> str | None:
    """The first part of the text that matches a regular expression of RE2 (as in `matches`); null when none does.

    With parentheses in the pattern it is what stands in the first of them, or in the `group` of a number or a name
    (`(?P<name>...)`); 0 is the whole match. Null also for a group that takes no part in the match.
    """
    regex = compiled(pattern)
    index = _index(regex, pattern, group)
    evaluation.pay(1 + CAPTURING * len(text) * regex.programsize // STEPS_PER_UNIT)
    match = regex.search(text)
    part: str | None = match[index] if match else None
    return part


def _index(regex: Any, pattern: str, group: float | str | None) -> int:
    """The number of a group. Raises ExpressionError."""
    if group is None:
        return 1 if regex.groups else 0
    names: dict[str, int] = regex.groupindex
    if isinstance(group, str) and group in names:
        return names[group]
    if isinstance(group, int | float) and group == int(group) and 0 <= group <= regex.groups:
        return int(group)
    group_names = ", ".join([*map(str, range(regex.groups + 1)), *names])
    raise ExpressionError("group", group=group, pattern=pattern, known=group_names)
