"""Which endpoints meet every wrong value, and which one value of each kind.

Two endpoints have the same shape when their declarations differ in names and models only: then the same lines refuse
the same request, whatever comes after them. One endpoint of each shape meets every value of a kind; each other endpoint
meets one, its own share, so that the values are spread over them. A further endpoint costs about 18 cases instead of
40, and the values of a kind may grow without growing with the endpoints.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from zlib import crc32

import pytest
from bivelio_core.entrypoints.declaration import Endpoint

from tools.endpoints import Operation, operations

NAMES_AND_MODELS = ("operation", "action", "paths", "request", "response", "summary")


def shape(endpoint: Endpoint) -> tuple[Any, ...]:
    """All that an endpoint declares but its names and models; a field that declarations gain is part of it."""
    declared = endpoint._asdict()
    return (endpoint.writes, *(value for name, value in declared.items() if name not in NAMES_AND_MODELS))


def _representatives() -> frozenset[str]:
    """The operation of each shape that comes first by name."""
    first = {shape(each.endpoint): each.endpoint.operation for each in sorted(operations(), key=_name, reverse=True)}
    return frozenset(first.values())


def _name(operation: Operation) -> str:
    return operation.endpoint.operation


REPRESENTATIVES = _representatives()
"""The operations that meet every wrong value."""


def share(operation: Operation, values: Sequence[Any]) -> Sequence[Any]:
    """All values for the representative of a shape, one of them for any other: always the same one."""
    if _name(operation) in REPRESENTATIVES:
        return values
    return [values[crc32(_name(operation).encode()) % len(values)]]


def operations_where(holds: Callable[[Endpoint], bool]) -> pytest.MarkDecorator:
    """A test of each endpoint for which something holds."""
    return pytest.mark.parametrize("operation", [each for each in operations() if holds(each.endpoint)], ids=_name)


every_operation = operations_where(lambda _: True)


def against_values(
    name: str, values: Iterable[tuple[str, Any]], among: Iterable[Operation] = ()
) -> pytest.MarkDecorator:
    """A test of each endpoint with its share of some named values."""
    pairs = list(values)
    return pytest.mark.parametrize(
        ("operation", name),
        [
            pytest.param(operation, value, id=f"{_name(operation)}-{label}")
            for operation in among or operations()
            for label, value in share(operation, pairs)
        ],
    )
