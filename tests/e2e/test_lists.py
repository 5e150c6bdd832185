"""Lists on the running platform: exact while the stream writes the index, and by the index once it has."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bivelio_core.store.index.head import SETTLING, WAITING_ITEMS
from bivelio_core.store.keys import sequence_sk

from tests.running import Runtime, until
from tools.deployed import Deployed
from tools.reindex import rebuild
from tools.replay_parked import replay

pytestmark = pytest.mark.e2e

COMPANY = WAITING_ITEMS + 1
"""With so many more contacts, none of the first waits any longer to be indexed."""


def test_lists_are_exact_before_and_after_the_stream_has_written_the_index(platform: Runtime):
    demo = platform.demo()["organisations"]["demo"]
    key = demo["keys"]["test_secret"]

    def call(operation, **data):
        answer = platform.call(f"/sandbox/v1/{operation}", {"data": data}, apikey=key)
        assert answer.status == 200, answer.json()
        return answer.json()["data"]

    made = [call("contacts/create", type="person", name=f"Quim Roca {n}", tags=["e2e"])["id"] for n in range(12)][::-1]

    def check(expected):
        page = call("contacts/list", search="quim", tags=["e2e"], per_page=5, page=2)
        assert [contact["id"] for contact in page["contacts"]] == expected[5:10]
        assert page["pagination"]["total"] == len(expected)

    check(made)
    call("contacts/archive", id=made[6])
    check(made[:6] + made[7:])
    for number in range(COMPANY):
        call("contacts/create", type="person", name=f"Pere Mas {number}")
    until(lambda: indexed(platform, demo["id"], "quim"))
    check(made[:6] + made[7:])


def stored(platform: Runtime) -> Iterator[dict[str, Any]]:
    """All items of the table, which are more than a page of a scan has."""
    dynamodb = platform.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        yield from page["Items"]


def indexed(platform: Runtime, organisation: str, word: str) -> bool:
    return any(item["SK"]["S"].startswith(f"{word}#") and organisation in item["PK"]["S"] for item in stored(platform))


def test_an_operator_rebuilds_a_damaged_index_and_replays_what_was_parked(
    platform: Runtime, organisation: Callable[[str], dict[str, Any]]
):
    demo = organisation("enterprise")
    key, deployed = demo["keys"]["live_secret"], Deployed(None, platform.settings)
    dynamodb = platform.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]

    def total(**query):
        return platform.call("/v1/contacts/list", {"data": query}, apikey=key).json()["data"]["pagination"]["total"]

    for number in range(3 + COMPANY):
        contact = {"type": "person", "name": f"Bernat Coll {number}" if number < 3 else f"Pere Mas {number}"}
        assert platform.call("/v1/contacts/create", {"data": contact}, apikey=key).status == 200
    until(lambda: indexed(platform, demo["id"], "bernat"))
    time.sleep(SETTLING + 1)
    lost = f"{demo['id']}#live#IX#CT#w"
    for item in stored(platform):
        if item["PK"]["S"].startswith(lost):
            dynamodb.delete_item(TableName=table, Key={name: item[name] for name in ("PK", "SK")})
    assert total(search="bernat") == 0
    target = {"organisation": demo["id"], "environment": "live", "kind": "CT"}
    assert rebuild(deployed, target) > 0
    assert total(search="bernat") == 3

    unused = sequence_sk(3 + COMPANY + 1)
    poison = {"PK": {"S": f"{demo['id']}#live#CT"}, "SK": {"S": unused}, "version": {"N": "1"}, "name": {"N": "7"}}
    dynamodb.put_item(TableName=table, Item=poison)
    queue = deployed.resource("ParkedIndexChanges")
    sqs = platform.client("sqs")

    def waiting():
        answer = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])

    until(lambda: waiting() == 1)
    assert replay(deployed, "ParkedIndexChanges") == (1, 0)
    until(lambda: waiting() == 1)  # it is as malformed as before, and parked again
    assert total(search="bernat") == 3
