"""The emulator's table refuses what one partition would not take, in the forms in which DynamoDB refuses."""

from tests.running import printed

CALLS = """
import asyncio, json, os
from collections import Counter
from ministack.services import dynamodb
from local.emulator import partition_limits

def call(operation, **request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))[:3]
    return status, json.loads(body)

call("CreateTable", TableName="table", BillingMode="PAY_PER_REQUEST",
     KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
     AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in ("PK", "SK")])

def item(pk, sk, kilobytes=0.5):
    return {"PK": {"S": pk}, "SK": {"S": sk}, "b": {"S": "x" * int(1024 * kilobytes)}}

def puts(pk, count, kilobytes=0.5):
    answers = [call("PutItem", TableName="table", Item=item(pk, f"{n:03d}", kilobytes)) for n in range(count)]
    refused = [body for status, body in answers if status != 200]
    return count - len(refused), refused

print(puts("stock", 60)[0])
os.environ["TABLE_PARTITION_WRITE_UNITS"] = os.environ.get("UNITS", "20")
clock = [0.0]
limits = partition_limits.PartitionLimits
partition_limits.PartitionLimits = lambda units, **about: limits(units, lambda: clock[0], **about)
partition_limits.limit_partitions()
"""

TAKES = (
    CALLS
    + """
done, refused = puts("one", 60)
print(done, refused[0]["__type"].partition("#")[2], refused[0]["throttlingReasons"][0]["reason"])
print("simulated" in refused[0]["message"])
print(puts("another", 5)[0], puts("large", 60, 3.5)[0])
clock[0] += 0.5
print(puts("one", 60)[0])
clock[0] += 60
print(puts("one", 60)[0])
"""
)

FORMS = (
    CALLS
    + """
puts("full", 60)
status, answer = call("BatchWriteItem", RequestItems={"table": [
    {"PutRequest": {"Item": item(pk, "a")}} for pk in ("full", "free", "full2")]})
print(status, [each["PutRequest"]["Item"]["PK"]["S"] for each in answer["UnprocessedItems"]["table"]])
status, answer = call("BatchWriteItem", RequestItems={"table": [{"PutRequest": {"Item": item("full", "b")}}]})
print(status, answer["__type"].partition("#")[2])
status, answer = call("TransactWriteItems", TransactItems=[
    {"Put": {"TableName": "table", "Item": item(pk, "t")}} for pk in ("free", "full")])
print(status, answer["__type"].partition("#")[2], [each["Code"] for each in answer["CancellationReasons"]])
print(call("GetItem", TableName="table", Key={"PK": {"S": "free"}, "SK": {"S": "t"}}))
status, answer = call("BatchExecuteStatement", Statements=[
    {"Statement": "INSERT INTO \\"table\\" VALUE {'PK': ?, 'SK': ?}", "Parameters": [{"S": pk}, {"S": "s"}]}
    for pk in ("full", "free")])
print(status, [each.get("Error", {}).get("Code") for each in answer["Responses"]])
for number in range(200):
    status, answer = call("Query", TableName="table", KeyConditionExpression="PK = :p", ConsistentRead=True,
                          ExpressionAttributeValues={":p": {"S": "full"}})
    if status != 200:
        print("reads", number, answer["throttlingReasons"][0]["reason"])
        break
keys = [{"PK": {"S": pk}, "SK": {"S": "000"}} for pk in ("full", "free")]
status, answer = call("BatchGetItem", RequestItems={"table": {"Keys": keys}})
print(status, [each["PK"]["S"] for each in answer["UnprocessedKeys"]["table"]["Keys"]])
"""
)


def test_a_partition_takes_so_much_and_no_more():
    stock, one, says, others, soon, later = printed(TAKES)
    assert stock == "60", "the emulator as it comes"
    assert one == "20 ThrottlingException TableWriteKeyRangeThroughputExceeded"
    assert says == "True"
    assert others == "5 5", "other partitions are not affected; an item of 3.5 kB costs four units"
    assert soon == "10", "half a second's"
    assert later == "20", "a second's: what was not used before is not kept"


def test_each_operation_is_refused_in_its_form():
    lines = printed(FORMS)[1:]
    assert lines == [
        "200 ['full']",
        "400 ThrottlingException",
        "400 TransactionCanceledException ['None', 'ThrottlingError']",
        "(200, {})",
        "200 ['ThrottlingError', None]",
        "reads 20 TableReadKeyRangeThroughputExceeded",
        "200 ['full']",
    ]
