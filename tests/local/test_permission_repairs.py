"""The emulator's IAM checks conditions about the partitions of a table as AWS does."""

import json

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from tests.running import emulated, printed, settings_for

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": [
                f"dynamodb:{action}"
                for action in (
                    "PutItem", "GetItem", "DeleteItem", "Query", "BatchGetItem", "BatchWriteItem", "PartiQLInsert",
                    "PartiQLUpdate", "Scan",
                )
            ],
            "Resource": "arn:aws:dynamodb:*:*:table/things",
            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["org_*#CT"]}},
        },
        {
            "Effect": "Allow",
            "Action": "dynamodb:Query",
            "Resource": "arn:aws:dynamodb:*:*:table/things/index/GSI1",
            "Condition": {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["WATCHED#*"]}},
        },
    ],
}  # fmt: skip
OWN, OTHER = "org_a#live#CT", "KEY#1"
TABLE = {
    "TableName": "things",
    "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("PK", "SK", "GSI1PK")],
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "GSI1",
            "KeySchema": [{"AttributeName": "GSI1PK", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}


def key(partition):
    return {"PK": {"S": partition}, "SK": {"S": "s"}}


def text(*values):
    return [{"S": value} for value in values]


def requests(partition):
    """Every form in which our functions name a partition, and Powertools' placeholders."""
    where = {"KeyConditionExpression": "#p = :p AND SK = :s", "ExpressionAttributeNames": {"#p": "PK"}}
    values = {":s": {"S": "s"}, ":p": {"S": partition}}
    insert, update = "INSERT INTO \"things\" VALUE {'a': ?, 'PK': ?, 'SK': ?}", 'UPDATE "things" SET "a" = ?'
    return {
        "put_item": {"TableName": "things", "Item": key(partition)},
        "get_item": {"TableName": "things", "Key": key(partition)},
        "query": {"TableName": "things", "ExpressionAttributeValues": values, **where},
        "batch_get_item": {"RequestItems": {"things": {"Keys": [key(OWN), key(partition)][partition == OWN :]}}},
        "batch_write_item": {"RequestItems": {"things": [{"DeleteRequest": {"Key": key(partition)}}]}},
        "transact_write_items": {
            "TransactItems": [
                {"Put": {"TableName": "things", "Item": {**key(OWN), "SK": {"S": "other"}}}},
                {"Delete": {"TableName": "things", "Key": key(partition)}},
            ]
        },
        "batch_execute_statement": {
            "Statements": [
                {"Statement": insert, "Parameters": text("KEY#0", partition, "s")},
                {"Statement": f'{update} WHERE "PK" = ? AND "SK" = ?', "Parameters": text("b", partition, "s")},
            ]
        },
    }


@pytest.fixture(scope="module", params=["stock", "repaired"])
def caller(request, tmp_path_factory):
    """A user whose policy is for some partitions, and whether the emulator is stock or repaired."""
    settings = settings_for(tmp_path_factory.mktemp("partitions"))
    knobs = {"AUTH": "true", "PERSIST_STATE": "0", "S3_PERSIST": "0"}
    with emulated(settings, repaired=request.param == "repaired", knobs=knobs, deployed=False) as running:
        running.client("dynamodb").create_table(**TABLE)
        iam = running.client("iam")
        iam.create_user(UserName="someone")
        iam.put_user_policy(UserName="someone", PolicyName="some", PolicyDocument=json.dumps(POLICY))
        made = iam.create_access_key(UserName="someone")["AccessKey"]
        someone = boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{settings.emulator_port}",
            region_name=running.client("dynamodb").meta.region_name,
            aws_access_key_id=made["AccessKeyId"],
            aws_secret_access_key=made["SecretAccessKey"],
            config=Config(retries={"total_max_attempts": 1}),
        )
        yield someone, request.param


def is_allowed(client, operation, request):
    try:
        getattr(client, operation)(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "AccessDeniedException":
            raise
        return False
    return True


@pytest.mark.parametrize("operation", requests(OWN))
def test_a_policy_for_some_partitions_is_for_no_others(caller, operation):
    client, kind = caller
    allowed = [is_allowed(client, operation, requests(partition)[operation]) for partition in (OWN, OTHER)]
    if kind == "stock":  # which refuses statements for another reason (test_statement_repairs.py)
        assert allowed == [operation != "batch_execute_statement"] * 2
    else:
        assert allowed == [True, False]


@pytest.mark.parametrize(("partition", "is_own"), [("WATCHED#1", True), (OWN, False)])
def test_a_query_by_an_index_names_the_partition_of_the_index(caller, partition, is_own):
    client, kind = caller
    asked = {
        "TableName": "things",
        "IndexName": "GSI1",
        "KeyConditionExpression": "GSI1PK = :p",
        "ExpressionAttributeValues": {":p": {"S": partition}},
    }
    assert is_allowed(client, "query", asked) is (is_own or kind == "stock")


def test_a_scan_names_no_partition_so_a_condition_on_them_does_not_refuse_it(caller):
    """As in AWS: no policy of ours allows a Scan."""
    assert is_allowed(caller[0], "scan", {"TableName": "things"})


ASSUMED = """
from ministack.services import sts
from local.emulator.permission_repairs import assume_roles_side_by_side

class LookedAt(dict):
    def get(self, *names):
        sts._sessions["of another thread"] = {}
        return super().get(*names)

def sessions():
    sts._sessions.clear()
    sts._sessions |= {"expired": {"Expiration": 1}, "looked at": LookedAt()}
    try:
        sts.register_session("new", {})
    except RuntimeError as error:
        return str(error)
    return ", ".join(sts._sessions)

print(sessions())
assume_roles_side_by_side()
print(sessions())
"""


def test_a_role_is_assumed_while_another_one_is():
    stock, repaired = printed(ASSUMED)
    assert stock == "dictionary changed size during iteration"
    assert repaired == "looked at, of another thread, new", "what has expired is gone all the same"
