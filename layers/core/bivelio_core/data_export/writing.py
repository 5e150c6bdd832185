"""Write an export, by the worker: item by item of what store/holdings.py names, then the files, then the index."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from bivelio_core import clients, clock, domain
from bivelio_core.catalogue import Entry
from bivelio_core.json_text import to_json
from bivelio_core.store import holdings, keys
from bivelio_core.store.codec import Item, decode_item
from bivelio_core.store.holdings import Holder, Holding
from bivelio_core.store.keys import DATA_EXPORT
from bivelio_core.store.stored import StoredTable
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Key, Update
from bivelio_core.tenancy import parse_partition

from . import mailing, records, rules
from .archive import Archive

PIECE_BYTES = 2_000_000
"""How large a file of JSON lines becomes before the next one of the kind begins."""

AREAS = frozenset({"documents", "invoices"})
"""Whose files are in an export: others are temporary, or contents of what is exported as items."""

LARGEST_FILE = 100_000_000
README = Entry("data_export", "paper.readme")

IsTheirs = Callable[[Item], bool]


class Work(NamedTuple):
    """An export that is under way.

    Attributes:
        store: of its tenant.
        state: its item.
        is_theirs: tells of an item whether it is about the person; None for all of the organisation.
        has_time: whether there is time for more.
    """

    store: TenantStore
    state: Item
    is_theirs: IsTheirs | None
    has_time: Callable[[], bool]


def go_on(work: Work) -> bool:
    """Write an export as far as there is time; tell whether it is done. Raises what its storage raises."""
    state = work.state
    if state["status"] == "running":
        archive = Archive(records.files_of(work.store.tenant), state["id"])
        if not archive.journal.is_whole and not (_items(work, archive) and _files(work, archive)):
            return False
        if not archive.journal.is_whole:
            _index(work, archive)
        done = {"status": "completed", "size_bytes": archive.close()}
        state = work.store.update(DATA_EXPORT, state["id"], Update(set=done))
    mailing.send(work.store, state)
    return True


def _items(work: Work, archive: Archive) -> bool:
    """Write the items behind the journal's position; False when there is no more time."""
    journal = archive.journal
    if journal.has_items:
        return True
    piece = _Piece(archive)
    table = StoredTable.deployed()
    for holding in _holdings(work, table, journal.cursor):
        name = f"{holding.partition} {holding.sk or ''}"
        if holding.cursor == journal.cursor and name in journal.passed:
            continue
        after = journal.sk if holding.partition == journal.partition else None
        for page in _pages(table, holding, after):
            items = [item for item in page if _is_chosen(work, item)]
            if work.is_theirs is not None and holding.kind == keys.DOCUMENT.name:
                journal.documents += [str(item["file"]) for item in items if "file" in item]
            piece.add(holding.kind, [rules.exported(item) for item in items])
            journal.partition, journal.sk = holding.partition, page[-1]["SK"]
            if piece.size >= PIECE_BYTES or not work.has_time():
                piece.write()
                _save(work, archive)
                if not work.has_time():
                    return False
        journal.complete(holding.cursor, name)
        if not work.has_time():
            piece.write()
            _save(work, archive)
            return False
    piece.write()
    journal.has_items = True
    _save(work, archive)
    return True


class _Piece:
    """Lines of one kind that become the next file of it."""

    def __init__(self, archive: Archive) -> None:
        self.archive, self.kind, self.lines, self.size = archive, "", list[str](), 0

    def add(self, kind: str, items: list[dict[str, Any]]) -> None:
        if items and kind != self.kind:
            self.write()
            self.kind = kind
        lines = [to_json(item) for item in items]
        self.lines += lines
        self.size += sum(map(len, lines))

    def write(self) -> None:
        if not self.lines:
            return
        journal = self.archive.journal
        journal.pieces += 1
        journal.kinds[self.kind] = journal.kinds.get(self.kind, 0) + len(self.lines)
        content = "".join(f"{line}\n" for line in self.lines).encode()
        self.archive.add(f"data/{self.kind}-{journal.pieces:05d}.jsonl", content)
        self.lines, self.size = [], 0


def _holdings(work: Work, table: StoredTable, after: str | None) -> Iterator[Holding]:
    """The holdings that an export looks at: of its tenant, and of the platform where all is exported."""
    tenant = work.store.tenant
    accounts = _accounts(tenant.organisation) if work.is_theirs is None else ()
    if after is None or after not in {holding.cursor for holding in accounts}:
        yield from _of_tenant(work, table, after)
        after = None
    for holding in accounts:
        if after is None or holding.cursor >= after:
            yield holding


def _accounts(organisation: str) -> tuple[Holding, ...]:
    """What the platform has of an organisation and its worker may read; neither accounts of people nor keys."""
    members = keys.organisation_member(organisation, "").pk
    log = keys.audit_entry(organisation, "", "").pk
    return Holding("organisation_member", members, None, "~1"), Holding("audit_entry", log, None, "~2")


def _of_tenant(work: Work, table: StoredTable, after: str | None) -> Iterator[Holding]:
    """The holdings of a tenant, up to the last kind of its configuration: those of the platform come behind."""
    tenant = work.store.tenant
    tomorrow = clock.parse(work.state["created_at"]).date() + timedelta(days=1)
    holder = Holder(table, tenant.organisation, domain.declared_parts(), holdings.FIRST_DAY, tomorrow)
    own = {tenant.business, tenant.configuration}
    last = keys.tenant_partition(tenant, [kind for kind in keys.all_kinds() if not kind.is_business][-1])
    for holding in holdings.of_organisation(holder, after):
        parsed = parse_partition(holding.partition)
        if parsed and parsed.tenant.business in own and rules.is_exported(holding.kind):
            yield holding
        if holding.partition == last:
            return


def _pages(table: StoredTable, holding: Holding, after: str | None) -> Iterator[list[Item]]:
    if holding.sk is not None:
        item = table.get(Key(holding.partition, holding.sk))
        yield from () if item is None else ([item],)
        return
    for page in table.pages(holding.partition, after=after):
        yield [decode_item(item) for item in page]


def _is_chosen(work: Work, item: Item) -> bool:
    return work.is_theirs is None or work.is_theirs(item)


def _files(work: Work, archive: Archive) -> bool:
    """Write the files as they are, each once; False when there is no more time. Of a person, those of its documents."""
    journal = archive.journal
    for key, size in _stored_files(work, archive):
        if key <= journal.file or size > LARGEST_FILE:
            continue
        answer = archive.files.client.get_object(Bucket=archive.files.bucket, Key=key)
        _, area, _, name = key.split("/", 3)
        archive.add(f"files/{area}/{name}", answer["Body"].read())
        journal.file, journal.files = key, journal.files + 1
        if not work.has_time():
            _save(work, archive)
            return False
    return True


def _stored_files(work: Work, archive: Archive) -> Iterator[tuple[str, int]]:
    """The keys and sizes of the tenant's files, in the order of their keys."""
    tenant = work.store.tenant
    client: Any = clients.client("s3")
    if work.is_theirs is not None:
        names = [f"documents/{tenant.organisation}/files/{name}" for name in archive.journal.documents]
        prefixes = [f"{tenant.environment}/{name}" for name in sorted(set(names))]
    else:
        prefixes = [f"{tenant.environment}/{area}/{tenant.organisation}/" for area in sorted(AREAS)]
    for prefix in prefixes:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=archive.files.bucket, Prefix=prefix):
            yield from ((each["Key"], each["Size"]) for each in page.get("Contents", []))


def _index(work: Work, archive: Archive) -> None:
    """Say what is in it, and what is not and why."""
    omitted = {kind.name: reason for kind, reason in rules.OMITTED.items()} | dict(rules.OMITTED_ACCOUNTS)
    index = {
        "organisation": {"id": work.store.tenant.organisation, **work.state.get("about", {})},
        "contact_id": work.state.get("contact_id"),
        "created_at": work.state["created_at"],
        "kinds": {name: {"items": count} for name, count in sorted(archive.journal.kinds.items())},
        "files": archive.journal.files,
        "omitted": dict(sorted(omitted.items())) if work.is_theirs is None else None,
    }
    entries = {name: value for name, value in index.items() if value is not None}
    archive.add("index.json", json.dumps(entries, ensure_ascii=False, indent=2).encode())
    archive.add("README.txt", README[str(work.state["language"])].encode())
    _save(work, archive)


def _save(work: Work, archive: Archive) -> None:
    archive.save()
    counts = {"items": sum(archive.journal.kinds.values()), "files": archive.journal.files}
    work.store.update(keys.DATA_EXPORT, work.state["id"], Update(set=counts))
