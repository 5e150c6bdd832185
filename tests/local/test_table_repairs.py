"""DynamoDB's running time: each repair, and the unrepaired behaviour that makes it needed."""

from tests.running import printed

FOUNDATION = """
import json, random
from collections import Counter
from ministack.services import dynamodb
from local.emulator import table_repairs

calls = Counter()

def count(name):
    stock = getattr(dynamodb, name)
    def counted(*args, **options):
        calls[name] += 1
        return stock(*args, **options)
    setattr(dynamodb, name, counted)

def fill(rows):
    dynamodb._tables.clear()
    dynamodb._create_table({
        "TableName": "rows", "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}, {"AttributeName": "SK", "KeyType": "RANGE"}],
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": "S"} for n in ("PK", "SK")],
    })
    for partition, sort in rows:
        put(partition, sort)

def put(partition, sort):
    dynamodb._put_item({"TableName": "rows", "Item": {"PK": {"S": partition}, "SK": {"S": sort}, "n": {"N": "1"}}})

def delete(partition, sort):
    dynamodb._delete_item({"TableName": "rows", "Key": {"PK": {"S": partition}, "SK": {"S": sort}}})

def ask(condition="", start=None, values=(), **more):
    given = {":p": {"S": "p"}, **{f":{n}": {"S": value} for n, value in enumerate(values)}}
    query = {"TableName": "rows", "KeyConditionExpression": "PK = :p" + condition, "ExpressionAttributeValues": given}
    if start is not None:
        query["ExclusiveStartKey"] = {"PK": {"S": "p"}, "SK": {"S": start}}
    status, _headers, body = dynamodb._query({**query, **more})
    answer = json.loads(body)
    keys = [item["SK"]["S"] for item in answer.get("Items", [])]
    return status, keys, answer.get("LastEvaluatedKey"), answer.get("Count")
"""

COSTS = """
def costs():
    fill([("p", f"{n:05d}") for n in range(1000)])
    calls.clear()
    found = ask(" AND SK > :0", values=["00500"], Limit=10)
    print(found[1][0], len(found[1]), calls["_evaluate_condition"] < 30, calls["_condition_syntax_error"])

count("_evaluate_condition")
count("_condition_syntax_error")
costs()
table_repairs.read_expressions_once()
count_of_cache = dynamodb._condition_syntax_error
table_repairs.query_only_the_page()
costs()
print(count_of_cache.cache_info().misses)
"""

ITEM_COPIES = """
import copy
stock = copy.deepcopy
looked = []

def deepcopy(value, *memo):
    looked.append(value)
    return stock(value, *memo)

copy.deepcopy = deepcopy
item = {"PK": {"S": "a"}, "n": {"N": "1"}, "raw": {"B": "eA=="}, "on": {"BOOL": True}, "none": {"NULL": True},
        "some": {"L": [{"S": "x"}, {"M": {"y": {"SS": ["1", "2"]}}}]}}

def copies():
    looked.clear()
    made = dynamodb.copy.deepcopy(item)
    made["some"]["L"][1]["M"]["y"]["SS"].append("3")
    made["PK"]["S"] = "b"
    print(bool(looked), item["PK"], item["some"]["L"][1]["M"]["y"]["SS"], made["some"]["L"][1]["M"]["y"]["SS"])

copies()
table_repairs.copy_items_quickly()
copies()
"""

AGREEMENT = """
CONDITIONS = [
    ("", 0), (" AND SK = :0", 1), (" AND SK < :0", 1), (" AND SK <= :0", 1), (" AND SK > :0", 1), (" AND SK >= :0", 1),
    (" AND SK BETWEEN :0 AND :1", 2), (" AND begins_with(SK, :0)", 1), (" AND :0 < SK", 1), (" AND (SK >= :0)", 1),
]

def answers(seed):
    dice = random.Random(seed)
    letters = ["a", "b", "\\u00e9", "\\U0001f600", "#", "~"]
    def key():
        return "".join(dice.choice(letters) for _ in range(dice.randint(1, 4)))
    fill([(dice.choice("pq"), key()) for _ in range(dice.randint(0, 60))])
    found = []
    for _ in range(40):
        for _ in range(3):
            dice.choice((put, delete))(dice.choice("pq"), key())
        condition, operands = dice.choice(CONDITIONS)
        more = {"ScanIndexForward": dice.random() < 0.5}
        if dice.random() < 0.6:
            more["Limit"] = dice.randint(1, 8)
        if dice.random() < 0.2:
            more["FilterExpression"] = "n = :p"
        if dice.random() < 0.1:
            more["Select"] = "COUNT"
        values = sorted(key() for _ in range(operands))
        found.append(ask(condition, key() if dice.random() < 0.4 else None, values, **more))
    return found

before = [answers(seed) for seed in range(60)]
table_repairs.read_expressions_once()
table_repairs.query_only_the_page()
after = [answers(seed) for seed in range(60)]
print(after == before, sum(bool(items) for found in after for _status, items, _last, _count in found) > 500)
big = "x" * 300_000
fill([])
for n in range(9):
    dynamodb._put_item({"TableName": "rows", "Item": {"PK": {"S": "p"}, "SK": {"S": str(n)}, "x": {"S": big}}})
print([ask(" AND SK > :0", values=["0"], start=start)[1] for start in (None, "3", "6")])
"""

COPIES = """
import copy
table_repairs.query_only_the_page()
fill([("p", "b"), ("p", "a")])
ask()
copied = copy.deepcopy(dynamodb.get_state())
dynamodb._tables.clear()
dynamodb._restore_state(copied)
put("p", "0")
put("p", "c")
delete("p", "a")
put("p", "b")
print(ask()[1])
"""


def test_a_query_tests_its_page_and_checks_its_condition_once():
    stock, repaired, checks = printed(FOUNDATION + COSTS)
    found, items, is_cheap, checked = stock.split()
    assert (found, items, is_cheap, int(checked) >= 1000) == ("00501", "10", "False", True)
    assert repaired.split()[:3] == ["00501", "10", "True"]
    assert int(checks) == 1


def test_a_query_answers_as_before():
    agreed, pages = printed(FOUNDATION + AGREEMENT)
    assert agreed == "True True"
    assert pages == "[['1', '2', '3'], ['4', '5', '6'], ['7', '8']]"


def test_items_stay_in_order_over_a_restart():
    assert printed(FOUNDATION + COPIES) == ["['0', 'b', 'c']"]


def test_items_are_copied_without_looking_for_what_they_cannot_have():
    told = "{'S': 'a'} ['1', '2'] ['1', '2', '3']"
    assert printed(FOUNDATION + ITEM_COPIES) == [f"True {told}", f"False {told}"]
