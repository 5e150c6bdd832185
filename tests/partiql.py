"""The three PartiQL statements the table sends, for moto, whose parser knows no parameters in either."""

import re
from typing import Any

from moto.dynamodb.models import DynamoDBBackend

_INSERT = re.compile(r'INSERT INTO "(?P<table>[^"]+)" VALUE \{(?P<names>.+)\}')
_UPDATE = re.compile(r'UPDATE "(?P<table>[^"]+)"(?P<sets>.+) WHERE "PK" = \? AND "SK" = \?(?P<holds>.+)')


def teach_partiql() -> None:
    """Have the mock carry out batches of conditional puts; any other statement fails the test."""
    DynamoDBBackend.batch_execute_statement = _batch  # type: ignore[assignment,method-assign]


def _batch(backend: DynamoDBBackend, statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert 0 < len(statements) <= 25
    return [_carry_out(backend, each["Statement"], each["Parameters"]) for each in statements]


def _carry_out(backend: DynamoDBBackend, text: str, parameters: list[Any]) -> dict[str, Any]:
    if found := _INSERT.fullmatch(text):
        item = dict(zip(re.findall(r"'(\w+)': \?", found["names"]), parameters, strict=True))
        if _stored(backend, found["table"], item) is not None:
            return {"Error": {"Code": "DuplicateItem", "Message": "Duplicate primary key exists in table"}}
    else:
        found = _UPDATE.fullmatch(text)
        assert found, text
        expected = re.findall(r' AND "(\w+)" (=|<>|>) \?', found["holds"])
        needed = re.findall(r' AND "(\w+)" IS NOT MISSING', found["holds"])
        *values, pk, sk = parameters[: len(parameters) - len(expected)]
        stored = _stored(backend, found["table"], {"PK": pk, "SK": sk})
        held = zip(expected, parameters[len(parameters) - len(expected) :], strict=True)
        if (
            stored is None
            or any(name not in stored for name in needed)
            or not all(_holds(stored.get(name), operator, value) for (name, operator), value in held)
        ):
            return {"Error": {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}}
        item = dict(stored)
        sets = re.findall(r'SET "(\w+)" = ((?:"\w+" \+ )?)\?', found["sets"])
        for (name, added), value in zip(sets, values, strict=True):
            item[name] = {"N": str(int(stored[name]["N"]) + int(value["N"]))} if added else value
    backend.put_item(found["table"], item)
    return {"TableName": found["table"]}


def _holds(stored: dict[str, Any] | None, operator: str, value: dict[str, Any]) -> bool:
    """As PartiQL compares: with what is missing, no comparison holds."""
    if stored is None or operator == "=":
        return stored == value
    return stored != value if operator == "<>" else float(stored["N"]) > float(value["N"])


def _stored(backend: DynamoDBBackend, table: str, item: dict[str, Any]) -> dict[str, Any] | None:
    found = backend.get_item(table, {name: item[name] for name in ("PK", "SK")})
    return found.to_json()["Attributes"] if found else None
