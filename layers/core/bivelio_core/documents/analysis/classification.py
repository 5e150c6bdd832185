"""The category of a reading by rules."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .readings import Reading
from .refusals import Refused
from .rules.categories import CATEGORIES, OTHER, SUBCATEGORIES, Category
from .rules.language import language_of
from .rules.lines import TextLine, lines_of

HEAD_LINES = 15
TITLE_POINTS, HEAD_POINTS, BODY_POINTS, WORD_POINTS = 10.0, 6.0, 1.5, 1.0
MAXIMUM_MENTIONS = 3
"""Of one word: a word that is repeated proves no more."""
LEAST_POINTS = 5.0
"""Below it a document belongs to no category."""
MAXIMUM_TEXT = 60_000
SUMMARY = 300


@dataclass(frozen=True, slots=True)
class Classification:
    """The category as the request calls it, how sure it is, and what the text says about itself."""

    category: str
    confidence: float
    subcategory: str | None = None
    summary: str | None = None
    """The beginning of the document: rules cannot say it in other words."""
    language: str | None = None
    page_count: int = 1


def classify_by_rules(reading: Reading, categories: Sequence[str] | None = None) -> Classification:
    """Return the category of a document. Raises Refused (no_text).

    `categories` are names in any of Catalan, Spanish and English ("factura", "contracte", "purchase order") or others,
    whose words are looked for; default: all known ones. "other" is the answer when nothing fits, whether it is asked
    or not; a category of the request that is called `other` in one of the languages is answered in its own word.
    """
    if not reading.has_text:
        raise Refused("no_text", "rules read text, and this document has none")
    lines = lines_of(reading)
    candidates = list(dict.fromkeys(categories or CATEGORIES))
    points = {name: scored(name, lines, reading) for name in candidates if folded(name) not in OTHER}
    best = max(points, key=lambda name: points[name], default=None)
    other = next((name for name in candidates if folded(name) in OTHER), "other")
    text = reading.text[:MAXIMUM_TEXT]
    if best is None or points[best] < LEAST_POINTS:
        return Classification(other, 0.5, None, summary(lines), language_of(text), reading.page_count)
    return Classification(
        best,
        confidence(best, points),
        subcategory(best, text, reading),
        summary(lines),
        language_of(text),
        reading.page_count,
    )


def confidence(best: str, points: dict[str, float]) -> float:
    """Return how sure the best is: by its points, and by how far the next is behind."""
    second = max((score for name, score in points.items() if name != best), default=0.0)
    strength = min(1.0, points[best] / 20)
    return round(min(0.99, 0.4 + 0.3 * strength + 0.3 * (1 - second / points[best])), 2)


def scored(name: str, lines: Sequence[TextLine], reading: Reading) -> float:
    """Return the points of a category: its names in the headings count most, then its words."""
    known_category = canonical(name)
    if reading.invoice is not None and known_category is not None:
        if known_category == "credit_note":
            return 1000.0 if reading.invoice.is_credit_note else 0.0
        if known_category == "invoice":
            return 500.0
    category = CATEGORIES[known_category] if known_category else words_of(name)
    return title_points(category, lines) + word_points(category.words, lines)


def title_points(category: Category, lines: Sequence[TextLine]) -> float:
    """Return the points for the category's name: as a heading of its own, in the first lines, or anywhere."""
    pattern = compiled(category.titles)
    if pattern is None:
        return 0.0
    points = 0.0
    for at, line in enumerate(lines[:HEAD_LINES]):
        for cell in line.cells:
            hit = pattern.search(cell)
            if hit:
                early = hit.start() == 0 and len(cell) <= 80
                points = max(points, TITLE_POINTS if early and at < HEAD_LINES else HEAD_POINTS)
    mentions = sum(1 for line in lines[HEAD_LINES:500] if pattern.search(line.text))
    return points + BODY_POINTS * min(mentions, MAXIMUM_MENTIONS)


def word_points(words: Iterable[str], lines: Sequence[TextLine]) -> float:
    """Return a point for each of the words that the text has."""
    text = "\n".join(line.text for line in lines)[:MAXIMUM_TEXT].lower()
    pattern = compiled(tuple(re.escape(word) for word in words))
    return 0.0 if pattern is None else WORD_POINTS * len({hit.lower() for hit in pattern.findall(text)})


def canonical(name: str) -> str | None:
    """Return the known category that a name means."""
    plain = folded(name)
    return next(
        (category_name for category_name, category in CATEGORIES.items() if plain in folded_names(category)), None
    )


def words_of(name: str) -> Category:
    """Return a category of its name alone, in the singular and the plural."""
    forms = tuple(rf"{re.escape(word)}\w{{0,2}}" for word in re.split(r"[\s_/-]+", name.lower()) if len(word) > 2)
    return Category((name,), (r"[\s_-]+(?:\w{1,3}\s+)?".join(forms),) if forms else ())


def subcategory(name: str, text: str, reading: Reading) -> str | None:
    """Return what a document of a known category is more exactly, None when the text does not say."""
    category = canonical(name)
    if category == "invoice" and reading.invoice is not None:
        return "credit_note" if reading.invoice.is_credit_note else None
    return next(
        (sub for sub, pattern in SUBCATEGORIES.get(category or "", ()) if re.search(pattern, text, re.IGNORECASE)), None
    )


def summary(lines: Sequence[TextLine]) -> str | None:
    """Return the first lines as one text, cut at a word."""
    text = " ".join(" ".join(line.cells) for line in lines[:20])
    if len(text) <= SUMMARY:
        return text or None
    return text[:SUMMARY].rsplit(" ", 1)[0] + "…"


def folded(text: str) -> str:
    """Return a name in lower case without accents, with single spaces."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(letter)
    )
    return re.sub(r"[\s_-]+", " ", plain).strip()


@cache
def folded_names(category: Category) -> frozenset[str]:
    """Return the names of a category as `folded` writes them."""
    return frozenset(map(folded, category.names))


@cache
def compiled(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return a pattern of whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) if patterns else None
