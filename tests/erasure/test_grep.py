"""A grep for a person who was erased: table, buckets, queues and log have nothing but what the answer says is kept."""

import io
import json
import os
import re
import zipfile
import zlib
from contextlib import suppress
from typing import Any

import boto3
import pytest
from bivelio_core.erasure import erasures, person_files, persons, show
from bivelio_core.requests import body_keys, sealed_bodies, settings
from bivelio_core.store import keys
from bivelio_core.store.index import columns
from bivelio_core.store.stored import StoredTable
from bivelio_core.tenancy import Tenant
from moto.sqs.models import sqs_backends

from tests.api import ORGANISATION, call
from tests.contracts.conftest import attached_states
from tests.erasure.following import Stream
from tests.erasure.killed import erase_under_kills
from tests.erasure.traces import MARKS, Traces
from tests.everything import scanned
from tests.functions.inbound.mailbox import BUCKET as MAILS
from tests.functions.inbound.mailbox import connected
from tests.functions.messages.world import telegram, whatsapp
from tests.services import ACCOUNT, REGION
from tools.template import template

KILLS = int(os.environ.get("ERASE_KILLS", "20"))
SAID_TO_BE_KEPT = ("invoices", "request_bodies", "arrived_mails", "documents")
KEPT_FILES = ("live/invoices/", "mail/")
LIVE = Tenant(ORGANISATION, "live")
DOCUMENT = keys.tenant_key(LIVE, keys.DOCUMENT, "").pk
DOCUMENTS = "bivelio-documents"
BY_LAW = {keys.tenant_key(LIVE, kind, "").pk for kind in persons.KEPT}
SEALED = keys.tenant_key(LIVE, keys.REQUEST_RECORD, "").pk


class Log:
    """Every line that functions have written."""

    def __init__(self, capsys, logged):
        self._capsys, self._logged, self.lines = capsys, logged, []

    def new(self):
        output = self._capsys.readouterr()
        lines = (output.out + output.err).splitlines()
        self.lines += lines
        return lines

    def text(self):
        self.new()
        return "\n".join(self.lines) + self._logged.getvalue()


def archived(content):
    """An archive with one file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", content)
    return made.getvalue()


def opened(content):
    """What bytes say: as they are, without their compression, and each file of an archive."""
    parts = [content]
    with suppress(zlib.error):
        parts.append(zlib.decompress(content, 47))
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [part for name in archive.namelist() for part in opened(archive.read(name))]
    return parts


def marks_in(*contents):
    """The marks of the person in texts and bytes."""
    raw = [content if isinstance(content, bytes) else content.encode() for content in contents]
    text = b" ".join(part for each in raw for part in opened(each)).decode("utf-8", "replace")
    folded = re.sub(r"\s", "", text.casefold())
    return [mark for mark in MARKS if mark in folded]


def said_by(item, table):
    """All that an item says: blocks of columns are read, bodies of requests opened."""
    said = [persons.text_of(item), *(bytes(value) for value in item.values() if isinstance(value, bytes | bytearray))]
    if "#order" in item["PK"] and "b" in item:
        said += columns.decode(item["b"])
    if item["PK"] == SEALED and "bodies" in item:
        place = body_keys.key(ORGANISATION, sealed_bodies.key_of(item["bodies"]))
        name = sealed_bodies.request_name(ORGANISATION, "live", item["request_id"])
        private = body_keys.private_key(table.get(place), ORGANISATION)
        said.append(json.dumps(sealed_bodies.unseal(item["bodies"], name, private), ensure_ascii=False))
    return said


def in_table(table):
    """The partitions that tell of the person, with what they tell."""
    found: dict[str, list[Any]] = {}
    for item in scanned(table):
        if marks := marks_in(*said_by(item, table)):
            found.setdefault(item["PK"], []).append((item["SK"], *marks))
    return found


def in_buckets():
    """The files that tell of the person, in any version."""
    s3: Any = boto3.client("s3")
    found: dict[str, list[str]] = {}
    for bucket in (DOCUMENTS, MAILS):
        for version in s3.list_object_versions(Bucket=bucket).get("Versions", []):
            about = {"Bucket": bucket, "Key": version["Key"], "VersionId": version["VersionId"]}
            content = s3.get_object(**about)["Body"].read()
            if marks := marks_in(content, version["Key"]):
                found[version["Key"]] = marks
    return found


def in_queues():
    """The queues with a message that tells of the person."""
    queues = sqs_backends[ACCOUNT][REGION].queues
    return {
        name: marks
        for name, queue in queues.items()
        for message in queue._messages
        if (marks := marks_in(message.body))
    }


@pytest.fixture
def traces(table, monkeypatch, tmp_path, capsys, logged):
    """All that a person leaves, whose stream and state machine have come to rest; the log, the stream."""
    s3 = boto3.client("s3")
    s3.put_bucket_versioning(Bucket=DOCUMENTS, VersioningConfiguration={"Status": "Enabled"})
    log, states = Log(capsys, logged), attached_states()
    body_keys.ensure(table, ORGANISATION)
    with (
        whatsapp(monkeypatch) as (_, number),
        telegram(monkeypatch) as (_, bot),
        connected(monkeypatch, tmp_path) as (_, mailbox),
    ):
        left = Traces(table, number, bot, mailbox, log.new)
        left.flow = (stream := Stream(StoredTable.deployed())).flow
        for leave in left.all_kinds():
            leave()
            states.run()
            stream.flow()
        yield left, log, stream


def own_papers(table):
    """The files of documents that the organisation has uploaded itself."""
    documents = [item for item in scanned(table) if item["PK"] == DOCUMENT and "inbound" not in item.get("tags", ())]
    return {f"live/documents/{ORGANISATION}/files/{item['file']}" for item in documents}


def test_a_grep_finds_nothing_of_a_person_but_what_is_said_to_be_kept(traces, table):
    left, log, stream = traces
    kinds = {partition.split("#")[2] for partition in in_table(stream.table)}
    assert len(kinds) > 25, sorted(kinds)
    assert len(in_buckets()) > 8
    papers = own_papers(stream.table)
    answer = call("contacts.erase", {"id": left.contact})
    assert answer.status == 202
    assert {each["what"] for each in answer.data["kept_data"]} == {*SAID_TO_BE_KEPT, "backups"}
    erase_under_kills(erasures.Subject(LIVE, left.contact).key, KILLS, between=stream.flow)
    said = {"invoices": BY_LAW, "request_bodies": {SEALED}}
    rest = {place: told for place, told in in_table(stream.table).items() if place not in set().union(*said.values())}
    assert rest == {}
    files = in_buckets()
    assert {
        name: marks for name, marks in files.items() if name not in papers and not name.startswith(KEPT_FILES)
    } == {}
    assert in_queues() == {}
    assert marks_in(log.text()) == []


def test_what_ends_by_itself_ends_as_soon_as_it_is_said_to():
    rules = template()["Resources"]["InboundMail"]["Properties"]["LifecycleConfiguration"]["Rules"]
    assert [rule["ExpirationInDays"] for rule in rules] == [show.MAIL_DAYS]
    assert show.REQUEST_DAYS == settings.MAXIMUM_DAYS


@pytest.mark.parametrize(
    "content",
    [
        b"to ZORAIDA.Q@privat.example",
        "zoraida.q@privat.example".encode("utf-16"),
        archived(b"x" * 999_990 + b"Zoraida.q@privat.example"),
    ],
)
def test_a_file_is_read_whatever_it_is_packed_in(content):
    assert person_files.names_one(content, [b"zoraida.q@privat.example"])
    assert not person_files.names_one(content, [b"another@privat.example"])


def test_an_archive_that_is_damaged_or_has_no_end_is_left_alone():
    whole = archived(b"y" * 500_000)
    damaged = whole[:60] + bytes(40) + whole[100:]
    assert not person_files.names_one(damaged, [b"zoraida.q@privat.example"])
