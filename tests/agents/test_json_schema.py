"""Our check of JSON Schema agrees with the library jsonschema, and refuses every schema that it cannot check."""

import json
import time
from typing import Any

import pytest
from bivelio_core.json_schema import schema_fault
from bivelio_core.json_schema_sentences import value_faults
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

NAMES = st.sampled_from(["a", "b", "c"])
SCALARS = (
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5, width=16) | st.sampled_from(["", "x", "xyz"])
)
VALUES = st.recursive(SCALARS, lambda v: st.lists(v, max_size=3) | st.dictionaries(NAMES, v, max_size=3), max_leaves=8)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])


def schemas(inner):
    """Schemas that have some of our keywords, with others inside."""
    lists = st.lists(inner, min_size=1, max_size=2)
    keywords = {
        "type": TYPES | st.lists(TYPES, min_size=1, max_size=2, unique=True),
        "enum": st.lists(VALUES, min_size=1, max_size=3),
        "const": VALUES,
        "minimum": st.integers(-3, 3),
        "exclusiveMaximum": st.integers(-3, 3),
        "multipleOf": st.sampled_from([1, 2, 0.5]),
        "minLength": st.integers(0, 3),
        "maxItems": st.integers(0, 3),
        "uniqueItems": st.booleans(),
        "minProperties": st.integers(0, 2),
        "required": st.lists(NAMES, max_size=2, unique=True),
        "properties": st.dictionaries(NAMES, inner, max_size=2),
        "additionalProperties": inner,
        "items": inner,
        "prefixItems": lists,
        "contains": inner,
        "not": inner,
        "allOf": lists,
        "anyOf": lists,
        "oneOf": lists,
        "$ref": st.just("#/$defs/d"),
    }
    return st.fixed_dictionaries({}, optional=keywords)


ANY_SCHEMA: st.SearchStrategy[Any] = st.recursive(st.booleans() | st.just({}), schemas, max_leaves=6)


@given(ANY_SCHEMA, ANY_SCHEMA, VALUES)
def test_a_value_fits_exactly_when_the_library_says_so(part, definition, value):
    schema = {"type": "object", "properties": {"v": part}, "$defs": {"d": definition}}
    if (fault := schema_fault(schema)) is not None:
        assert "back to itself" in fault.reason, fault
        return
    document = {"v": value}
    assert (value_faults(document, schema) == []) == Draft202012Validator(schema).is_valid(document)


@pytest.mark.parametrize(
    ("part", "path"),
    [
        ({"$ref": "https://exemple.com/schema.json"}, ".properties.v.$ref"),
        ({"$ref": "file:///etc/passwd"}, ".properties.v.$ref"),
        ({"$ref": "#/$defs/missing"}, ".properties.v.$ref"),
        ({"$ref": "#"}, ".properties.v.$ref"),
        ({"$dynamicRef": "#x"}, ".properties.v.$dynamicRef"),
        ({"pattern": "(a+)+$"}, ".properties.v.pattern"),
        ({"if": {}, "then": {}}, ".properties.v.if"),
        ({"type": "text"}, ".properties.v.type"),
        ({"type": []}, ".properties.v.type"),
        ({"enum": []}, ".properties.v.enum"),
        ({"required": "a"}, ".properties.v.required"),
        ({"minLength": -1}, ".properties.v.minLength"),
        ({"maximum": "9"}, ".properties.v.maximum"),
        ({"multipleOf": 0}, ".properties.v.multipleOf"),
        ({"items": 3}, ".properties.v.items"),
        ({"anyOf": []}, ".properties.v.anyOf"),
        ({"properties": []}, ".properties.v.properties"),
        ({"$defs": {}}, ".properties.v.$defs"),
        ({"allOf": [{"unknown": 1}]}, ".properties.v.allOf[0].unknown"),
    ],
)
def test_a_schema_that_we_do_not_check_in_full_is_refused_by_the_path_in_it(part, path):
    fault = schema_fault({"type": "object", "properties": {"v": part}})
    assert fault is not None
    assert fault.path == path


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {},
        {"type": "object", "description": "x" * 33_000},
        {"type": "object", "$defs": {"a": {"$ref": "#/$defs/a"}}},
        {"type": "object", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"type": "object", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/a"}, {"type": "null"}]}}},
        json.loads('{"type": "object", "properties": {"v": ' + '{"items": ' * 30 + "{}" + "}" * 32),
    ],
)
def test_a_schema_without_an_end_or_of_another_type_is_refused(schema):
    assert schema_fault(schema) is not None


def test_a_tree_refers_to_itself_through_its_children():
    schema = {"type": "object", "$defs": {"n": {"type": "object", "properties": {"next": {"$ref": "#/$defs/n"}}}}}
    schema |= {"properties": {"list": {"$ref": "#/$defs/n"}}}
    assert schema_fault(schema) is None
    assert value_faults({"list": {"next": {"next": {}}}}, schema) == []
    assert value_faults({"list": {"next": 3}}, schema) == ["the value.list.next must be of type object"]


def test_a_schema_that_takes_exponentially_many_steps_is_left_in_time():
    defs = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(60)} | {"d60": {}}
    schema = {"type": "object", "properties": {"v": {"$ref": "#/$defs/d0"}}, "$defs": defs}
    began = time.monotonic()
    fault = schema_fault(schema)
    faults = value_faults({"v": 1}, schema) if fault is None else [fault.reason]
    assert len(faults) == 1
    assert time.monotonic() - began < 5
