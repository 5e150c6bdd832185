"""An erasure: a job until all is gone, then an entry of the list of erasures, which names nobody.

    PK                              SK                             what
    ERASED#<hash of organisation>   -                              the erasure of an organisation
    ERASED#<hash of organisation>   <hash of a contact>            that of a contact

A job has what it needs to find what it erases; when it is done, an entry has hashes, times and counts. GSI1
`ERASED#DUE` has every job by the time when somebody should look at it: when its grace period ends, or when its worker
has died. A copy of each entry is in the bucket, since a table that is restored from a point in time lacks what came
after it.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from bivelio_core import clients, clock, config, ids
from bivelio_core.store import due, keys
from bivelio_core.store.codec import Item
from bivelio_core.store.table import ConditionFailed, Table
from bivelio_core.store.writes import (
    Condition,
    Key,
    Put,
    Update,
    UpdateWrite,
    absent,
    all_of,
    any_of,
    compare,
    equals,
    present,
)
from bivelio_core.tenancy import Environment, Tenant

DUE = "ERASED#DUE"
LEASE = timedelta(minutes=10)
"""After so long without progress a worker counts as dead: longer than an invocation."""

OF_JOBS = (
    *("organisation", "contact", "environment", "day", "sk", "texts", "parts", "names", "cursor", "lease_by"),
    "first_day",
)
"""The attributes of a job that its entry in the list does not keep."""

FOLDER = "erasures"
Status = Literal["waiting", "running", "completed", "cancelled"]


class Subject(NamedTuple):
    """What is erased: an organisation, or a contact of one of its tenants."""

    tenant: Tenant
    contact: str | None = None
    """The public id of the contact."""

    @property
    def key(self) -> Key:
        """The key of its item: hashes of ids that say nothing to who cannot guess them."""
        organisation = digest(self.tenant.organisation)
        if self.contact is None:
            return keys.erased(organisation)
        return keys.erased(organisation, digest(self.tenant.business, self.contact))


def digest(*parts: str) -> str:
    """The SHA-256 of an id."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def subject_of(job: Item) -> Subject:
    """What a job erases."""
    environment: Environment = job["environment"]
    return Subject(Tenant(job["organisation"], environment, job.get("day")), job.get("contact"))


def find(table: Table, subject: Subject) -> Item | None:
    """The erasure of a subject, whether under way or done."""
    return table.get(subject.key)


def first(subject: Subject, due_at: str, **about: Any) -> Put:
    """Return the write that begins an erasure; it fails while another of the subject is under way."""
    tenant, key = subject.tenant, subject.key
    item = {
        "PK": key.pk,
        "SK": key.sk,
        "id": ids.tagged_id("erasure", tenant.organisation, ids.derived_body("erasure", key.pk, key.sk)),
        "status": "waiting",
        "phase": "begin",
        "organisation": tenant.organisation,
        "environment": tenant.environment,
        "requested_at": clock.real_timestamp(),
        "due_at": due_at,
        "items": 0,
        "files": 0,
        "GSI1PK": DUE,
        "GSI1SK": due_at,
        **({"day": tenant.day} if tenant.day else {}),
        **({"contact": subject.contact} if subject.contact else {}),
        **about,
    }
    return Put(item, any_of(absent(), equals("status", "cancelled"), equals("status", "completed")))


def cancelled(subject: Subject) -> UpdateWrite:
    """Return the write that takes an erasure back; it fails once it is due."""
    waits = all_of(equals("status", "waiting"), compare("due_at", ">", clock.real_stamp()))
    return UpdateWrite(subject.key, Update(set={"status": "cancelled"}, remove=["GSI1PK", "GSI1SK"]), waits)


def overdue(table: Table) -> Iterator[Key]:
    """The erasures that are to begin, or whose worker has died."""
    return due.keys_of(table, [DUE])


def claim(table: Table, key: Key) -> Item | None:
    """Lease an erasure that is due to the caller; None when it is not due, done, cancelled, or another's."""
    now = clock.real_now()
    is_free = any_of(absent("lease_by"), compare("GSI1SK", "<=", clock.stamp(now)))
    lease = {"lease_by": ids.random_text(ids.BODY_LENGTH), "status": "running", "GSI1SK": clock.stamp(now + LEASE)}
    is_due = all_of(present("organisation"), compare("due_at", "<=", clock.stamp(now)), is_free)
    is_open = any_of(equals("status", "waiting"), equals("status", "running"))
    try:
        return table.update(key, Update(set=lease), all_of(is_due, is_open))
    except ConditionFailed:
        return None


def note(table: Table, job: Item, **progress: Any) -> Item:
    """Write how far a job is, and hold its lease. Raises ConditionFailed when another worker has it by now."""
    about = {**progress, "GSI1SK": clock.stamp(clock.real_now() + LEASE)}
    gone = [name for name, value in progress.items() if value is None]
    update = Update(set={name: value for name, value in about.items() if value is not None}, remove=gone)
    return table.update(_key(job), update, _is_mine(job))


def put_down(table: Table, job: Item, look_at: str) -> None:
    """Give up the lease until a time."""
    table.update(_key(job), Update(set={"GSI1SK": look_at}, remove=["lease_by"]), _is_mine(job))


def complete(table: Table, job: Item) -> Item:
    """Turn a job that is done into an entry of the list."""
    list_it(job)
    done = {"status": "completed", "completed_at": clock.real_timestamp()}
    return table.update(_key(job), Update(set=done, remove=[*OF_JOBS, "GSI1PK", "GSI1SK"]), _is_mine(job))


def list_it(job: Item) -> None:
    """Write an erasure into the copy of the list in the bucket, before anything of it is erased. Can be repeated."""
    entry = {"organisation": job["PK"].partition("#")[2], "contact": job["SK"], "at": job["requested_at"]}
    clients.client("s3").put_object(
        Bucket=config.documents_bucket(),
        Key=f"{FOLDER}/{entry['organisation']}/{entry['contact']}.json",
        Body=json.dumps(entry).encode(),
        ContentType="application/json",
    )


def of_contact(subject: Subject, sk: str) -> Put:
    """Return the write that begins the erasure of a contact at once."""
    return first(subject, clock.real_stamp(), sk=sk)


def _key(job: Item) -> Key:
    return Key(job["PK"], job["SK"])


def _is_mine(job: Item) -> Condition:
    return equals("lease_by", job["lease_by"])
