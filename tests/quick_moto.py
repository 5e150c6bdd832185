"""Moto's table answers the same, with less work: most of a test's time was spent in these places.

Moto copies the whole table for each write of a transaction, sorts the whole table for each query, checks an update
expression once for each of its parts, reads each condition again, and looks for some forty names in each value that it
answers; tests/quick_requests.py has what is done on the way from boto3 to the table. A sandbox day is opened by some
sixty writes in one transaction, and most tests open one. tests/store/test_quick_moto.py compares the answers with those
of moto as it comes.
"""

import copy
import pickle
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from moto.core.serialize import BaseJSONSerializer
from moto.dynamodb.comparisons import ConditionExpressionParser
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.parsing import validators
from moto.dynamodb.parsing.ast_nodes import DepthFirstTraverser, Node, UpdateExpression  # type: ignore[attr-defined]
from moto.dynamodb.parsing.expressions import UpdateExpressionParser  # type: ignore[attr-defined]

from tests import quick_requests

EXPRESSIONS = 2_000
"""How many texts of expressions are remembered."""
LARGEST_ITEM = 405_000
"""Bytes of an item that moto takes."""

INDEX_NAME = 6
"""Where moto gives `Table.query` the index, after the hash key."""

NESTED = {"M", "L"}
PLAIN = {("S", str), ("N", str), ("BOOL", bool), ("NULL", bool), ("M", dict), ("L", list)}
"""Types of values, and what moto has for them, which are answered as they are."""

_transact, _query = DynamoDBBackend.transact_write_items, Table.query
_make, _serialize = UpdateExpressionParser.make, BaseJSONSerializer._serialize_type_structure
_parse, _lex = ConditionExpressionParser.parse, ConditionExpressionParser._lex_condition_expression
_conditions: dict[tuple[str | None, str], tuple[Any, list[str], list[str]]] = {}


def _transact_with_a_copy_of_what_it_writes(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    """What a transaction that fails has changed is put back; moto's own copy of the table is the table itself."""
    before = [_stored(backend, operation) for write in transact_items for operation in write.values()]
    try:
        _transact(backend, transact_items)
    except Exception:
        for put_back in before:
            put_back()
        raise


def _stored(backend: DynamoDBBackend, operation: dict[str, Any]) -> Callable[[], None]:
    """A function that puts back what is now stored under the key of a write."""
    table, named = backend.tables.get(operation.get("TableName", "")), operation.get("Item", operation.get("Key", {}))
    names = [table.hash_key_attr, table.range_key_attr] if table else []
    if table is None or not all(name in named for name in names):
        return lambda: None  # it is refused before anything is written
    partition, sort = (DynamoType(named[name]) for name in names)
    item = copy.deepcopy(table.items.get(partition, {}).get(sort))

    def put_back() -> None:
        if item is not None:
            table.items[partition][sort] = item
        else:
            table.items.get(partition, {}).pop(sort, None)

    return put_back


def _query_a_partition(table: Table, hash_key: DynamoType, *arguments: Any, **named: Any) -> Any:
    """A query of the table looks at its partition; one of the index at all items, which it sorts by itself."""
    view, index = copy.copy(table), arguments[INDEX_NAME]
    if index:
        view.all_items = lambda: [item for rows in table.items.values() for item in rows.values()]  # type: ignore[method-assign]
    else:
        view.items = defaultdict(dict, {hash_key: table.items.get(hash_key, {})})
    return _query(view, hash_key, *arguments, **named)


def _traverse(traverser: Any, node: Node) -> Node:
    """Process the nodes bottom up; what is processed, and what is a node at all, is asked once for each class."""
    processors = traverser._processing_map()
    kinds = tuple(processors)
    own: type = type(traverser)
    prepare = None if _prepares_nothing(own) else traverser.pre_processing_of_child

    def visit(node: Any, child_id: int) -> Any:
        kind: type = type(node)
        parent = node.parent
        for at, child in enumerate(node.children or ()):
            if prepare:
                prepare(node, at)
            of: type = type(child)
            if _is_node(of):
                visit(child, at)
        if base := _first_base(kind, kinds):
            node = processors[base](node)
            node.parent = parent
            if parent:
                parent.children[child_id] = node
        return node

    return visit(node, -1)


@cache
def _is_node(kind: type) -> bool:
    return issubclass(kind, Node)


@cache
def _first_base(kind: type, kinds: tuple[type, ...]) -> type | None:
    """The first of some classes that a class is, or comes from."""
    return next((each for each in kinds if issubclass(kind, each)), None)


@cache
def _prepares_nothing(traverser: type) -> bool:
    inherited = getattr(traverser, "pre_processing_of_child", None)
    return inherited is DepthFirstTraverser.pre_processing_of_child


def _parse_once(parser: ConditionExpressionParser) -> Any:
    """A condition with the same names and values is the same: moto reads it twice for a write, we for all."""
    given = parser.expression_attribute_names, parser.expression_attribute_values
    key = (parser.condition_expression, repr(given))
    if key not in _conditions:
        if len(_conditions) >= EXPRESSIONS:
            _conditions.clear()
        _conditions[key] = _parse(parser), parser.expr_attr_names_found, parser.expr_attr_values_found
    condition, names, values = _conditions[key]
    parser.expr_attr_names_found, parser.expr_attr_values_found = [*names], [*values]
    return condition


def _fill(item: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """A new item is measured once; moto measures what it has so far with each attribute."""
    values = {name: DynamoType(value) for name, value in attrs.items()}
    item.hash_key, item.range_key, item.attrs = hash_key, range_key, LimitedSizeDict()
    dict.update(item.attrs, values)
    if item.size() > LARGEST_ITEM:
        raise ItemSizeTooLarge


@lru_cache(EXPRESSIONS)
def _tokens(expression: str) -> tuple[Any, ...]:
    """What a condition is made of, before the names and values of a request are put in."""
    return tuple(_lex(ConditionExpressionParser(expression, None, None)))


def _lex_once(parser: ConditionExpressionParser) -> deque[Any]:
    return deque(_tokens(parser.condition_expression or ""))


def _check_the_whole_only(traverser: Any, node: Node) -> Node:
    """The whole expression has all clauses of its parts, each of which is an expression too."""
    return traverser.process(node)


@lru_cache(EXPRESSIONS)
def _pickled(expression: UpdateExpression) -> bytes:
    return pickle.dumps(expression)


def _copied(value: Any) -> Any:
    return pickle.loads(_pickled(value)) if isinstance(value, UpdateExpression) else copy.deepcopy(value)  # noqa: S301


def _serialize_as_named(serializer: Any, serialized: Any, value: Any, shape: Any, key: str) -> None:
    """An attribute's value names its only member as the answer does: there are no others, nor aliases, to look for."""
    kind, content = next(iter(value.items())) if type(value) is dict and len(value) == 1 else (None, None)
    if not key or shape.name != "AttributeValue" or (kind, type(content)) not in PLAIN:
        _serialize(serializer, serialized, value, shape, key)
    elif kind in NESTED:
        wrapper: dict[str, Any] = {}
        serializer._serialize(wrapper, content, shape.members[kind], kind)
        serializer._default_serialize(serialized, wrapper, shape, key)
    else:
        serializer._default_serialize(serialized, {kind: content}, shape, key)


CHANGES: tuple[tuple[Any, str, Any], ...] = (
    (DynamoDBBackend, "transact_write_items", _transact_with_a_copy_of_what_it_writes),
    (Table, "__deepcopy__", lambda table, _memo: table),
    (Table, "query", _query_a_partition),
    (Item, "__init__", _fill),
    (DepthFirstTraverser, "traverse", _traverse),
    (validators.ActionCountValidator, "traverse", _check_the_whole_only),
    (validators.OverlappingPathsValidator, "traverse", _check_the_whole_only),
    (validators, "deepcopy", _copied),
    (UpdateExpressionParser, "make", staticmethod(lru_cache(EXPRESSIONS)(_make))),
    (BaseJSONSerializer, "_serialize_type_structure", _serialize_as_named),
    (ConditionExpressionParser, "parse", _parse_once),
    (ConditionExpressionParser, "_lex_condition_expression", _lex_once),
    *quick_requests.CHANGES,
)
_ORIGINALS = [(place, name, vars(place)[name]) for place, name, _ in CHANGES if name in vars(place)]


def make_quick() -> None:
    """Change moto, for all tests of this process."""
    for place, name, change in CHANGES:
        setattr(place, name, change)


@contextmanager
def as_it_comes() -> Iterator[None]:
    """For a while, moto is unchanged."""
    for place, name, _ in CHANGES:
        delattr(place, name)
    for place, name, original in _ORIGINALS:
        setattr(place, name, original)
    try:
        yield
    finally:
        make_quick()
