"""The list of erasures is applied after a restore: what came back is erased again, and nobody else."""

import os

import boto3
import pytest
from bivelio_core import clients
from bivelio_core.erasure import applied, erasures
from bivelio_core.erasure.erasures import Subject
from bivelio_core.store.codec import decode_item
from bivelio_core.store.connect import table as the_table
from bivelio_core.store.stored import StoredTable
from bivelio_core.tenancy import Tenant

from tests.api import ORGANISATION, call
from tests.erasure.killed import erase_under_kills


@pytest.fixture
def contacts(table):
    """Two contacts, of which the first is erased, then both as they were before: restored from a point in time."""
    made = [call("contacts.create", {"type": "person", "name": name}).data["id"] for name in ("Maria", "Joan")]
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table.name)
    before = [item for page in pages for item in page["Items"]]
    call("contacts.erase", {"id": made[0]})
    erase_under_kills(subject(made[0]).key, 0)
    assert call("contacts.get", {"id": made[0]}).status == 404
    table.delete(subject(made[0]).key)  # a restored table lacks what came after its point in time
    for item in before:
        table.put(decode_item(item))
    return made


def subject(contact):
    return Subject(Tenant(ORGANISATION, "live"), contact)


def apply():
    entries = list(applied.listed(clients.client("s3"), os.environ["DOCUMENTS_BUCKET"], ORGANISATION))
    return applied.apply_to(ORGANISATION, entries, the_table(), StoredTable.deployed())


def test_who_came_back_is_erased_again_and_nobody_else(contacts):
    assert call("contacts.get", {"id": contacts[0]}).status == 200
    assert apply() == 1
    assert subject(contacts[0]).key in list(erasures.overdue(the_table()))
    erase_under_kills(subject(contacts[0]).key, 3)
    assert call("contacts.get", {"id": contacts[0]}).status == 404
    assert call("contacts.get", {"id": contacts[1]}).status == 200


def test_applied_again_while_it_is_under_way_it_begins_nothing(contacts):
    assert [apply(), apply()] == [1, 0]


def test_without_a_restore_there_is_nothing_to_apply(contacts):
    apply()
    erase_under_kills(subject(contacts[0]).key, 0)
    assert apply() == 0
