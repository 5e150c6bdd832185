"""The erasure of an organisation leaves nothing of it, however often its worker dies, and touches no other."""

import json
import os
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from bivelio_core import clock
from bivelio_core.audit import Origin
from bivelio_core.context import Actor
from bivelio_core.entrypoints.closing import close
from bivelio_core.erasure import erasures, kept
from bivelio_core.identity.organisation.actions import erase
from bivelio_core.store import keys
from bivelio_core.store.codec import encode_item
from bivelio_core.store.connect import table as the_table
from bivelio_core.tenancy import Tenant

from tests.erasure.killed import erase_under_kills
from tests.everything import NEIGHBOUR, ORGANISATION, everything, scanned
from tests.requests.logs import bring, line

ITEMS, KILLS = int(os.environ.get("ERASE_ITEMS", "300")), int(os.environ.get("ERASE_KILLS", "40"))
"""`make drill-erase` asks for 100,000 items and 500 kills."""

BUCKET = "bivelio-documents"
ENDS_BY_ITSELF = ("APP#", "CHALLENGE#", "CODE#", "RT#", "LINK#", "TRY#", "ERASED#")


@pytest.fixture
def used():
    """A table with all that an organisation can have, and many contacts and files more."""
    with everything() as table:
        with boto3.resource("dynamodb").Table(table.name).batch_writer() as batch:
            for number in range(ITEMS):
                for organisation in (ORGANISATION, NEIGHBOUR)[: 1 + (number < 100)]:
                    contact = keys.tenant_key(
                        Tenant(organisation, "live"), keys.CONTACT, keys.sequence_sk(900 + number)
                    )
                    batch.put_item({"PK": contact.pk, "SK": contact.sk, "name": f"Person {number}", "version": 1})
        s3 = boto3.client("s3")
        s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        for organisation in (ORGANISATION, NEIGHBOUR):
            for place in ("live/documents", "sandbox/uploads", "live/invoices"):
                for content in (b"one", b"two"):
                    s3.put_object(Bucket=BUCKET, Key=f"{place}/{organisation}/a/file", Body=content)
            s3.create_multipart_upload(Bucket=BUCKET, Key=f"live/transfers/{organisation}/big")
        yield table


def begin(days=0):
    origin = Origin(Actor("user", "usr_owner"), "req_1")
    item, _ = erase.begin(the_table(), ORGANISATION, origin, clock.real_now() + timedelta(days=days))
    return keys.erased(item["PK"].partition("#")[2])


def versions(text):
    page = boto3.client("s3").list_object_versions(Bucket=BUCKET)
    return sorted(
        each["Key"] for each in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())) if text in each["Key"]
    )


def test_nothing_is_left_of_an_organisation_and_all_of_another(used):
    foreign = [item for item in scanned(used) if NEIGHBOUR in str(item)]
    files = versions(NEIGHBOUR)
    messages = erase_under_kills(begin(), KILLS, close=close)
    assert messages > KILLS
    left = scanned(used)
    assert [item["PK"] for item in left if ORGANISATION in str(item)] == []
    assert [item for item in left if NEIGHBOUR in str(item)] == foreign
    rest = [item["PK"] for item in left if item not in foreign]
    assert [partition for partition in rest if not partition.startswith(ENDS_BY_ITSELF)] == []
    assert versions(ORGANISATION) == []
    assert versions(NEIGHBOUR) == files
    uploads = boto3.client("s3").list_multipart_uploads(Bucket=BUCKET)["Uploads"]
    assert [each["Key"] for each in uploads] == [f"live/transfers/{NEIGHBOUR}/big"]


def test_what_the_law_orders_to_keep_is_copied_before_and_says_whose_it_was_to_nobody(used):
    before = {(item["PK"], item["SK"]) for item in scanned(used) if item["PK"] == f"{ORGANISATION}#live#INR"}
    invoices = [item for item in scanned(used) if item["PK"] == f"{ORGANISATION}#live#INV"]
    assert invoices
    key = begin()
    erase_under_kills(key, 5, close=close)
    s3, folder = boto3.client("s3"), f"{kept.FOLDER}/{erasures.digest(ORGANISATION)}/"
    copies = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET, Prefix=folder)["Contents"]]
    lines = [
        json.loads(line)
        for name in copies
        if name.endswith(".jsonl")
        for line in s3.get_object(Bucket=BUCKET, Key=name)["Body"].read().splitlines()
    ]
    assert {line["SK"]["S"] for line in lines if line["PK"]["S"] == f"{ORGANISATION}#live#INV"} == {
        item["SK"] for item in invoices
    }
    assert {(line["PK"]["S"], line["SK"]["S"]) for line in lines} >= before
    assert f"{folder}files/a/file" in copies


def test_the_list_of_erasures_names_nobody(used):
    key = begin()
    erase_under_kills(key, 3, close=close)
    entry = the_table().get(key) or {}
    assert entry["status"] == "completed"
    assert entry["items"] > ITEMS
    assert ORGANISATION not in str(entry)
    name = f"{erasures.FOLDER}/{erasures.digest(ORGANISATION)}/-.json"
    assert ORGANISATION.encode() not in boto3.client("s3").get_object(Bucket=BUCKET, Key=name)["Body"].read()


def test_nothing_happens_before_the_time_is_over(used):
    key, before = begin(days=14), scanned(used)
    from bivelio_core.erasure import work
    from bivelio_core.store.stored import StoredTable

    assert work.go_on(key, the_table(), StoredTable.deployed(), close, lambda: True)
    later = [item for item in scanned(used) if (item["PK"], item["SK"]) != key]
    assert later == [item for item in before if (item["PK"], item["SK"]) != key]
    assert key not in list(erasures.overdue(the_table()))
    with clock.frozen(datetime.now(UTC) + timedelta(days=15)):
        assert key in list(erasures.overdue(the_table()))


def test_a_late_write_is_erased_by_the_next_pass(used):
    late = keys.tenant_key(Tenant(ORGANISATION, "live"), keys.EVENT, "2026-03-02T08:00:00.000000Z#evn_late")
    writes = iter([{"PK": late.pk, "SK": late.sk, "of": ORGANISATION}])

    def between():
        for item in writes:
            used.client.put_item(TableName=used.name, Item=encode_item(item))

    erase_under_kills(begin(), 0, close=close, between=between)
    assert [item["PK"] for item in scanned(used) if ORGANISATION in str(item)] == []


def test_late_log_lines_keep_no_pass_from_finding_nothing(used):
    """The log is consumed behind the requests, as long as CloudWatch tries again: hours, if it must."""
    numbers = iter(range(1_000_000))
    key = begin()
    late = [{"organisation": ORGANISATION, "bodies": "0123456789abcdef:c2VhbGVk"}, {"organisation": NEIGHBOUR}]

    def between():
        for about in late:
            bring([line(next(numbers), **about)], first=next(numbers))

    assert erase_under_kills(key, 0, close=close, between=between) < 5
    between()
    assert [item["PK"] for item in scanned(used) if ORGANISATION in str(item)] == []
