"""The owner and the company that rows of foreign files name: by a member's e-mail address, by the name of a company."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bivelio_core.contacts.recent import recent
from bivelio_core.contacts.terms import CONTACTS, TYPE
from bivelio_core.context import Context
from bivelio_core.store import members, resources
from bivelio_core.store.codec import Item
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.intersections import settled_matches_of_sets
from bivelio_core.store.index.terms import Term
from bivelio_core.store.keys import CONTACT

from .rows import Row

COMPANY, OWNER = "company", "owner"
IDS = {COMPANY: "company_id", OWNER: "owner_id"}
NAMED_PERSON = frozenset({"name", "first_name", "last_name"})
"""Without one of these a row is its company."""
ALIKE = 20
"""Companies that have all words of a name, in which one of exactly this name is looked for."""
_ADDRESS = re.compile(r"(?<![^\s<>(),;])[^\s<>(),;@]+@[^\s<>(),;@]+")


class NamedLinks:
    """The owners and companies that rows name. What names none, or several, stays a text."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx
        self._members: dict[str, str] | None = None
        self._companies: dict[str, str | None] = {}
        self._recent: dict[str, list[Item]] | None = None

    def linked(self, rows: Sequence[Row]) -> list[Row]:
        """The rows with the ids of those they name.

        One Query of the members where a row names an owner. Of companies, a read for each different word of their
        names that came up for the first time, and three for contacts that the index has not taken up.
        """
        self._look_up({index_words.folded_text(row.fields[COMPANY]) for row in rows if _names(row, COMPANY)})
        return [self._linked(row) for row in rows]

    def _linked(self, row: Row) -> Row:
        of_row = {
            COMPANY: self._companies.get(index_words.folded_text(row.fields[COMPANY]))
            if _names(row, COMPANY)
            else None,
            OWNER: self._member(row.fields[OWNER]) if _names(row, OWNER) else None,
        }
        ids = {IDS[name]: known_as for name, known_as in of_row.items() if known_as is not None}
        if not ids:
            return row
        rest = {name: value for name, value in row.fields.items() if of_row.get(name) is None}
        return replace(row, fields={**rest, **ids})

    def _member(self, text: str) -> str | None:
        """The member whose address is in a cell: `Marc Vila (marc@exemple.com)`."""
        if self._members is None:
            self._members = {member.email.casefold(): member.user for member in members.all_of(self._ctx.store)}
        users = {self._members.get(address.casefold()) for address in _ADDRESS.findall(text)}
        return users.pop() if len(users) == 1 else None

    def _look_up(self, names: set[str]) -> None:
        terms = {name: [Term(TYPE, COMPANY), *index_words.word_terms(name)] for name in names - self._companies.keys()}
        self._companies |= dict.fromkeys(terms)
        term_sets = {name: each for name, each in terms.items() if len(each) > 1}
        if not term_sets:
            return
        not_indexed = self._recent_companies()
        indexed = settled_matches_of_sets(self._ctx.store, CONTACTS, term_sets, ALIKE) if self._has_indexed() else {}
        for name in term_sets:
            candidates = {item["SK"]: item for item in (*indexed.get(name, ()), *not_indexed.get(name, ()))}
            same = [
                item
                for item in candidates.values()
                if _is_company(item) and index_words.folded_text(item["name"]) == name
            ]
            if len(same) == 1:
                self._companies[name] = resources.public_id(CONTACT, self._ctx.organisation, same[0])

    def _recent_companies(self) -> dict[str, list[Item]]:
        """Those that the index has not taken up, by name, at the first look: later ones are the import's own."""
        if self._recent is None:
            self._recent = {}
            for item in filter(_is_company, recent(self._ctx.store)):
                self._recent.setdefault(index_words.folded_text(item["name"]), []).append(item)
        return self._recent

    def _has_indexed(self) -> bool:
        any_company = {TYPE: [Term(TYPE, COMPANY)]}
        return bool(settled_matches_of_sets(self._ctx.store, CONTACTS, any_company, 1)[TYPE])


def _is_company(item: Item) -> bool:
    return item["type"] == COMPANY and "archived_at" not in item


def _names(row: Row, what: str) -> bool:
    """Whether a row names somebody, and does not say by an id who it is."""
    if not row.is_foreign or not row.fields.get(what) or row.fields.get(IDS[what]):
        return False
    return what == OWNER or (row.fields.get("type") != COMPANY and not NAMED_PERSON.isdisjoint(_filled(row)))


def _filled(row: Row) -> Iterator[str]:
    yield from (name for name, value in row.fields.items() if value)
