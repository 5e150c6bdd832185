"""Which of our languages a caller prefers."""

from bivelio_core.faults import LANGUAGES

MOST_CONSIDERED = 10


def preferred(accept_language: str) -> str:
    """The best of our languages for an Accept-Language header (RFC 9110, section 12.5.4); Catalan when nothing fits."""
    ranked = []
    for position, part in enumerate(accept_language.split(",")[:MOST_CONSIDERED]):
        tag, _, weight = part.strip().partition(";q=")
        language = tag.strip().lower().split("-")[0]
        if language in LANGUAGES:
            ranked.append((-_weight(weight), position, language))
    return min(ranked)[2] if ranked and min(ranked)[0] < 0 else "ca"


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
