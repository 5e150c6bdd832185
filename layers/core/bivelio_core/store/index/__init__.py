"""The index of lists: exact totals, any page, any combination of terms, at a cost that does not grow with the tenant.

Declare a kind's terms (`Indexed`), write its items through `write`, list them with `list_page`; docs/lists.md has the
five lines a domain needs. How it works: bits.py (bitmaps), layout.py (items), head.py (why a list is right at once),
reader.py, writer.py, mend.py.
"""

from .changes import announce, announce_late, remove, write
from .days import between, day_terms
from .reader import Page, every, list_page, settled_matches
from .search import MAXIMUM_SEARCH_WORDS, NothingToSearch, TooManyWords, search
from .terms import Criteria, Exact, Indexed, Prefix, Term, day, facet, matches, text
from .words import TEXT, code_terms, email_term, email_terms, phone_terms, word_terms

__all__ = [
    "MAXIMUM_SEARCH_WORDS",
    "TEXT",
    "Criteria",
    "Exact",
    "Indexed",
    "NothingToSearch",
    "Page",
    "Prefix",
    "Term",
    "TooManyWords",
    "announce",
    "announce_late",
    "between",
    "code_terms",
    "day",
    "day_terms",
    "email_term",
    "email_terms",
    "every",
    "facet",
    "list_page",
    "matches",
    "phone_terms",
    "remove",
    "search",
    "settled_matches",
    "text",
    "word_terms",
    "write",
]
