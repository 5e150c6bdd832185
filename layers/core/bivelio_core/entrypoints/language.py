"""The language that a caller prefers among ours (RFC 9110, section 12.5.4); Catalan when none matches."""

import re
from functools import lru_cache

from bivelio_core.catalogue import LANGUAGES

MAXIMUM_RANGES = 20
"""At most this many ranges of a header are read."""

REMEMBERED = 200
"""So many headers are read once; an answer needs its language several times, and most callers send the same."""

_RANGE = re.compile(
    r"(?P<language>\*|[A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*"
    r"(?:[ \t]*;[ \t]*[qQ]=(?P<weight>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


@lru_cache(REMEMBERED)
def preferred(accept_language: str) -> str:
    """The language of the answer to a request with this Accept-Language. Malformed ranges are ignored."""
    ranks: dict[str, tuple[float, int]] = {}
    for position, text in enumerate(accept_language.split(",")[:MAXIMUM_RANGES]):
        if match := _RANGE.fullmatch(text.strip()):
            language, rank = match["language"].lower(), (-float(match["weight"] or 1), position)
            ranks[language] = min(ranks.get(language, rank), rank)
    nothing = ranks.get("*", (0.0, 0))
    ranked = min((ranks.get(language, nothing), order) for order, language in enumerate(LANGUAGES))
    return LANGUAGES[ranked[1]] if ranked[0][0] < 0 else LANGUAGES[0]
