"""The schemas with which Make's editor judges an app, if a copy of them is there: they are on GitHub, not on npm."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from tools.connect import make

pytestmark = pytest.mark.fix("integrations/make has the app's base and webhook, tools/connect/make.py its modules.")

FOLDER = "BIVELIO_MAKE_SCHEMAS"
WHOLE_NAMES = {
    "makecomapp.json": "makecomapp.schema",
    "general/base.iml.json": "base",
    "general/common.json": "common",
    "modules/groups.json": "groups",
}
ENDINGS = {
    "communication": "api",
    "attach": "api",
    "detach": "api",
    "update": "api",
    "params": "parameters",
    "mappable-params": "parameters",
    "static-params": "parameters",
    "interface": "parameters",
    "samples": "samples",
    "required-scope": "scope",
}
"""The schemas by the names of files, as the editor's package.json associates them."""


@pytest.fixture(scope="module")
def schemas() -> Mapping[str, Draft7Validator]:
    """The editor's schemas. Skips the test without them."""
    if not (folder := os.environ.get(FOLDER)):
        pytest.skip(f"{FOLDER} names no copy of the folder syntaxes of github.com/integromat/vscode-apps-sdk")
    contents = {file.stem: json.loads(file.read_bytes()) for file in Path(folder).rglob("schemas/*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (f"https://make/{name}.json", DRAFT7.create_resource(without_ids(each))) for name, each in contents.items()
    )
    return {name: Draft7Validator({"$ref": f"https://make/{name}.json"}, registry=registry) for name in contents}


def without_ids(schema: Any) -> Any:
    """A schema without the ids of its parts, which repeat their names in `definitions`."""
    if isinstance(schema, dict):
        return {name: without_ids(value) for name, value in schema.items() if name != "$id"}
    return [*map(without_ids, schema)] if isinstance(schema, list) else schema


def schema_of(path: str) -> str:
    """The name of the schema that judges a file."""
    return WHOLE_NAMES.get(path) or ENDINGS[path.split(".")[-3]]


def test_they_find_nothing(schemas, catalogue):
    files = {path: json.loads(text) for path, text in make.files(catalogue).items() if path.endswith(".json")}
    judged = {path: content for path, content in files.items() if not path.endswith("/api-key.common.json")}
    problems = {path: [*schemas[schema_of(path)].iter_errors(content)] for path, content in judged.items()}
    assert {path: found for path, found in problems.items() if found} == {}


def test_they_find_what_is_wrong(schemas):
    request = {"url": "/x", "method": "POST", "body": {}}
    assert schemas["api"].is_valid(request)
    assert not schemas["api"].is_valid({**request, "unknown": 1})
    assert not schemas["api"].is_valid({"url": "/x", "method": "POST"})
    assert not schemas["parameters"].is_valid([{"name": "x", "type": "texts"}])
    assert not schemas["makecomapp.schema"].is_valid({"fileVersion": 1})
