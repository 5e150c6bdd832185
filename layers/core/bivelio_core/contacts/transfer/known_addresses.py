"""The addresses of the contacts that exist when an import begins: read from the index once, or one by one.

One by one is a read for each address of the file. A file with many addresses reads those of all contacts once instead,
in large pieces, and stores them beside the import: eight bytes of a hash and the sequence number, in order. Contacts
that others make while the import is running are then not warned of; those of its own rows are in seen_addresses.py.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterator

from bivelio_core.contacts.terms import CONTACTS
from bivelio_core.contacts.warnings import ALIKE
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles
from bivelio_core.store.index import reader as index_reader
from bivelio_core.store.index import words as index_words
from bivelio_core.store.index.fetch import read_field
from bivelio_core.store.index.layout import read_summary
from bivelio_core.store.keys import CONTACT, sequence_sk

from .seen_addresses import CONTENT_TYPE

HASH_BYTES, SEQUENCE_BYTES = 8, 6
RECORD_BYTES = HASH_BYTES + SEQUENCE_BYTES
FORM = b"1"
"""The version of the file's format."""

ROW_BYTES = 150
"""An estimate of a row's size, to know how many addresses a file may have."""

FEW_ROWS = 100
CONTACTS_A_ROW = 40
"""A read of one address costs as much as a contact's address in a read of all, 40 times: half a unit, 100 bytes."""


class KnownAddresses:
    """The addresses in the index; `kept` has all of them, and without it each is looked for when it is asked for."""

    def __init__(self, records: bytes | None = None) -> None:
        self._records = records

    @classmethod
    def before(cls, files: TenantFiles, state: Item, ctx: Context) -> "KnownAddresses":
        """The addresses before an import: those that it stored, and on its beginning those that it stores now."""
        if files.state(_file(state)) is not None:
            return cls(b"".join(files.read(_file(state)))[len(FORM) :])
        if state["step"] or not _is_worth_it(state, ctx):
            return cls()
        records = (
            _digest(text) + number.to_bytes(SEQUENCE_BYTES, "big")
            for text, number in read_field(ctx.store, CONTACTS, index_words.EMAIL)
        )
        content = b"".join(sorted(records))
        files.put(_file(state), FORM + content, CONTENT_TYPE)
        return cls(content)

    def alike(self, emails: Collection[str], ctx: Context) -> dict[str, list[Item]]:
        """For each address, the newest contacts with one that differs from it at most in case and accents."""
        terms = {email: index_words.email_term(email) for email in emails}
        if self._records is None:
            contacts_by_term = index_reader.settled_matches_of_each(
                ctx.store, CONTACTS, set(terms.values()), limit=ALIKE
            )
            return {email: contacts_by_term[term] for email, term in terms.items()}
        numbers = {email: sorted(self._numbers(term.text), reverse=True)[:ALIKE] for email, term in terms.items()}
        sorted_numbers = sorted({number for listed in numbers.values() for number in listed})
        items = ctx.store.get_many(CONTACT, list(map(sequence_sk, sorted_numbers)))
        return {
            email: [items[sk] for sk in map(sequence_sk, listed) if sk in items] for email, listed in numbers.items()
        }

    def _numbers(self, text: str) -> Iterator[int]:
        """The sequence numbers of the contacts with an address."""
        content, digest = self._records or b"", _digest(text)
        starts = range(0, len(content), RECORD_BYTES)
        first = bisect_left(starts, digest, key=lambda at: content[at : at + HASH_BYTES])
        for at in starts[first:]:
            if content[at : at + HASH_BYTES] != digest:
                return
            yield int.from_bytes(content[at + HASH_BYTES : at + RECORD_BYTES], "big")


def _is_worth_it(state: Item, ctx: Context) -> bool:
    rows = int(state["size"]) // ROW_BYTES
    if rows <= FEW_ROWS:
        return False
    return sum(read_summary(ctx.store, CONTACTS).counts.values()) <= CONTACTS_A_ROW * rows


def _file(state: Item) -> str:
    return f"imports/{state['id']}/known_addresses"


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=HASH_BYTES).digest()
