"""What is known of a value before there is one: its JSON types, and what its fields, its elements and its texts are.

A shape is a set of values, and what is not known is any value: nobody refuses anything for want of knowledge.
Fields are made when they are asked for, so the shape of a large model costs what is read of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any, Optional

from bivelio_core.expressions.values import type_name

Types = frozenset[str]
EVERY: Types = frozenset({"string", "number", "boolean", "array", "object", "null"})
NULL_TYPE: Types = frozenset({"null"})


class Shape:
    """The values that there may be.

    Attributes:
        types: their JSON types, in JMESPath's names.
        fields: the named fields of those that are objects.
        rest: what the other fields of objects are; None when objects have no others.
        items: what the elements of lists are.
        values: the texts that there may be, where they are counted; None for any.
    """

    __slots__ = ("_items", "_rest", "fields", "types", "values")

    def __init__(
        self,
        types: Iterable[str],
        fields: Mapping[str, "Shape"] = MappingProxyType({}),
        rest: Optional["Shape"] = None,
        items: Optional["Shape"] = None,
        values: frozenset[str] | None = None,
    ) -> None:
        self.types, self.fields, self.values = frozenset(types), fields, values
        self._rest, self._items = rest, items

    @property
    def rest(self) -> Optional["Shape"]:
        """What fields are that are not named; None when there are none."""
        return self if self is ANY else self._rest

    @property
    def items(self) -> "Shape":
        """What elements of lists are."""
        return self._items or ANY

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the types."""
        return self.types != EVERY

    @property
    def may_be_null(self) -> bool:
        """Whether it is known that the value can be null."""
        return self.is_known and "null" in self.types

    def field(self, name: str) -> Optional["Shape"]:
        """What a field of the object is; None when it has none of the name."""
        return self.fields.get(name, self.rest)

    def of_types(self, types: Types) -> "Shape":
        """The same with other types."""
        if types == self.types:
            return self
        return Shape(types, self.fields, self.rest, self.items if "array" in types else None, self.values)

    def without_null(self) -> "Shape":
        """The values that are not null; of null alone, null."""
        return self.of_types(self.types - NULL_TYPE or self.types)

    def or_null(self) -> "Shape":
        """The values, and null."""
        return self.of_types(self.types | NULL_TYPE)

    def with_field(self, name: str, shape: "Shape") -> "Shape":
        """The objects among the values, with a field of another shape."""
        return Shape({"object"}, _Replaced(self.fields, name, shape), self.rest)


ANY = Shape(EVERY)
"""Nothing is known."""

NULL, TEXT, NUMBER, TRUTH = (Shape({name}) for name in ("null", "string", "number", "boolean"))


class LazyFields(Mapping[str, Shape]):
    """Fields whose shapes are made when they are asked for, and kept."""

    __slots__ = ("_make", "_names", "_shapes")

    def __init__(self, names: Iterable[str], make: Callable[[str], Shape]) -> None:
        self._names, self._make = dict.fromkeys(names), make
        self._shapes: dict[str, Shape] = {}

    def __getitem__(self, name: str) -> Shape:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._shapes:
            self._shapes[name] = self._make(name)
        return self._shapes[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


class _Replaced(Mapping[str, Shape]):
    """Fields of which some are others."""

    __slots__ = ("base", "others")

    def __init__(self, fields: Mapping[str, Shape], name: str, shape: Shape) -> None:
        self.base: Mapping[str, Shape] = fields.base if isinstance(fields, _Replaced) else fields
        self.others: dict[str, Shape] = {**(fields.others if isinstance(fields, _Replaced) else {}), name: shape}

    def __getitem__(self, name: str) -> Shape:
        return self.others[name] if name in self.others else self.base[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.base
        yield from (name for name in self.others if name not in self.base)

    def __len__(self) -> int:
        return len(self.base) + sum(name not in self.base for name in self.others)

    def __contains__(self, name: object) -> bool:
        return name in self.others or name in self.base


def object_of(fields: Mapping[str, Shape], rest: Shape | None = None) -> Shape:
    """Objects with these fields, and with no others unless `rest` says what they are."""
    return Shape({"object"}, fields, rest)


def list_of(items: Shape) -> Shape:
    """Lists of such elements."""
    return Shape({"array"}, items=items)


def texts(*values: str) -> Shape:
    """One of some texts."""
    return Shape({"string"}, values=frozenset(values))


def joined(shapes: Iterable[Shape]) -> Shape:
    """The values of any of the shapes; of none, null."""
    listed = list(shapes)
    return reduce(join, listed) if listed else NULL


def join(one: Shape, other: Shape) -> Shape:
    """The values of either."""
    if one is other:
        return one
    if ANY in (one, other):
        return ANY
    if one.types == NULL_TYPE:
        return other.or_null()
    if other.types == NULL_TYPE:
        return one.or_null()
    texts_of = [each.values for each in (one, other) if "string" in each.types]
    values = None if None in texts_of else frozenset[str]().union(*(each for each in texts_of if each is not None))
    lists = [each.items for each in (one, other) if "array" in each.types]
    objects = [each for each in (one, other) if "object" in each.types]
    fields, rest = _fields_of(objects)
    return Shape(one.types | other.types, fields, rest, joined(lists) if lists else None, values if texts_of else None)


def _fields_of(objects: list[Shape]) -> tuple[Mapping[str, Shape], Shape | None]:
    if len(objects) < 2:  # noqa: PLR2004 - none, or those of the only one
        return (objects[0].fields, objects[0].rest) if objects else ({}, None)
    one, other = objects
    rests = [each.rest for each in objects if each.rest is not None]

    def make(name: str) -> Shape:
        sides = [each.field(name) for each in (one, other)]
        return joined([NULL if side is None else side for side in sides])

    return LazyFields([*one.fields, *other.fields], make), joined(rests).or_null() if rests else None


def shape_of(value: Any) -> Shape:
    """The shape that a value has, and no other text or field."""
    match value:
        case str():
            return texts(value)
        case list():
            return list_of(joined([shape_of(part) for part in value[:MAXIMUM_PARTS]]) if value else ANY)
        case dict():
            return object_of({name: shape_of(part) for name, part in value.items()})
        case _:
            return Shape({type_name(value)})


MAXIMUM_PARTS = 1_000
