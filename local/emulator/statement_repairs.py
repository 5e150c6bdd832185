"""Repairs of PartiQL: each statement of a batch has its own permission, and is parsed once."""

import json
import re
import threading
from functools import lru_cache
from typing import Any

from ministack.core import iam_actions
from ministack.services import _dynamodb_keywords, dynamodb

from local.emulator.patching import restores

_ACTION = "dynamodb:BatchExecuteStatement"
_STATEMENTS = 2_000
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
        matches = [_STATEMENT.match(each["Statement"]) for each in json.loads(body)["Statements"]]
        if not all(matches):
            return []
        return sorted({_judged(match, region, account) for match in matches if match})

    iam_actions.dynamodb_transaction_checks = with_statements


def _judged(statement: re.Match[str], region: str, account: str) -> tuple[str, str]:
    insert, _, table = statement.groups()
    return "dynamodb:PartiQLInsert" if insert else "dynamodb:PartiQLUpdate", (
        f"arn:aws:dynamodb:{region}:{account}:table/{table}"
    )


@restores(
    "The time of a statement does not grow with the length of its text.",
    needed_at="1.5.33",
    shown_by="tests/local/test_statement_repairs.py::test_the_text_of_a_statement_is_read_once",
)
def read_statements_once() -> None:
    """Split the text of a statement once, and parse a statement of a batch once, not again to carry it out."""
    _dynamodb_keywords._tokenize = lru_cache(_STATEMENTS)(_dynamodb_keywords._tokenize)  # a parser changes no token
    parse, latest = dynamodb._parse_partiql, threading.local()

    def parse_once(statement: str, parameters: list[Any]) -> dict[str, Any]:
        memo = getattr(latest, "parsed", None)
        if memo is not None and memo[0] is statement and memo[1] is parameters:
            latest.parsed = None
            return dict(memo[2])
        parsed: dict[str, Any] = parse(statement, parameters)
        latest.parsed = statement, parameters, parsed
        return parsed

    dynamodb._parse_partiql = parse_once
