"""The emulator's IAM judges batches of statements as AWS does."""

from tests.running import printed

PERMISSIONS = """
import json
from ministack.core import iam_actions
from local.emulator.statement_repairs import authorize_statements_one_by_one

def ask(*statements):
    body = json.dumps({"Statements": [{"Statement": each} for each in statements]}).encode()
    checks = iam_actions.dynamodb_transaction_checks("dynamodb:BatchExecuteStatement", body, "r", "a")
    print([f"{action} {arn.rpartition('/')[2]}" for action, arn in checks])

insert, update = 'INSERT INTO "t" VALUE {}', 'UPDATE "u" SET "a" = ? WHERE "PK" = ?'
ask(insert)
authorize_statements_one_by_one()
ask(insert, update, insert)
ask(insert, 'DELETE FROM "t"')
print(iam_actions.dynamodb_transaction_checks("dynamodb:GetItem", b"{}", "r", "a"))
"""


READING = """
from collections import Counter
from ministack.services import _dynamodb_keywords, dynamodb
from local.emulator.statement_repairs import read_statements_once

calls = Counter()
stock_tokenize, stock_parse = _dynamodb_keywords._tokenize, dynamodb.parse_partiql_statement

def tokenize(text):
    calls["texts"] += 1
    return stock_tokenize(text)

def parse(*given):
    calls["statements"] += 1
    return stock_parse(*given)

_dynamodb_keywords._tokenize, dynamodb.parse_partiql_statement = tokenize, parse
dynamodb._create_table({
    "TableName": "rows", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "PK", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "PK", "AttributeType": "S"}],
})

def write(prefix):
    calls.clear()
    statement = "INSERT INTO \\"rows\\" VALUE {'PK': ?, 'n': ?}"
    insert = [
        {"Statement": statement, "Parameters": [{"S": prefix + name}, {"N": "1"}]}
        for name in "abca"
    ]
    update = {
        "Statement": 'UPDATE "rows" SET "n" = "n" + ? WHERE "PK" = ? AND "n" IS NOT MISSING',
        "Parameters": [{"N": "2"}, {"S": prefix + "a"}],
    }
    _, _, body = dynamodb._batch_execute_statement({"Statements": [*insert, update, dict(update)]})
    (item,) = dynamodb._tables.get("rows")["items"][prefix + "a"].values()
    print(sorted(calls.items()), body.decode().count("DuplicateItem"), item["n"])

write("stock ")
read_statements_once()
write("repaired ")
"""


def test_the_text_of_a_statement_is_read_once():
    assert printed(READING) == [
        "[('statements', 12), ('texts', 12)] 1 {'N': '5'}",
        "[('statements', 6), ('texts', 2)] 1 {'N': '5'}",
    ]


def test_each_statement_needs_the_permission_of_what_it_does():
    assert printed(PERMISSIONS) == ["[]", "['dynamodb:PartiQLInsert t', 'dynamodb:PartiQLUpdate u']", "[]", "[]"]
