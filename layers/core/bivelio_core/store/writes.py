"""Conditions and updates as values: DynamoTable renders them as DynamoDB's expressions, MemoryTable evaluates them.

They are named tuples because every function imports them and making a dataclass takes five times as long.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from .codec import Item

_NOTHING: Mapping[str, Any] = MappingProxyType({})

Operator = Literal["absent", "present", "=", "<>", "<", "<=", ">", ">="]


class Key(NamedTuple):
    """An item's full primary key."""

    pk: str
    sk: str


class Attribute(NamedTuple):
    """Another attribute of the same item, where a comparison takes a value."""

    name: str


class AttributeComparison(NamedTuple):
    """One attribute compared with a value or another one, or tested for its presence (then `value` is ignored)."""

    operator: Operator
    name: str
    value: Any = None


class AllOf(NamedTuple):
    """Every part holds."""

    parts: tuple["Condition", ...]


class AnyOf(NamedTuple):
    """At least one part holds."""

    parts: tuple["Condition", ...]


Condition = AttributeComparison | AllOf | AnyOf


def absent(name: str = "PK") -> Condition:
    """The attribute (by default: the whole item) does not exist."""
    return AttributeComparison("absent", name)


def present(name: str = "PK") -> Condition:
    """The attribute (by default: the whole item) exists."""
    return AttributeComparison("present", name)


def equals(name: str, value: Any) -> Condition:
    """The attribute has this value."""
    return AttributeComparison("=", name, value)


def same(name: str, other: str) -> Condition:
    """Both attributes are there, and have the same value."""
    return AttributeComparison("=", name, Attribute(other))


def compare(name: str, comparator: Operator, value: Any) -> Condition:
    """Whether `attribute comparator value` holds. Of an absent attribute only `<>` does (as in DynamoDB)."""
    return AttributeComparison(comparator, name, value)


def all_of(*parts: Condition) -> Condition:
    """Every one of them."""
    return AllOf(parts)


def any_of(*parts: Condition) -> Condition:
    """At least one of them."""
    return AnyOf(parts)


class Update(NamedTuple):
    """A change of single attributes: `add` increments, `default` sets only absent ones."""

    set: Mapping[str, Any] = _NOTHING
    add: Mapping[str, int] = _NOTHING
    default: Mapping[str, Any] = _NOTHING
    remove: Sequence[str] = ()


class Put(NamedTuple):
    """A write of a whole item (with its PK and SK)."""

    item: Item
    condition: Condition | None = None


class UpdateWrite(NamedTuple):
    """A write of single attributes."""

    key: Key
    update: Update
    condition: Condition | None = None


class Delete(NamedTuple):
    """A deletion."""

    key: Key
    condition: Condition | None = None


class ConditionCheck(NamedTuple):
    """A condition that must hold for the transaction, on an item it does not write."""

    key: Key
    condition: Condition


Write = Put | UpdateWrite | Delete | ConditionCheck


class ExpressionBuilder:
    """Collects the names and values of one request while its expressions are rendered."""

    def __init__(self, encode: Callable[[Any], dict[str, Any]]) -> None:
        self._encode = encode
        self.names: dict[str, str] = {}
        self.values: dict[str, dict[str, Any]] = {}

    def name(self, attribute: str) -> str:
        """The placeholder of an attribute."""
        for placeholder, name in self.names.items():
            if name == attribute:
                return placeholder
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = attribute
        return placeholder

    def value(self, value: Any) -> str:
        """The placeholder of a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = self._encode(value)
        return placeholder

    def condition(self, condition: Condition) -> str:
        """The condition expression."""
        match condition:
            case AttributeComparison("absent", name):
                return f"attribute_not_exists({self.name(name)})"
            case AttributeComparison("present", name):
                return f"attribute_exists({self.name(name)})"
            case AttributeComparison(comparator, name, Attribute(other)):
                return f"{self.name(name)} {comparator} {self.name(other)}"
            case AttributeComparison(comparator, name, value):
                return f"{self.name(name)} {comparator} {self.value(value)}"
            case AllOf(parts):
                return "(" + " AND ".join(map(self.condition, parts)) + ")"
            case AnyOf(parts):
                return "(" + " OR ".join(map(self.condition, parts)) + ")"

    def update(self, update: Update) -> str:
        """The update expression."""
        assignments = [f"{self.name(n)} = {self.value(v)}" for n, v in update.set.items()]
        for attribute, value in update.default.items():
            name = self.name(attribute)
            assignments.append(f"{name} = if_not_exists({name}, {self.value(value)})")
        clauses = [
            ("SET", assignments),
            ("ADD", [f"{self.name(n)} {self.value(v)}" for n, v in update.add.items()]),
            ("REMOVE", [self.name(n) for n in update.remove]),
        ]
        return " ".join(f"{word} {', '.join(parts)}" for word, parts in clauses if parts)

    def parameters(self) -> dict[str, Any]:
        """The request parameters that carry the placeholders."""
        return {
            **({"ExpressionAttributeNames": self.names} if self.names else {}),
            **({"ExpressionAttributeValues": self.values} if self.values else {}),
        }


def holds(condition: Condition | None, item: Item | None) -> bool:
    """Whether an item (None: no item) satisfies a condition, by DynamoDB's rules."""
    match condition:
        case None:
            return True
        case AllOf(parts):
            return all(holds(part, item) for part in parts)
        case AnyOf(parts):
            return any(holds(part, item) for part in parts)
        case AttributeComparison():
            return _compares(condition, item or {})


_COMPARISONS: dict[Operator, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _compares(comparison: AttributeComparison, item: Item) -> bool:
    exists = comparison.name in item
    if comparison.operator in ("absent", "present"):
        return exists == (comparison.operator == "present")
    if not exists:
        return comparison.operator == "<>"
    value = comparison.value
    if isinstance(value, Attribute):
        if value.name not in item:
            return comparison.operator == "<>"
        value = item[value.name]
    return bool(_COMPARISONS[comparison.operator](item[comparison.name], value))


def apply(update: Update, item: Item) -> Item:
    """The item after an update; the given item is not changed."""
    changed = {**item, **update.set}
    for name, value in update.default.items():
        changed.setdefault(name, value)
    for name, amount in update.add.items():
        changed[name] = item.get(name, 0) + amount
    for name in update.remove:
        changed.pop(name, None)
    return changed
