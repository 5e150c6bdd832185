"""Carries out a Query as one of its shape was carried out before, without parsing its expressions again."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, NamedTuple

from ministack.core.responses import JSON_1_0_CONTENT_TYPE
from ministack.services import dynamodb

from local.emulator.rows import Columns, Rows, StoredItem, encode

Query = dict[str, Any]

AFTER_ALL = "\U0010ffff"
_PAGE_BYTES = 1024 * 1024
_MOST_PLANS = 1_000
_TEXTS = ("TableName", "KeyConditionExpression", "FilterExpression", "ProjectionExpression", "Select")
_FLAGS = ("ScanIndexForward", "ConsistentRead", "ReturnConsumedCapacity")
_NAMES, _VALUES, _START, _LIMIT = "ExpressionAttributeNames", "ExpressionAttributeValues", "ExclusiveStartKey", "Limit"
_KNOWN = frozenset({*_TEXTS, *_FLAGS, _NAMES, _VALUES, _START, _LIMIT})
_NUMBER = re.compile(r"-?[1-9]\d{0,36}|0")
_OPERATORS = frozenset({"=", "<", "<=", ">", ">=", "between", "begins_with"})


class Plan(NamedTuple):
    """How queries of a shape choose items: the values of the keys, how the sort key is compared, which attributes.

    `columns` is None when all of an item is returned, or the emulator must project it.
    """

    partition: str
    operator: str
    operands: tuple[str, ...]
    columns: Columns


class _Range(NamedTuple):
    low: str = ""
    high: str = AFTER_ALL
    above: bool = False
    below: bool = False
    prefix: str = ""


class Plans:
    """The plans of queries that the emulator has carried out, by shape.

    A shape is all of a request but the texts of its values: what the emulator has checked of one query, it would check
    of another of its shape. What depends on the texts (a key is not empty, a range not turned round, the key to start
    after is inside it) is looked at here, and the emulator answers a query with which something is wrong.
    """

    def __init__(self) -> None:
        self._plans: dict[Any, Plan] = {}

    def answer(self, query: Query) -> tuple[int, dict[str, str], bytes] | None:
        """Return the answer to a query of a known shape; None when the emulator must answer."""
        shape = _shape(query)
        plan = self._plans.get(shape) if shape is not None else None
        return _carried_out(query, plan) if plan is not None else None

    def learn(self, query: Query) -> None:
        """Keep the plan of a query that the emulator has answered."""
        shape = _shape(query)
        if shape is not None and len(self._plans) < _MOST_PLANS and (plan := _plan(query)) is not None:
            self._plans[shape] = plan


def _shape(query: Query) -> Any:
    try:
        if not query.keys() <= _KNOWN:
            return None
        shape = (
            tuple(query.get(name) for name in _TEXTS),
            tuple((name, query[name]) for name in _FLAGS if name in query),
            tuple((query.get(_NAMES) or {}).items()),
            tuple((name, _kind(value)) for name, value in query[_VALUES].items()),
            tuple((name, _kind(value)) for name, value in (query.get(_START) or {}).items()),
        )
        hash(shape)
    except (AttributeError, KeyError, TypeError, ValueError):  # not well-formed: for the emulator to say so
        return None
    return shape


def _kind(value: dict[str, Any]) -> str:
    """The type of a value, with all of it when it is neither a text nor a whole number."""
    ((kind, content),) = value.items()
    if type(content) is str and (kind == "S" or (kind == "N" and _NUMBER.fullmatch(content))):
        return str(kind)
    return repr(value)


def _plan(query: Query) -> Plan | None:
    """Return how a query chooses its items; None for one by another kind of key, or with an unusual condition."""
    table, names = _table(query), query.get(_NAMES) or {}
    if table is None or not table["sk_name"] or dynamodb._get_attr_type(table, table["sk_name"]) != "S":
        return None
    partition, operator, operands = None, "", tuple[str, ...]()
    for clause in dynamodb._key_condition_clauses(dynamodb._tokenize(query.get("KeyConditionExpression") or "")):
        words = [text for kind, text in clause if kind not in {"LPAREN", "RPAREN", "COMMA"}]
        if words[0].lower() == "begins_with":
            words[:2] = [words[1], "begins_with"]
        elif len(words) == 5:  # noqa: PLR2004 - name BETWEEN :low AND :high
            del words[3]
        name, comparison, references = names.get(words[0], words[0]), words[1].lower(), tuple(words[2:])
        if comparison not in _OPERATORS or not all(reference.startswith(":") for reference in references):
            return None
        if name == table["pk_name"] and comparison == "=":
            (partition,) = references
        else:
            operator, operands = comparison, references
    return Plan(partition, operator, operands, _columns(query)) if partition is not None else None


def _columns(query: Query) -> Columns:
    paths = [path.strip() for path in (query.get("ProjectionExpression") or "").split(",")]
    if not all(re.fullmatch(r"#?\w+", path) for path in paths):
        return None
    return tuple((query.get(_NAMES) or {}).get(path, path) for path in paths)


def _table(query: Query) -> Any:
    return dynamodb._tables.get(dynamodb._normalize_table_name(query["TableName"]))


def _range(operator: str, texts: list[str]) -> _Range | None:
    """The keys that a condition selects; None when its texts are not ones for a key."""
    if not all(texts) or (operator == "between" and texts[0] > texts[1]):
        return None
    match operator:
        case "":
            return _Range()
        case "=" | "between":
            return _Range(texts[0], texts[-1])
        case "begins_with":
            return _Range(texts[0], texts[0] + AFTER_ALL, prefix=texts[0])
        case "<" | "<=":
            return _Range(high=texts[0], below=operator == "<")
        case _:
            return _Range(low=texts[0], above=operator == ">")


def _after(keys: _Range, start: str, *, forward: bool) -> _Range | None:
    """What is left of a range after a key in it; None when that is not in it."""
    is_low, is_high = start == keys.low and not keys.above, start == keys.high and not keys.below
    if not (is_low or is_high or keys.low < start < keys.high) or not start.startswith(keys.prefix):
        return None
    return keys._replace(low=start, above=True) if forward else keys._replace(high=start, below=True)


def _carried_out(query: Query, plan: Plan) -> tuple[int, dict[str, str], bytes] | None:
    table, values, start, limit = _table(query), query[_VALUES], query.get(_START), query.get(_LIMIT)
    forward = query.get("ScanIndexForward", True)
    partition = values[plan.partition].get("S")
    keys = _range(plan.operator, [values[operand].get("S") for operand in plan.operands])
    if table is None or not partition or keys is None or (limit is not None and (type(limit) is not int or limit < 1)):
        return None
    if start:
        if start.keys() != {table["pk_name"], table["sk_name"]} or start[table["pk_name"]].get("S") != partition:
            return None
        keys = _after(keys, start[table["sk_name"]].get("S") or "", forward=forward)
        if keys is None:
            return None
    rows = table["items"].get(partition)
    if rows is not None and not isinstance(rows, Rows):
        return None
    items = rows.between(*keys[:2], forward=forward, above=keys.above, below=keys.below) if rows else iter(())
    page, is_cut = _page((item for item in items if _starts(item, table, keys.prefix)), limit)
    matches = _matching(query, page)
    about: dict[str, Any] = {"Count": len(matches), "ScannedCount": len(page)}
    if is_cut and page:
        about["LastEvaluatedKey"] = dynamodb._build_key(page[-1], table["pk_name"], table["sk_name"])
    dynamodb._add_consumed_capacity(about, query, dynamodb._normalize_table_name(query["TableName"]))
    body = encode(about)
    if query.get("Select") != "COUNT":
        body = f'{{"Items":[{",".join(_texts(query, plan, matches))}],{body[1:]}'
    return HTTPStatus.OK, {"Content-Type": JSON_1_0_CONTENT_TYPE}, body.encode()


def _starts(item: Any, table: dict[str, Any], prefix: str) -> bool:
    return not prefix or item[table["sk_name"]]["S"].startswith(prefix)


def _page(items: Iterator[Any], limit: int | None) -> tuple[list[Any], bool]:
    """Return the items of a page, and whether it ended before they did: as the emulator measures it."""
    page, size = list[Any](), 0
    for item in items:
        item_size = dynamodb._item_size_bytes(item)
        if page and size + item_size > _PAGE_BYTES:
            return page, True
        page.append(item)
        size += item_size
        if len(page) == limit or size >= _PAGE_BYTES:
            return page, True
    return page, False


def _matching(query: Query, page: list[Any]) -> list[Any]:
    condition = query.get("FilterExpression")
    if not condition:
        return page
    values, names = query[_VALUES], query.get(_NAMES, {})
    return [
        item for item in page if dynamodb._evaluate_condition(condition, item, values, names, slot="FilterExpression")
    ]


def _texts(query: Query, plan: Plan, items: list[Any]) -> Iterator[str]:
    """The items as JSON, with the attributes that a query asks for."""
    is_projected_by_emulator = plan.columns is None and query.get("ProjectionExpression")
    for item in items:
        if is_projected_by_emulator:
            yield encode(dynamodb._apply_projection(item, query))
        else:
            stored = item if type(item) is StoredItem else StoredItem(item)
            yield stored.text(plan.columns)
