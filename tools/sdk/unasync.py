"""The text of the synchronous client from that of the asynchronous one: names and keywords, token by token."""

import io
import re
import tokenize

NAMES = {
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aiter_bytes": "iter_bytes",
    "aread": "read",
    "async_lock": "lock",
    "async_sleep": "sleep",
    "async_value_of": "value_of",
    "StopAsyncIteration": "StopIteration",
    "asynccontextmanager": "contextmanager",
}
ASYNC_NAME = re.compile(r"(_?)Async([A-Z]\w*)")
Change = tuple[tuple[int, int], tuple[int, int], str]
"""Where a token begins and ends (line, column), and what stands there instead."""

DROPPED = frozenset({"async", "await"})


CALL_OF_A_LIST = (
    (re.compile(r"AsyncPageCall\[(\w+), [\w.]+\]"), r"\1"),
    (re.compile(r"return AsyncPageCall\((self\._page\(.*\))\)"), r"return \1"),
    (re.compile(r"from \.\.calls import AsyncPageCall\n"), ""),
)
"""A call of a list, which is awaited or iterated over, and what stands there instead: its page."""


def synchronous(text: str) -> str:
    """Return the synchronous text. Docstrings and strings have the same names replaced, comments too."""
    for pattern, plain in CALL_OF_A_LIST:
        text = pattern.sub(plain, text)
    changes: list[Change] = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.NAME and token.string in DROPPED:
            changes.append((token.start, (token.end[0], token.end[1] + 1), ""))
        elif token.type == tokenize.NAME:
            changes.append((token.start, token.end, _renamed(token.string)))
        elif token.type in {tokenize.STRING, tokenize.COMMENT}:
            changes.append((token.start, token.end, _in_words(token.string)))
    return _applied(text, changes)


def _applied(text: str, changes: list[Change]) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for (first, left), (last, right), new in reversed(changes):
        text = text[: starts[first - 1] + left] + new + text[starts[last - 1] + right :]
    return text


def _renamed(name: str) -> str:
    return NAMES.get(name) or ASYNC_NAME.sub(r"\1\2", name)


def _in_words(text: str) -> str:
    text = re.sub(r"\b(async|await) ", "", text)
    return re.sub(r"\w+", lambda match: _renamed(match[0]), text)
