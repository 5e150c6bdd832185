"""Why a value does not fit a JSON Schema, in English sentences, for the language model that wrote it."""

import json
from collections.abc import Mapping
from typing import Any

from .json_schema_values import Misfit, misfits

_THINGS = {"Length": "characters", "Properties": "properties", "Items": "items"}
_TEXTS = {
    "anyOf": "fits none of the schemas of anyOf",
    "const": "must be {json}",
    "contains": "lacks an item that its schema asks for",
    "enum": "must be one of {json}",
    "exclusiveMaximum": "must be less than {expected}",
    "exclusiveMinimum": "must be more than {expected}",
    "false": "must not be there",
    "maximum": "must be at most {expected}",
    "minimum": "must be at least {expected}",
    "multipleOf": "must be a multiple of {expected}",
    "not": "must not fit the schema of not",
    "oneOf": "must fit exactly one of the schemas of oneOf",
    "pattern": "must match {expected}",
    "required": "lacks {expected!r}",
    "uniqueItems": "must not have the same item twice",
}


def value_faults(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value, at most so many faults as `misfits` gives; the schema is one without a fault."""
    return [_sentence(misfit) for misfit in misfits(value, schema)]


def _sentence(misfit: Misfit) -> str:
    """What is wrong, and where."""
    path, keyword, expected = misfit
    if keyword == "work":
        return f"comparing the value with its schema takes more than {expected} steps"
    return f"the value{path} {_requirement(keyword, expected)}"


def _requirement(keyword: str, expected: Any) -> str:
    if keyword == "type":
        return f"must be of type {' or '.join(expected)}"
    if (things := _THINGS.get(keyword[3:])) is not None:
        return f"must have at {'least' if keyword.startswith('min') else 'most'} {expected} {things}"
    return _TEXTS[keyword].format(expected=expected, json=json.dumps(expected, ensure_ascii=False))
