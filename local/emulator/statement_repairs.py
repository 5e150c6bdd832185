"""Repair of PartiQL: IAM authorizes each statement of a batch as an insertion or an update."""

import json
import re

from ministack.core import iam_actions

from local.emulator.patching import restores

_ACTION = "dynamodb:BatchExecuteStatement"
_STATEMENT = re.compile(r'\s*(?:(INSERT)\s+INTO|(UPDATE))\s+"([^"]+)"', re.IGNORECASE)


@restores(
    "A batch of PartiQL statements needs `dynamodb:PartiQLInsert` and `PartiQLUpdate` on its tables.",
    needed_at="1.5.33",
    shown_by="tests/local/test_statement_repairs.py::test_each_statement_needs_the_permission_of_what_it_does",
)
def authorize_statements_one_by_one() -> None:
    """Require ``dynamodb:PartiQLInsert`` and ``PartiQLUpdate`` for a batch's statements on its tables, as AWS does.

    The unrepaired emulator requires ``dynamodb:BatchExecuteStatement``, which IAM does not know. A statement of
    another kind still requires that, and is refused.
    """
    checks = iam_actions.dynamodb_transaction_checks

    def with_statements(action: str, body: bytes, region: str, account: str) -> list[tuple[str, str]]:
        if action != _ACTION:
            return list(checks(action, body, region, account))
        found = [_STATEMENT.match(each["Statement"]) for each in json.loads(body)["Statements"]]
        if not all(found):
            return []
        return sorted({_judged(match, region, account) for match in found if match})

    iam_actions.dynamodb_transaction_checks = with_statements


def _judged(statement: re.Match[str], region: str, account: str) -> tuple[str, str]:
    insert, _, table = statement.groups()
    return "dynamodb:PartiQLInsert" if insert else "dynamodb:PartiQLUpdate", (
        f"arn:aws:dynamodb:{region}:{account}:table/{table}"
    )
