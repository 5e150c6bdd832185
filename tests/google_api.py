"""What Google's discovery document of the Calendar API v3 says of the requests we send, and whether one keeps to it.

`google_api.json` has the facts of the document that tests need: paths, parameters, and the names and types of fields.
The document itself comes with google-api-python-client (Apache-2.0); `make judges` installs it, and a test compares.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TABLE = Path(__file__).with_name("google_api.json")
METHODS = (
    *("events.insert", "events.update", "events.delete", "events.list", "events.watch", "freebusy.query"),
    "channels.stop",
)
KEPT = ("type", "format", "enum", "required", "location", "pattern", "$ref")
BOOLEANS = ("true", "false")
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "array": list,
    "object": dict,
}


def reduced(document: dict[str, Any]) -> dict[str, Any]:
    """The facts of a discovery document that are kept."""
    methods: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for name in METHODS:
        resource, _, verb = name.partition(".")
        method = document["resources"][resource]["methods"][verb]
        parameters = {key: _schema(each) for key, each in method.get("parameters", {}).items()}
        methods[name] = {"method": method["httpMethod"], "path": method["path"], "parameters": parameters}
        if "request" in method:
            methods[name]["request"] = method["request"]["$ref"]
            _collect(document["schemas"], method["request"]["$ref"], schemas)
    about = {"source": "google-api-python-client, discovery_cache/documents/calendar.v3.json (Apache-2.0)"}
    return {**about, "servicePath": document["servicePath"], "methods": methods, "schemas": schemas}


def _collect(schemas: dict[str, Any], name: str, found: dict[str, Any]) -> None:
    if name not in found:
        found[name] = _schema(schemas[name])
        for other in re.findall(r'"\$ref": "(\w+)"', json.dumps(found[name])):
            _collect(schemas, other, found)


def _schema(about: dict[str, Any]) -> dict[str, Any]:
    kept = {name: about[name] for name in KEPT if name in about}
    if "properties" in about:
        kept["properties"] = {name: _schema(each) for name, each in about["properties"].items()}
    for name in ("items", "additionalProperties"):
        if name in about:
            kept[name] = _schema(about[name])
    return kept


def faults(method: str, target: str, body: bytes) -> list[str]:
    """What is wrong with a request by the document; nothing for one that it describes."""
    table = json.loads(TABLE.read_text())
    parts = urlsplit(target)
    found = next((each for each in table["methods"].values() if _is_about(each, table, method, parts.path)), None)
    if found is None:
        return [f"no method {method} {parts.path}"]
    wrong: list[str] = []
    for name, values in parse_qs(parts.query, keep_blank_values=True).items():
        known = found["parameters"].get(name)
        if known is None or known["location"] != "query":
            wrong.append(f"no parameter {name}")
        elif values[0] not in known.get("enum", BOOLEANS if known["type"] == "boolean" else values):
            wrong.append(f"parameter {name}: {values[0]}")
    if "request" not in found:
        return [*wrong, *(["a body that is not read"] if body else [])]
    return [*wrong, *_unlike(json.loads(body), {"$ref": found["request"]}, table["schemas"], "")]


def _is_about(about: dict[str, Any], table: dict[str, Any], method: str, path: str) -> bool:
    pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(f"/{table['servicePath']}{about['path']}"))
    return about["method"] == method and re.fullmatch(pattern, unquote(path)) is not None


def _unlike(value: Any, schema: dict[str, Any], schemas: dict[str, Any], place: str) -> list[str]:
    if "$ref" in schema:
        return _unlike(value, schemas[schema["$ref"]], schemas, place)
    expected = TYPES.get(schema.get("type", "object"), object)
    if not isinstance(value, expected) or (isinstance(value, bool) and schema["type"] != "boolean"):
        return [f"{place}: no {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value}"]
    if isinstance(value, list):
        return [fault for each in value for fault in _unlike(each, schema["items"], schemas, f"{place}[]")]
    if not isinstance(value, dict):
        return []
    wrong: list[str] = []
    for name, each in value.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        wrong += [f"no field {place}.{name}"] if inner is None else _unlike(each, inner, schemas, f"{place}.{name}")
    return wrong
