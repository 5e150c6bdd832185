"""What goes with a person: the contact, what was written with it, and every item of its tenant that names it.

A tenant's holdings are read one by one. An item names the person when its text has the contact's id, an address of it,
or its tax number (person_texts.py); a name alone is that of many. What happens to it then follows from its kind.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Literal, NamedTuple

from bivelio_core import clock, domain
from bivelio_core.store import holdings, keys
from bivelio_core.store.codec import Item, decode_item
from bivelio_core.store.holdings import Holder, Holding
from bivelio_core.store.index import changes as index_changes
from bivelio_core.store.keys import Kind
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.table import ConditionFailed
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update, equals

from . import copies, files, sources
from .erasures import Subject
from .organisations import Progress, Steps

Treatment = Literal["erase", "redact", "keep", "settings"]
ENDED = frozenset({"completed", "failed", "cancelled"})
MASK = "…"
ERASED: tuple[Kind, ...] = (
    *(
        keys.CONTACT,
        keys.CONTACT_ADDRESS,
        keys.MERGE,
        keys.CONVERSATION,
        keys.MESSAGE,
        keys.PROVIDER_MESSAGE,
        keys.ALIAS,
    ),
    *(keys.INSTANCE, keys.STEP, keys.RUN_CHILD, keys.NESTED_APPROVAL, keys.EVENT_WAIT, keys.CHAIN),
    *(
        keys.CALENDAR_TASK,
        keys.CALENDAR_START,
        keys.IMPORT,
        keys.IMPORT_UNDO,
        keys.EXPORT,
        keys.DATA_EXPORT,
        keys.EXTRACTION,
    ),
    keys.EXTRACTED_NUMBER,
    *(keys.MCP_EXECUTION, keys.EVENT, keys.EVENT_PLACE, keys.DELIVERY, keys.DELIVERY_ATTEMPT, keys.LANE),
    *(keys.EXECUTION, keys.AGENT_WAIT, keys.AGENT_CONVERSATION, keys.AGENT_TURN, keys.DESK_TURN),
    *(keys.AGENT_TEST, keys.AGENT_TEST_RUN),
    *(keys.IDEMPOTENCY, keys.EFFECT, keys.REQUEST_RECORD, keys.REQUEST_PLACE),
    *(keys.TASK_PLACE, keys.ASSOCIATION, keys.KNOWLEDGE_SOURCE),
    *(keys.CASE_NOTE, keys.WORKFLOW_LOCK, keys.WORKFLOW_GATE, keys.WORKFLOW_STATE),
)
REDACTED: tuple[Kind, ...] = (
    *(keys.CALENDAR_EVENT, keys.CALENDAR_ENTRY, keys.CASE, keys.DOCUMENT),
    *(keys.NOTE, keys.TASK, keys.VIEW, keys.LIST_VIEW, keys.DEAL),
    keys.SUPPRESSION,  # its key is a hash: who stopped stays stopped, and is not named
    keys.CREDIT_RESERVATION,  # of which the draft goes that was generated, and what it cost stays
)
ANSWERS = frozenset({keys.IDEMPOTENCY, keys.CREDIT_RESERVATION, keys.EXECUTION})
"""What a request was answered, for who repeats it, and what an agent answered, whose input is not kept: nothing is lost
without it. So a name is enough to find it."""

OF_CONTACTS = frozenset({keys.NOTE, keys.TASK, keys.TASK_PLACE, keys.ASSOCIATION})
"""The kinds whose `contact` is the sort key of the contact that an item is about."""

KEPT: tuple[Kind, ...] = (
    *(keys.INVOICE, keys.INVOICE_CONTENT, keys.INVOICE_NUMBER, keys.INVOICE_RECORD, keys.INVOICE_SUBMISSION),
    *(keys.INVOICE_ISSUER, keys.INVOICE_DELIVERY, keys.INVOICE_STATUSES, keys.RECEIVED_NUMBER, keys.INVOICE_BOOKS),
    *(keys.INVOICE_ARCHIVE, keys.REPRESENTATION, keys.SUBMISSION_LANE),
)
"""By law (kept.py), for as long as the organisation keeps its books."""


def treatment(kind: Kind) -> Treatment:
    """What happens to an item of a kind that names the person; `settings` are the organisation's own."""
    if kind in ERASED:
        return "erase"
    return "redact" if kind in REDACTED else "keep" if kind in KEPT else "settings"


class Person(NamedTuple):
    """A contact that is erased, and the texts that name it, folded."""

    sk: str
    public_id: str
    texts: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """The sort keys of the contacts that have become part of it."""

    names: tuple[str, ...] = ()
    """What it is called, folded: masked in what names it, and looked for in kept answers alone."""

    @property
    def sks(self) -> tuple[str, ...]:
        """All sort keys of it."""
        return (self.sk, *self.parts)

    def has_id(self, public: str | None) -> bool:
        """Whether an id of a contact is the person's, or that of one that has become part of it."""
        return public == self.public_id or (bool(self.parts) and str(public).casefold() in self.texts)

    def is_named(self, item: Item) -> bool:
        """Whether an item names the person."""
        text = text_of(item)
        return any(each in text for each in self.texts)

    def is_called(self, item: Item) -> bool:
        """Whether an item has the person's name, which may be another's too."""
        text = text_of(item)
        return any(each in text for each in self.names)


def text_of(item: Item) -> str:
    """All that an item says, folded; compressed values opened."""
    return json.dumps(item, default=_opened, ensure_ascii=False).casefold()


def _opened(value: Any) -> str:
    raw = bytes(value) if isinstance(value, bytes | bytearray) else str(value).encode()
    with suppress(zlib.error):
        raw = zlib.decompress(raw)
    return raw.decode("utf-8", "replace")


def erase_items(table: StoredTable, job: Item, subject: Subject, after: str, store: TenantStore) -> Steps:
    """Treat every item of the tenant that names the person."""
    texts, parts, names = (tuple(job.get(name, ())) for name in ("texts", "parts", "names"))
    person = Person(job["sk"], str(subject.contact), texts, parts, names)
    holder = Holder.of(table, subject.tenant.organisation, domain.declared_parts())
    view = holder.view(subject.tenant.environment)
    prefixes = (f"{subject.tenant.business}#", f"{view.tenant.configuration}#")
    kinds = {kind.name: kind for kind in keys.all_kinds()}
    for holding in holdings.of_organisation(holder, after or None):
        if holding.kind in kinds and holding.partition.startswith(prefixes):
            eraser = _Eraser(store, table, person, kinds[holding.kind])
            yield Progress(holding.cursor, sum(map(eraser.treat, _items(table, holding))))


def _items(table: StoredTable, holding: Holding) -> Iterator[Item]:
    """The items of a holding that may name the person."""
    for page in table.pages(holding.partition):
        yield from map(decode_item, page)


class _Eraser:
    """Treats the items of one kind."""

    def __init__(self, store: TenantStore, table: StoredTable, person: Person, kind: Kind) -> None:
        self.store, self.table, self.person, self.kind = store, table, person, kind
        self.indexed = {each: terms for one in domain.declared() for each, terms in one.lists.items()}.get(kind)

    def treat(self, item: Item) -> int:
        """Erase or redact an item that is the person's; how many items have changed."""
        what = treatment(self.kind)
        if what in ("keep", "settings") or not self.is_theirs(item):
            return 0
        if self.kind is keys.INSTANCE and item.get("status") not in ENDED:
            return 1  # it is erased once it has ended: the job comes again
        if self.kind is keys.CREDIT_RESERVATION:
            return self._forget_draft(item)
        if self.kind is keys.CONVERSATION and not self.is_in_own_conversation(item):
            return self._mask(item)
        if self.kind is keys.DEAL:
            return self._redact(item, anonymous(item, self.person) if self.is_own(item) else item)
        if what == "redact" and not self.is_own(item):
            return self._redact(item, item)
        self._erase_what_hangs_on(item)
        return sources.erase(self.store, item) if self.kind is keys.KNOWLEDGE_SOURCE else self._delete(item)

    def _mask(self, item: Item) -> int:
        """Mask the person in what was written with somebody else. A message whose ids or files name it goes.

        The head of a conversation stays in any case, since it counts the messages.
        """
        texts = self.person.texts
        rest = copies.masked(copies.without(item, texts), (*texts, *self.person.names), MASK)
        if self.person.is_named(rest):
            if "content" in item:
                return self._delete(item)
            rest = {name: value for name, value in rest.items() if not self.person.is_named({name: value})}
        return copies.keep(self.store.table, item, rest)

    def _erase_what_hangs_on(self, item: Item) -> None:
        """Erase what has no place without an item: notes of a case, steps of a run, a file."""
        if self.kind is keys.CASE:
            notes = self.store.query(keys.CASE_NOTE, item["SK"])
            self.store.table.delete_many([Key(note["PK"], note["SK"]) for note in notes])
        if self.kind is keys.INSTANCE:
            self._erase_run(item["SK"])
        if self.kind is keys.DOCUMENT and "file" in item:
            tenant = self.store.tenant
            for area in ("documents", "uploads"):
                files.erase_one(f"{tenant.environment}/{area}/{tenant.organisation}/files/{item['file']}")

    def is_theirs(self, item: Item) -> bool:
        """Whether an item is of the person, or names it."""
        sks = self.person.sks
        if self.is_in_own_conversation(item) or (self.kind is keys.CONTACT and item["SK"] in sks):
            return True
        if self.kind in (keys.MESSAGE, keys.MERGE):
            return item.get("contact") in sks
        if self.kind is keys.PROVIDER_MESSAGE:
            if "contact" in item:  # it leads to a message of the past
                return item["contact"] in sks
            place = self.store.get(keys.MESSAGE, str(item.get("place")))
            return place is None or place["contact"] in sks
        if self.kind is keys.CONTACT_ADDRESS:
            return item.get("contact") in sks or self.person.is_named(item)
        if self.kind is keys.ALIAS:
            return self._is_alias(item)
        if self.kind in ANSWERS and self.person.is_called(item):
            return True
        if self.kind in OF_CONTACTS and not {item.get("contact"), item.get("other")}.isdisjoint(sks):
            return True
        return self.person.is_named(item) or self._is_named_by_id(item)

    def is_in_own_conversation(self, item: Item) -> bool:
        """Whether an item is of the conversation with the person."""
        return item["PK"] in [self.store.key(keys.CONVERSATION, "", sk).pk for sk in self.person.sks]

    def is_own(self, item: Item) -> bool:
        """Whether an item is about the person alone: a case of it, a document that came from it."""
        if self.kind in OF_CONTACTS and item.get("contact") in self.person.sks:
            return True
        ids = (item.get("contact_id"), item.get("company_id") if self.kind is keys.DEAL else None)
        return any(map(self.person.has_id, ids)) or self._is_named_by_id(item)

    def _is_alias(self, item: Item) -> bool:
        """Whether an id is the person's, or that of a note about it."""
        target, kind = str(item.get("target")), item.get("kind")
        if kind == keys.NOTE.partition:
            return target.partition("#")[0] in self.person.sks
        return target in self.person.sks and kind == keys.CONTACT.partition

    def _is_named_by_id(self, item: Item) -> bool:
        is_known = self.kind in (keys.DOCUMENT, keys.EXECUTION)
        own = keys.public_id(self.kind, self.store.tenant.organisation, item) if is_known else ""
        return own in self.person.texts

    def _erase_run(self, run: str) -> None:
        for kind in (keys.STEP, keys.RUN_CHILD, keys.NESTED_APPROVAL):
            partition = self.store.key(kind, "", run).pk
            self.table.delete(list(self.table.keys(partition)))

    def _forget_draft(self, item: Item) -> int:
        """Forget what was generated: who repeats the request gets another draft, which costs nothing."""
        if "outcome" not in item:
            return 0
        self.store.table.update(Key(item["PK"], item["SK"]), Update(remove=["outcome"]))
        return 1

    def _delete(self, item: Item) -> int:
        if self.indexed is None or "version" not in item:
            self.table.delete([Key(item["PK"], item["SK"])])
            return 1
        with suppress(ConditionFailed):  # it has just changed: the job comes again
            index_changes.remove(self.store, self.indexed(), item)
        return 1

    def _redact(self, item: Item, rest: Item) -> int:
        """Mask what names the person in what is to stay of an item."""
        after = {**redacted(without_booker(rest, self.person), self.person), "PK": item["PK"], "SK": item["SK"]}
        if self.kind is keys.CALENDAR_ENTRY or after == item:
            return 0
        if self.kind is keys.DEAL:
            after["anonymised_at"] = clock.stamp(clock.real_now())
        if self.kind is keys.CALENDAR_EVENT and item.get("sync_to_google"):
            after["google_status"] = "pending"  # its copy there names the person too (calendar/google_push.py)
        after["version"] = int(item.get("version", 0)) + 1
        with suppress(ConditionFailed):
            if self.indexed is not None:
                index_changes.write(self.store, self.indexed(), item, after)
            else:
                self.store.table.put(after, equals("version", item["version"]) if "version" in item else None)
        return 1


def anonymous(deal: Item, person: Person) -> Item:
    """A deal with the person, of which no more stays than its sums are made of: the tallies have counted it."""
    gone = {"lost_reason", *(name for name in ("contact_id", "company_id") if person.has_id(deal.get(name)))}
    rest = {name: value for name, value in deal.items() if name not in gone}
    return {**rest, "title": MASK, "tags": [], "custom_fields": {}}


def without_booker(item: Item, person: Person) -> Item:
    """A booking of the person without who booked, in the title too; other items as they are."""
    booking = item.get("booking")
    if not isinstance(booking, Mapping) or not person.is_named({"id": booking["contact_id"]}):
        return item
    own = {name: value for name, value in booking.items() if name not in ("email", "phone")}
    rest = {name: value for name, value in item.items() if name != "description"}
    return {**rest, "title": str(booking["service_name"]), "booking": {**own, "name": MASK}}


def redacted(value: Any, person: Person) -> Any:
    """A value without the person: those of a list who are it are left out, texts that name it are masked."""
    if isinstance(value, str):
        folded = value.casefold()
        return MASK if any(each in folded for each in (*person.texts, *person.names)) else value
    if isinstance(value, Mapping):
        return {name: redacted(part, person) for name, part in value.items()}
    if isinstance(value, list):
        return [redacted(part, person) for part in value if not (isinstance(part, dict) and person.is_named(part))]
    return value
