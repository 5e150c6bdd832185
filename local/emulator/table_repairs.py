"""Repairs of DynamoDB's running time: a Query reads only its page, an expression is parsed once, copies are quick."""

import copy
import inspect
from collections.abc import Callable, Iterator
from functools import lru_cache
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from ministack.core.responses import JSON_1_0_CONTENT_TYPE
from ministack.services import dynamodb

from local.emulator.patching import restores, rewrite
from local.emulator.query_plans import AFTER_ALL, Plans
from local.emulator.rows import Rows, StoredItem, encode

_PAGE_BYTES = 1024 * 1024
_LARGEST_ITEM_BYTES = 400 * 1024
_SLACK = 3
"""Keys beyond the page: the bounds of a condition, which it may leave out, and the key to start after."""

_EXPRESSIONS = 2_000


@restores(
    "A query reads its page, not the whole partition.",
    needed_at="1.5.33",
    shown_by="tests/local/test_table_repairs.py::test_a_query_tests_its_page_and_checks_its_condition_once",
)
def query_only_the_page() -> None:
    """Read only the keys that a Query's condition, start and limit select, not the whole partition.

    The keys of a partition are kept in order after its first query. This applies to sort keys that are strings, and
    the emulator still tests each item read: other queries are as before.
    """
    set_item, restore = dynamodb._set_item, dynamodb._restore_state

    def set_item_in_order(table: dict[str, Any], partition: Any, sort: Any, item: Any) -> Any:
        table["items"].setdefault(partition, Rows())
        return set_item(table, partition, sort, StoredItem(item))

    def restore_in_order(data: dict[str, Any]) -> None:
        restore(data)
        for table in dynamodb._tables.all_values():
            for partition, rows in table["items"].items():
                table["items"][partition] = Rows({sort: StoredItem(item) for sort, item in rows.items()})

    dynamodb._set_item, dynamodb._restore_state = set_item_in_order, restore_in_order
    dynamodb._candidates = _candidates
    patched = rewrite(
        inspect.getsource(dynamodb._query),
        'candidates = list(table["items"].get(pk_val, {}).values())',
        "candidates = _candidates(table, pk_val, data)",
    )
    exec(compile(patched, dynamodb.__file__, "exec"), dynamodb.__dict__)  # noqa: S102 - the emulator's own source


@restores(
    "The time of a query hardly grows with the items of its page, and not with the length of its expressions.",
    needed_at="1.5.33",
    shown_by="tests/local/test_table_repairs.py::test_a_query_of_a_known_shape_is_neither_parsed_nor_tested_again",
)
def query_as_before() -> None:
    """Measure an item once, and carry a query out as one of its shape was carried out before.

    Unrepaired, and with `query_only_the_page`, each item of a page is measured, compared with the condition and sorted,
    and each expression is parsed and checked some ten times.
    """
    measure, query = dynamodb._item_size_bytes, dynamodb._query

    def measure_once(item: Any) -> int:
        if type(item) is not StoredItem:
            return int(measure(item))
        try:
            return item.size
        except AttributeError:
            item.size = measure(item)
            return item.size

    plans = Plans()

    def query_by_plan(request: dict[str, Any]) -> Any:
        answer = plans.answer(request)
        if answer is None:
            answer = query(request)
            if answer[0] == HTTPStatus.OK:
                plans.learn(request)
        return answer

    dynamodb._item_size_bytes, dynamodb._query = measure_once, query_by_plan


@restores(
    "The time of an answer grows with its bytes alone.",
    needed_at="1.5.33",
    shown_by="tests/local/test_table_repairs.py::test_an_answer_is_written_by_an_encoder_that_stays",
)
def encode_answers_quickly() -> None:
    """Write answers of the table by one encoder without spaces; unrepaired, each answer makes an encoder."""
    respond = dynamodb.json_response

    def json_response(data: Any, status: int = 200, **options: Any) -> Any:
        if options:
            return respond(data, status, **options)
        return status, {"Content-Type": JSON_1_0_CONTENT_TYPE}, encode(data).encode()

    dynamodb.json_response = json_response


def _candidates(table: dict[str, Any], partition: Any, query: dict[str, Any]) -> list[Any]:
    """Return the items that may be on the page: the whole partition for an unsupported order or condition."""
    rows, sort_name = table["items"].get(partition, {}), table["sk_name"]
    bounds = _bounds(query, sort_name)
    if bounds is None or not isinstance(rows, Rows) or dynamodb._get_attr_type(table, sort_name) != "S":
        return list(rows.values())
    forward, (low, high) = query.get("ScanIndexForward", True), bounds
    start = (query.get("ExclusiveStartKey") or {}).get(sort_name, {}).get("S")
    if start is not None:
        low, high = (max(low, start), high) if forward else (low, min(high, start))
    return list(_page(rows.between(low, high, forward=forward), query.get("Limit")))


def _page(items: Iterator[Any], limit: int | None) -> Iterator[Any]:
    size = 0
    for number, item in enumerate(items):
        if size > _PAGE_BYTES + _SLACK * _LARGEST_ITEM_BYTES or (limit is not None and number > int(limit) + _SLACK):
            return
        size += dynamodb._item_size_bytes(item)
        yield item


def _bounds(query: dict[str, Any], sort_name: str) -> tuple[str, str] | None:
    """Return the lowest and the highest sort key of a key condition; None for an unsupported form."""
    names, values = query.get("ExpressionAttributeNames") or {}, query.get("ExpressionAttributeValues") or {}
    if not query.get("KeyConditionExpression"):
        return None
    for clause in dynamodb._key_condition_clauses(dynamodb._tokenize(query["KeyConditionExpression"])):
        tokens = [text for kind, text in clause if kind not in {"LPAREN", "RPAREN", "COMMA"}]
        if sort_name not in [names.get(text, text) for text in tokens]:
            continue
        operands = [str(values[text]["S"]) for text in tokens if text in values]
        operator = next((text.lower() for text in tokens if text.lower() in _BOUNDS), None)
        return _BOUNDS[operator](operands) if operator and operands and tokens[-1] in values else None
    return "", AFTER_ALL


_BOUNDS: dict[str, Callable[[list[str]], tuple[str, str]]] = {
    "=": lambda values: (values[0], values[0]),
    "<": lambda values: ("", values[0]),
    "<=": lambda values: ("", values[0]),
    ">": lambda values: (values[0], AFTER_ALL),
    ">=": lambda values: (values[0], AFTER_ALL),
    "between": lambda values: (values[0], values[-1]),
    "begins_with": lambda values: (values[0], values[0] + AFTER_ALL),
}


@restores(
    "The time of a query does not grow with the items that its expressions are tested on.",
    needed_at="1.5.33",
    shown_by="tests/local/test_table_repairs.py::test_a_query_tests_its_page_and_checks_its_condition_once",
)
def read_expressions_once() -> None:
    """Parse an expression and check its grammar once, instead of once for every item it is tested on."""
    tokenize = lru_cache(_EXPRESSIONS)(dynamodb._tokenize)
    dynamodb._tokenize = lambda expression: list(tokenize(expression))
    dynamodb._condition_syntax_error = lru_cache(_EXPRESSIONS)(dynamodb._condition_syntax_error)


@restores(
    "The time of a write hardly grows with the number of an item's attributes.",
    needed_at="1.5.33",
    shown_by="tests/local/test_table_repairs.py::test_items_are_copied_without_looking_for_what_they_cannot_have",
)
def copy_items_quickly() -> None:
    """Copy items, which are dictionaries, lists and values, without the general copier's search for cycles."""
    dynamodb.copy = SimpleNamespace(copy=copy.copy, deepcopy=copied)


def copied(value: Any) -> Any:
    """Return a deep copy of an item."""
    if type(value) is dict or type(value) is StoredItem:
        return {name: part if type(part) is str else copied(part) for name, part in value.items()}
    if type(value) is list:
        return [copied(part) for part in value]
    return value if isinstance(value, str | int | float | bytes | None) else copy.deepcopy(value)
