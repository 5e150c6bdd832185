"""The warnings of creating contacts for the rows of an import: computed for a whole slice at once."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from bivelio_core import ids
from bivelio_core.contacts.warnings import Finding, same_email, wrong_tax_numbers
from bivelio_core.context import Context
from bivelio_core.store.codec import Item
from bivelio_core.store.files import TenantFiles

from .known_addresses import KnownAddresses
from .rows import Planned
from .seen_addresses import SeenAddresses


class Addresses(NamedTuple):
    """The addresses that a row is compared with: of the rows before it, and of the contacts that exist."""

    seen: SeenAddresses
    contacts: KnownAddresses

    @classmethod
    def before(cls, files: TenantFiles, state: Item, ctx: Context) -> "Addresses":
        """Those before the next slice of an import."""
        return cls(SeenAddresses.before(files, state), KnownAddresses.before(files, state, ctx))


def with_warnings(
    planned: Sequence[Planned], ctx: Context, addresses: Addresses, own: range = range(0)
) -> list[Planned]:
    """The rows with the warnings about their contacts; adds their addresses to those seen.

    `own` are the sequence numbers of contacts that an earlier attempt at these rows may have made.
    """
    seen, earlier = addresses.seen, list[int | None]()
    for one in planned:
        email = _email(one)
        earlier.append(seen.row_of(email) if email else None)
        if email:
            seen.add(email, one.number)
    emails = {_email(one) for one, row in zip(planned, earlier, strict=True) if one.after is not None and row is None}
    alike = addresses.contacts.alike({email for email in emails if email}, ctx)
    warned = []
    for one, row in zip(planned, earlier, strict=True):
        findings = []
        if one.after is not None:
            findings = wrong_tax_numbers(one.after)
            if (email := _email(one)) and row is not None:
                findings.append(Finding("same_email", "email", email, row=row))
            elif email:
                others = [other for other in alike[email] if not _is_own(other, one, own)]
                findings += same_email(email, others, ctx.organisation)
        warned.append(replace(one, warnings=(*one.warnings, *findings)) if findings else one)
    return warned


def _email(one: Planned) -> str | None:
    """The address that a row's contact has or will have."""
    contact = one.after or one.before or {}
    return contact.get("email")


def _is_own(other: Item, one: Planned, own: range) -> bool:
    """Whether a contact is the row's own, or made by an earlier attempt at this slice."""
    is_same = one.before is not None and other["SK"] == one.before["SK"]
    return is_same or ids.decode_sequence(other["SK"]) in own
