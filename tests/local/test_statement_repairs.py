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


def test_each_statement_needs_the_permission_of_what_it_does():
    assert printed(PERMISSIONS) == ["[]", "['dynamodb:PartiQLInsert t', 'dynamodb:PartiQLUpdate u']", "[]", "[]"]
