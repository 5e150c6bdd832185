"""DynamoDB's running time: each repair, and the unrepaired behaviour that makes it needed."""

from tests.running import printed

FOUNDATION = """
import json, random
from collections import Counter
from ministack.services import dynamodb
from local.emulator import query_plans, table_repairs

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

def put(partition, sort, n="1"):
    dynamodb._put_item({"TableName": "rows", "Item": {"PK": {"S": partition}, "SK": {"S": sort}, "n": {"N": n}}})

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
    return status, keys, answer.get("LastEvaluatedKey"), answer.get("Count"), answer
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
    def change(partition, sort):
        dynamodb._update_item({
            "TableName": "rows", "Key": {"PK": {"S": partition}, "SK": {"S": sort}},
            "UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": {"N": str(dice.randint(0, 99))}},
        })
    found = []
    for _ in range(40):
        for _ in range(3):
            dice.choice((put, change, delete))(dice.choice("pq"), key())
        put("p", "a", str(dice.randint(0, 99)))
        condition, operands = dice.choice(CONDITIONS)
        more = {"ScanIndexForward": dice.random() < 0.5}
        if dice.random() < 0.6:
            more["Limit"] = dice.randint(1, 8)
        if dice.random() < 0.2:
            more["FilterExpression"] = "n = :p"
        if dice.random() < 0.1:
            more["Select"] = "COUNT"
        if dice.random() < 0.3 and "Select" not in more:
            more["ProjectionExpression"] = dice.choice(["SK", "SK, n", "#s"])
        if "#s" in more.get("ProjectionExpression", "") or dice.random() < 0.1:
            more["ExpressionAttributeNames"] = {"#s": "SK"}  # without the projection it is refused
        if dice.random() < 0.2:
            more["ReturnConsumedCapacity"] = "TOTAL"
        if dice.random() < 0.1:
            more["ConsistentRead"] = True
        values = sorted(key() for _ in range(operands))
        found.append(ask(condition, key() if dice.random() < 0.4 else None, values, **more))
    return found

def carried_out(query, plan):
    answer = stock_plan(query, plan)
    planned.append(answer is not None)
    return answer

stock_plan, query_plans._carried_out, planned = query_plans._carried_out, carried_out, []
before = [answers(seed) for seed in range(60)]
table_repairs.read_expressions_once()
table_repairs.query_only_the_page()
table_repairs.query_as_before()
table_repairs.encode_answers_quickly()
after = [answers(seed) for seed in range(60)]
pages = sum(bool(items) for found in after for _status, items, *_rest in found)
print(after == before, sum(planned) > 500, pages > 500)
big = "x" * 300_000
fill([])
for n in range(9):
    dynamodb._put_item({"TableName": "rows", "Item": {"PK": {"S": "p"}, "SK": {"S": str(n)}, "x": {"S": big}}})
print([ask(" AND SK > :0", values=["0"], start=start)[1] for start in (None, "3", "6")])
"""

KNOWN_SHAPES = """
def costs():
    fill([("p", f"{n:05d}") for n in range(1000)])
    for start in ("00400", "00500"):
        calls.clear()
        found = ask(" AND SK > :0", values=[start], Limit=10)
    print(found[1][0], len(found[1]), sum(calls.values()))

for name in ("_tokenize", "_evaluate_condition", "_attribute_value_size", "_validate_expression_attrs"):
    count(name)
costs()
table_repairs.query_only_the_page()
table_repairs.query_as_before()
costs()
print([sort for sort, item in dynamodb._tables["rows"]["items"]["p"].items() if sort == "00501" and item.size == 13])
dynamodb._update_item({"TableName": "rows", "Key": {"PK": {"S": "p"}, "SK": {"S": "00501"}},
                       "UpdateExpression": "SET a = :a", "ExpressionAttributeValues": {":a": {"S": "x" * 100}}})
ask(" AND SK > :0", values=["00500"], Limit=10)
print(dynamodb._tables["rows"]["items"]["p"]["00501"].size)
for value in ({"L": []}, {"N": "1"}, {"S": ""}):
    query = {"TableName": "rows", "KeyConditionExpression": "PK = :p", "ExpressionAttributeValues": {":p": value}}
    print(dynamodb._query(query)[0])
"""

ENCODERS = """
import json
stock, made = json.JSONEncoder.__init__, []

def init(self, *args, **options):
    made.append(self)
    stock(self, *args, **options)

json.JSONEncoder.__init__ = init
fill([("p", "\u00e9")])

def answers():
    made.clear()
    found = ask()
    print(len(made), found[0], found[1])

answers()
table_repairs.encode_answers_quickly()
answers()
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
    assert agreed == "True True True"
    assert pages == "[['1', '2', '3'], ['4', '5', '6'], ['7', '8']]"


def test_a_query_of_a_known_shape_is_neither_parsed_nor_tested_again():
    stock, repaired, measured, again, *odd = printed(FOUNDATION + KNOWN_SHAPES)
    found, items, times = stock.split()
    assert (found, items, int(times) > 1000) == ("00501", "10", True)
    found, items, times = repaired.split()
    assert (found, items, int(times) < 60) == ("00501", "10", True)  # the values of ten items, measured once
    assert (measured, again) == ("['00501']", "114")
    assert odd == ["400"] * 3


def test_an_answer_is_written_by_an_encoder_that_stays():
    assert printed(FOUNDATION + ENCODERS) == ["1 200 ['\u00e9']", "0 200 ['\u00e9']"]


def test_items_stay_in_order_over_a_restart():
    assert printed(FOUNDATION + COPIES) == ["['0', 'b', 'c']"]


def test_items_are_copied_without_looking_for_what_they_cannot_have():
    told = "{'S': 'a'} ['1', '2'] ['1', '2', '3']"
    assert printed(FOUNDATION + ITEM_COPIES) == [f"True {told}", f"False {told}"]
