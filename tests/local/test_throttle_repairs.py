"""The emulator's table refuses calls when a test wants it to."""

from tests.running import printed

CALLS = """
import asyncio, json, os
from collections import Counter
from ministack.services import dynamodb
from local.emulator.throttle_repairs import throttle_a_share_of_the_calls

def call(operation, **request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))[:3]
    return status, json.loads(body)

call("CreateTable", TableName="table", KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
     AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}], BillingMode="PAY_PER_REQUEST")

def outcome(prefix):
    answers = Counter(call("PutItem", TableName="table", Item={"PK": {"S": f"{prefix}{n}"}})[0] for n in range(500))
    kept = [key for key in dynamodb._tables.get("table")["items"] if key.startswith(prefix)]
    return answers[200], sum(answers.values()) - answers[200], len(kept)

throttle_a_share_of_the_calls()
print(*outcome("stock"))
os.environ["TABLE_THROTTLED_SHARE"] = "0.1"
throttle_a_share_of_the_calls()
print(*outcome("throttled"))
print(call("DescribeTable", TableName="table")[0])
"""


def test_a_share_of_the_calls_is_refused_and_not_carried_out():
    stock, throttled, described = printed(CALLS)
    assert stock == "500 0 500"
    done, refused, kept = map(int, throttled.split())
    assert (done + refused, kept) == (500, done)
    assert 25 < refused < 80
    assert described == "200", "only calls about items are refused: deployments go on"
