"""A refused field has the name that its caller wrote, also where a value may be of several types."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from tools.endpoints import operations

pytestmark = pytest.mark.fix("Give the union in {models} the mark by_form of bivelio_core.models, or a discriminator.")


def unions(schema: Any, parent: str = "") -> Iterator[str]:
    """The unions of a core schema that are judged as each of their types, which pydantic names in its errors."""
    if isinstance(schema, list | tuple):
        for each in schema:
            yield from unions(each, parent)
    if not isinstance(schema, dict):
        return
    if schema.get("type") == "union" and parent != "function-before":
        yield str([each.get("cls", each["type"]) for each in schema["choices"]])
    for name, each in schema.items():
        if name != "metadata":
            yield from unions(each, schema.get("type", parent) if name == "schema" else "")


def judged(model: type[BaseModel]) -> Any:
    """The core schema of a model, which is built on its first use."""
    model.model_rebuild()
    return model.__pydantic_core_schema__


def test_no_field_is_named_by_the_types_that_it_may_have():
    models = {each.endpoint.request for each in operations()}
    assert len(models) > 200
    assert {each.__name__: found for each in models if (found := list(unions(judged(each))))} == {}


def test_a_union_without_a_mark_is_found():
    assert list(unions(TypeAdapter(list[int | str]).core_schema)) == ["['int', 'str']"]
