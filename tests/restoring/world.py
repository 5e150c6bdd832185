"""Organisations with items of many kinds, a copy of the table, a loss, and a client that is killed at any call."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import boto3
from bivelio_core import config
from bivelio_core.store import connect, keys
from bivelio_core.store.codec import RESTORE_MARK, WRITE_MARK, Item
from bivelio_core.store.keys import Kind, tenant_key
from bivelio_core.store.stored import StoredTable, TypedItem
from bivelio_core.tenancy import Tenant

from tests import streams
from tests.api import ORGANISATION, OTHER_ORGANISATION
from tools.restoring.organisation import Mode
from tools.restoring.tables import copied
from tools.restoring.whole import Bucket, Request, restored

Table = dict[tuple[str, str], TypedItem]
AT = "2026-11-25T09:00:00Z"
FIRST_POSITION = 1_000
"""Of the records of a restoration: an event's id is derived from it, and other changes have lower ones."""

CALLS = ("put_item", "delete_item", "query", "batch_get_item")


class Killed(Exception):
    """The process ended here."""


@dataclass
class Fragile:
    """A client of DynamoDB that records what it writes, as the stream shows it, and dies at some of its calls."""

    client: Any
    kills: set[int] = field(default_factory=set)
    records: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    is_recording: bool = True

    def __getattr__(self, name: str) -> Any:
        """One of its operations."""
        operation = getattr(self.client, name)
        return self._dying(operation, name) if name in CALLS else operation

    def _dying(self, operation: Callable[..., Any], name: str) -> Callable[..., Any]:
        def call(**request: Any) -> Any:
            self.calls += 1
            dies = self.calls in self.kills
            if dies and self.calls % 2:
                raise Killed(name)
            answer = self._recorded(operation, name, request)
            if dies:
                raise Killed(name)
            return answer

        return call

    def _recorded(self, operation: Callable[..., Any], name: str, request: dict[str, Any]) -> Any:
        if not self.is_recording or name not in {"put_item", "delete_item"}:
            return operation(**request)
        old = {"ReturnValues": "ALL_OLD"}
        answer = operation(**request, **old)
        after = request.get("Item")
        self.records.append(record(answer.get("Attributes"), after, FIRST_POSITION + len(self.records)))
        return answer


def record(before: TypedItem | None, after: TypedItem | None, position: int) -> dict[str, Any]:
    """A record of the stream, with the marks that decoding leaves out."""
    item = after or before or {}
    images = {"OldImage": before, "NewImage": after}
    return {
        "eventID": f"{position:032x}",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_795_600_000,
            "Keys": {name: item[name] for name in ("PK", "SK")},
            "SequenceNumber": f"{position:021d}",
            **{name: streams.image(each) for name, each in images.items() if each},
        },
    }


def client() -> Any:
    """A client of the mocked account."""
    return boto3.client("dynamodb")


def scanned(table: str | None = None) -> Table:
    """Every item of a table, as it is stored."""
    pages = client().get_paginator("scan").paginate(TableName=table or config.table_name())
    return {(item["PK"]["S"], item["SK"]["S"]): item for page in pages for item in page["Items"]}


def of(table: Table, organisation: str) -> Table:
    """The items of one organisation."""
    return {key: item for key, item in table.items() if organisation in key[0]}


def said(item: TypedItem) -> TypedItem:
    """An item without the marks of its writes."""
    return {name: value for name, value in item.items() if name not in (RESTORE_MARK, WRITE_MARK)}


def copy_of_now() -> StoredTable:
    """The table as it is now, restored from a point in time."""
    dynamodb = client()
    now = datetime.now(UTC)
    return StoredTable(dynamodb, copied(dynamodb, config.table_name(), now, is_simulated=True, wait_seconds=0).name)


def request(
    copy: StoredTable,
    journal: Path,
    *,
    fragile: Fragile | None = None,
    mode: Mode = "missing",
    with_access: bool = False,
    organisation: str = ORGANISATION,
    at: datetime | None = None,
) -> Request:
    """A restoration of the organisation; all that it does with the table in use goes through the client."""
    live = StoredTable(fragile or client(), config.table_name())
    return Request(organisation, copy, live, at or datetime.now(UTC), mode, with_access, journal)


def bucket() -> Bucket:
    """The bucket of the documents."""
    return Bucket(boto3.client("s3"), config.documents_bucket())


def put(items: Sequence[Item]) -> None:
    """Write items as they are."""
    connect.table().put_many(items)


def stored(organisation: str, kind: Kind, sk: str, about: dict[str, Any], *rest: str) -> Item:
    """An item of an organisation's live data."""
    key = tenant_key(Tenant(organisation, "live"), kind, sk, *rest)
    return {"PK": key.pk, "SK": key.sk, **about}


def organisation(name: str) -> list[Item]:
    """What the platform has of an organisation: itself, a member, a key, a line of its audit log."""
    entry = {"at": AT, "action": "key.created", "actor_kind": "user", "actor": f"usr_{name}", "details": {}}
    about: dict[Any, Item] = {
        keys.organisation(name): {"name": name, "created_at": AT},
        keys.organisation_member(name, f"usr_{name}"): {"email": f"{name}@example.com"},
        keys.organisation_api_key(name, "key_1"): {"digest": f"digest{name}"},
        keys.api_key(f"digest{name}"): {"organisation": name},
        keys.user(f"usr_{name}"): {"email": f"{name}@example.com"},
        keys.audit_entry(name, AT, "aud_1"): entry,
    }
    return [{"PK": key.pk, "SK": key.sk, **each} for key, each in about.items()]


def bundle(name: str, number: int) -> Iterator[Item]:
    """Ten items that belong together: a contact with its messages, a run with its steps, an event with its place."""
    sk, at = keys.sequence_sk(number), f"2026-11-25T09:00:00.{number % 1_000_000:06d}Z"
    common = {"random": "00000", "version": 1, "created_at": AT, "updated_at": AT}
    contact = {"type": "person", "name": f"Contact {number}", "status": "active", "tags": ["client"], **common}
    yield stored(name, keys.CONTACT, sk, contact)
    yield stored(name, keys.CONVERSATION, "HEAD", {"email": 2}, sk)
    for each in (1, 2):
        message = {"message_id": f"msg_{number}_{each}", "text": f"Message {each}", "at": at}
        yield stored(name, keys.CONVERSATION, f"email#{each:08d}", message, sk)
    run = {"workflow_id": "wf_1", "status": "completed", "number": 1, "started_at_exact": at, **common}
    yield stored(name, keys.INSTANCE, sk, run)
    for step in ("first", "second"):
        yield stored(name, keys.STEP, f"{step}#0", {"status": "completed", "output": "{}"}, sk)
    event = f"evn_{number}"
    yield stored(name, keys.EVENT, f"{at}#{event}", {"type": "contact.created", "data": "{}"})
    yield stored(name, keys.EVENT_PLACE, "-", {"place": at}, event)
    yield stored(name, keys.EFFECT, f"{number:040d}", {"made": sk})


def sequences(name: str, last: int) -> list[Item]:
    """The last numbers of its lists."""
    indexes = ((kind, keys.index_of(kind)) for kind in (keys.CONTACT, keys.INSTANCE))
    return [stored(name, index, keys.SEQUENCE_SK, {"last": last}, kind.partition) for kind, index in indexes]


def two_organisations(count: int) -> None:
    """One of at least so many items, and another one beside it."""
    for name, bundles in ((ORGANISATION, -(-count // 10)), (OTHER_ORGANISATION, 3)):
        put([*organisation(name), *sequences(name, bundles)])
        for start in range(1, bundles + 1, 500):
            numbers = range(start, min(start + 500, bundles + 1))
            put([item for number in numbers for item in bundle(name, number)])


def lose(items: Table, share: float, *, seed: int = 1) -> int:
    """Delete some of these items as a fault would; return how many."""
    chance = random.Random(seed)
    lost = [key for key in items if chance.random() < share]
    dynamodb, name = client(), config.table_name()
    for pk, sk in lost:
        dynamodb.delete_item(TableName=name, Key={"PK": {"S": pk}, "SK": {"S": sk}})
    return len(lost)


def some_calls(count: int, among: int, *, seed: int = 2) -> set[int]:
    """Numbers of calls at which a process is killed."""
    return set(random.Random(seed).sample(range(1, among + 1), count))


class Drilled(NamedTuple):
    """How a drill went: how many items there were and were lost, how often it was killed, and what is wrong."""

    items: int
    lost: int
    deaths: int
    seconds: float
    faults: tuple[str, ...]


def drilled(count: int, kills: int, journal: Path, clock: Callable[[], float]) -> Drilled:
    """Lose most of an organisation, and bring it back though the process is killed again and again."""
    two_organisations(count)
    whole = scanned()
    copy = copy_of_now()
    own = of(whole, ORGANISATION)
    lost = lose({key: item for key, item in own.items() if "#MEMBERS" not in key[0]}, share=0.7)
    others = {key: item for key, item in scanned().items() if key not in own}
    fragile = Fragile(client(), some_calls(kills, lost), is_recording=False)
    restoration = request(copy, journal, fragile=fragile, with_access=True)
    deaths, began = 0, clock()
    while True:
        try:
            rest = restored(restoration, bucket(), lambda _line: None)
            break
        except Killed:
            deaths += 1
    seconds, after = clock() - began, scanned()
    faults = [f"not as it should be: {kind}, {number} items" for kind, number in rest.items()]
    if {key: said(item) for key, item in of(after, ORGANISATION).items()} != {k: said(i) for k, i in own.items()}:
        faults.append("the organisation is not as it was")
    if {key: item for key, item in after.items() if key not in own} != others:
        faults.append("another organisation was touched")
    return Drilled(len(own), lost, deaths, seconds, tuple(faults))
