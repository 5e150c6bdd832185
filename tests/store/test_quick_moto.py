"""What tests/quick_moto.py changes of moto answers as moto does: the same items, pages, refusals and rollbacks."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from tests.examples import examples
from tests.quick_moto import as_it_comes
from tests.table_definition import create_table

TABLE = {"TableName": "bivelio"}
KEYS = st.builds(lambda pk, sk: {"PK": {"S": pk}, "SK": {"S": sk}}, st.sampled_from("ab"), st.sampled_from("123"))
VALUES = st.one_of(
    st.builds(lambda n: {"N": str(n)}, st.integers(0, 3)),
    st.builds(lambda text: {"S": text}, st.sampled_from(["", "x", "a"])),
    st.builds(lambda of: {"L": [{"S": one} for one in of]}, st.lists(st.sampled_from("xy"), max_size=2)),
    st.builds(lambda n: {"M": {"deep": {"N": str(n)}}}, st.integers(0, 3)),
    st.sampled_from(
        [{"BOOL": False}, {"NULL": True}, {"B": b"\x00\xff"}, {"SS": ["p", "q"]}, {"NS": ["1"]}, {"M": {}}]
    ),
    st.just({"L": [{"M": {"a": {"L": []}, "b": {"B": b"1"}}}, {"BOOL": True}]}),
)
UPDATES = (
    "SET #n = :v",
    "SET #n = :v, other = :o",
    "SET other = if_not_exists(other, :o), GSI1PK = :g, GSI1SK = :g REMOVE #n",
    "SET other = other + :o",
    "SET #n = list_append(#n, :l)",
    "REMOVE #n.deep ADD counted :o",
    "SET #n.deep = :v",
    "SET #n = :v, #n = :o",  # of one path twice
    "SET #n = :v, #n.deep = :o",  # of a path within another
    "SET #n = :v SET other = :o",  # of two clauses
    "SET PK = :g",  # of a key
    "SET #n = ",  # of nothing
)
CONDITIONS = (None, None, "attribute_exists(PK)", "attribute_not_exists(PK)", "other = :o")


def written(key: Any, kind: str, update: str, value: Any, condition: str | None, old: bool) -> dict[str, Any]:
    """A write of a transaction."""
    given: dict[str, Any] = {":v": value, ":o": {"N": "1"}, ":g": {"S": "g"}, ":l": {"L": [{"S": "z"}]}}
    used = {name: it for name, it in given.items() if name in (update if kind == "Update" else "") + (condition or "")}
    write: dict[str, Any] = {**TABLE}
    write |= {"Item": {**key, "n": value}} if kind == "Put" else {"Key": key}
    if kind == "Update":
        write |= {"UpdateExpression": update}
        write |= {"ExpressionAttributeNames": {"#n": "n"}} if "#n" in update else {}
    if condition or kind == "ConditionCheck":
        write |= {"ConditionExpression": condition or "attribute_exists(PK)"}
        write |= {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"} if old else {}
    write |= {"ExpressionAttributeValues": used} if used else {}
    return {kind: write}


KINDS = st.sampled_from(["Put", "Update", "Update", "Update", "Delete", "ConditionCheck"])
WRITES = st.builds(written, KEYS, KINDS, st.sampled_from(UPDATES), VALUES, st.sampled_from(CONDITIONS), st.booleans())
QUERIES = st.fixed_dictionaries(
    {
        "Limit": st.integers(1, 4),
        "ScanIndexForward": st.booleans(),
        "KeyConditionExpression": st.sampled_from(
            ["PK = :a", "PK = :a AND SK > :k", "PK = :a AND begins_with(SK, :k)"]
        ),
    }
)


def outcome(act: Callable[..., Any], **request: Any) -> Any:
    """What a request answers, or how it is refused."""
    try:
        answer = act(**request)
    except ClientError as error:
        answer = error.response
    except TypeError as error:  # moto's own, of a path into what is no map
        return repr(error)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def run(writes: list[list[Any]], queries: list[dict[str, Any]], *, quick: bool) -> list[Any]:
    """All answers of a fresh table, and what it has at the end."""
    with mock_aws():
        create_table()
        dynamodb = boto3.client("dynamodb")
        with nullcontext() if quick else as_it_comes():
            found = []
            for transaction in writes:
                found.append(outcome(dynamodb.transact_write_items, TransactItems=transaction))
                found.append(dynamodb.scan(**TABLE)["Items"])
                updates = [write["Update"] for write in transaction if "Update" in write]
                found += [outcome(dynamodb.update_item, **update, ReturnValues="ALL_NEW") for update in updates]
            for query in queries:
                values = {name: {"S": name[1:].replace("k", "1")} for name in (":a", ":k")}
                values = {name: it for name, it in values.items() if name in query["KeyConditionExpression"]}
                asked = {**TABLE, **query, "ExpressionAttributeValues": values}
                page = outcome(dynamodb.query, **asked)
                found.append(page)
                if start := page.get("LastEvaluatedKey"):
                    found.append(outcome(dynamodb.query, **asked, ExclusiveStartKey=start))
            index = {"IndexName": "GSI1", "KeyConditionExpression": "GSI1PK = :g"}
            found.append(outcome(dynamodb.query, **TABLE, **index, ExpressionAttributeValues={":g": {"S": "g"}}))
        return found


@given(st.lists(st.lists(WRITES, min_size=1, max_size=4), min_size=1, max_size=5), st.lists(QUERIES, max_size=3))
@examples(25)
def test_every_answer_is_that_of_moto_as_it_comes(writes, queries):
    assert run(writes, queries, quick=True) == run(writes, queries, quick=False)


@pytest.mark.parametrize("quick", [True, False])
def test_a_transaction_that_fails_changes_nothing(quick):
    a, b = ({"PK": {"S": "p"}, "SK": {"S": sk}} for sk in "ab")
    put = [{"Put": {**TABLE, "Item": {**a, "n": {"N": "1"}}}}]
    refused = [
        written(a, "Update", "SET #n = :v", {"N": "2"}, None, False),
        written(b, "Put", "", {"N": "3"}, None, False),
        written({"PK": {"S": "q"}, "SK": {"S": "q"}}, "ConditionCheck", "", None, None, False),
    ]
    scanned = [found for found in run([put, refused], [], quick=quick) if isinstance(found, list)]
    assert scanned == [[{**a, "n": {"N": "1"}}]] * 2
