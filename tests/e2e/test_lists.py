"""Lists on the running platform: exact while the stream writes the index, and by the index once it has."""

import pytest

from tests.running import Runtime, until

pytestmark = pytest.mark.e2e


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
    until(lambda: indexed(platform, demo["id"], "quim"), 20)
    check(made[:6] + made[7:])


def indexed(platform: Runtime, organisation: str, word: str) -> bool:
    dynamodb = platform.client("dynamodb")
    (table,) = dynamodb.list_tables()["TableNames"]
    items = dynamodb.scan(TableName=table)["Items"]
    return any(item["SK"]["S"].startswith(f"{word}#") and organisation in item["PK"]["S"] for item in items)
