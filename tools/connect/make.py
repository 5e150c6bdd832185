"""The custom app for Make, in the format of its editor for Visual Studio Code: a folder with makecomapp.json.

The base, the connection, the webhook and the modules that are of no operation are written by hand in integrations/make;
the modules of operations, their groups and the list of everything are made here.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from tools.connect.make_fields import outputs, outputs_of, parameter
from tools.connect.model import Action, Catalogue, plain
from tools.connect.useful import DONE, LOOKED_UP
from tools.template import ROOT

PACKAGE = ROOT / "integrations" / "make"
VERSION = "1.0.0"

MOST_ROWS = 100
"""As many rows a page of a list may have whose field names no bound."""

CRUD = {"create": "create", "upload": "create", "update": "update", "move": "update", "add": "update", "find": "read"}
"""What an operation does, by a word of its name; Make shows it to AI agents. Others say nothing."""

CODES = {
    "connection": {"communication": "communication", "params": "params", "common": "common"},
    "webhook": {
        "communication": "communication",
        "params": "params",
        "attach": "attach",
        "detach": "detach",
        "update": "update",
        "requiredScope": "required-scope",
    },
    "module": {
        "communication": "communication",
        "staticParams": "static-params",
        "mappableParams": "mappable-params",
        "interface": "interface",
        "samples": "samples",
    },
}
"""The codes of a component, by the names of their files."""

LISTS = {"params", "requiredScope", "staticParams", "mappableParams", "interface"}
"""The codes that are a list; the others are a collection."""

_MOMENT = (2026, 1, 1, 0, 0, 0)


def files(catalogue: Catalogue) -> dict[str, str]:
    """Return the files of the app by their paths."""
    contents = {path: _json(content) for path, content in _contents_of_operations(catalogue).items()}
    written = {
        file.relative_to(PACKAGE).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(PACKAGE.rglob("*"))
        if file.is_file()
    }
    app = _app(catalogue)
    named = (
        code for kind in app["components"].values() for each in kind.values() for code in each["codeFiles"].items()
    )
    empty = {path: _json([] if code in LISTS else {}) for code, path in named}
    return {**empty, **contents, **written, "makecomapp.json": _json(app)}


def archive(catalogue: Catalogue) -> bytes:
    """Return the folder as a ZIP archive, whose bytes are the same for the same sources."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as folder:
        for path, text in sorted(files(catalogue).items()):
            folder.writestr(zipfile.ZipInfo(f"bivelio-make/{path}", _MOMENT), text, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def identifier(operation: str) -> str:
    """Return the id of a module: `contactsNotesCreate` of `contacts.notes_create`."""
    first, *rest = re.split(r"[._]", operation)
    return first + "".join(word.capitalize() for word in rest)


def communication(action: Action) -> dict[str, Any]:
    """Return the request of a module, and what of its answer is passed on."""
    data = {each.name: f"{{{{parameters.{each.name}}}}}" for each in action.visible_fields}
    if action.upload:
        data[action.upload] = "{{base64(parameters.data)}}"
    request = {"url": action.path, "method": "POST"}
    if not action.listing:
        return {**request, "body": {"data": data}, "response": {"output": "{{body.data}}"}}
    most = int(action.size.bounds[1] or MOST_ROWS)
    data[action.size.name] = f"{{{{min(parameters.limit, {most})}}}}"
    return {
        **request,
        "body": {"data": data},
        "pagination": {
            "body": {"data": {**data, "page": "{{body.data.pagination.page + 1}}"}},
            "condition": "{{body.data.pagination.page < body.data.pagination.total_pages}}",
        },
        "response": {
            "limit": "{{parameters.limit}}",
            "iterate": f"{{{{body.data.{action.listing['items']}}}}}",
            "output": "{{item}}",
        },
    }


def parameters(action: Action, catalogue: Catalogue) -> list[dict[str, Any]]:
    """Return what people fill in."""
    schemas = catalogue.document.schemas
    form = [parameter(each, schemas) for each in action.visible_fields]
    if action.upload:
        name = {"name": "filename", "type": "filename", "label": "File name", "semantic": "file:name", "required": True}
        data = {"name": "data", "type": "buffer", "label": "Data", "semantic": "file:data", "required": True}
        form = [name, data, *(each for each in form if each["name"] != "filename")]
    if action.listing:
        about = "The most rows that are returned. Pages are walked as far as they are needed."
        limit = {"name": "limit", "type": "uinteger", "label": "Limit", "required": True, "default": 10, "help": about}
        form = [*form, limit]
    return form


def _contents_of_operations(catalogue: Catalogue) -> dict[str, Any]:
    """Return what is made of the operations and events, by the paths of the files."""
    schemas = catalogue.document.schemas
    contents: dict[str, Any] = {
        _path("webhook", "events", "params"): _events(catalogue),
        _path("module", "watchEvents", "interface"): outputs_of(_sample(catalogue)),
        _path("module", "watchEvents", "samples"): _sample(catalogue),
        "modules/groups.json": _groups(catalogue),
    }
    for action in _actions(catalogue):
        module = identifier(action.operation)
        answer, sample = action.answer, dict(action.answer_example)
        if action.listing:
            rows = action.listing["items"]
            answer, sample = answer["properties"][rows]["items"], next(iter(sample[rows]), {})
        contents |= {
            _path("module", module, "communication"): communication(action),
            _path("module", module, "mappableParams"): parameters(action, catalogue),
            _path("module", module, "interface"): outputs(answer, schemas),
            _path("module", module, "samples"): sample,
        }
    return contents


def _app(catalogue: Catalogue) -> dict[str, Any]:
    """Return makecomapp.json. It has no origin: whoever deploys the app adds that of an app of theirs."""
    modules = {
        "watchEvents": {
            "label": "Watch Events",
            "description": "Triggers when something happens in BiVelio.",
            "moduleType": "instant_trigger",
            "connection": "apiKey",
            "webhook": "events",
        },
        **{identifier(each.operation): _module(each) for each in _actions(catalogue)},
        "makeApiCall": {
            "label": "Make an API Call",
            "description": "Performs an arbitrary authorized API call.",
            "moduleType": "universal",
            "connection": "apiKey",
        },
    }
    components: dict[str, dict[str, Any]] = {
        "connection": {"apiKey": {"label": "BiVelio", "connectionType": "basic"}},
        "webhook": {"events": {"label": "BiVelio events", "webhookType": "web", "connection": "apiKey"}},
        "module": modules,
        "rpc": {},
        "function": {},
        "endpoint": {},
    }
    for kind, names in CODES.items():
        for name, about in components[kind].items():
            about["codeFiles"] = {code: _path(kind, name, code) for code in names}
    general = {"base": "general/base.iml.json", "common": "general/common.json"}
    return {
        "fileVersion": 1,
        "generalCodeFiles": {**general, "readme": "README.md", "groups": "modules/groups.json"},
        "components": components,
        "origins": [],
    }


def _module(action: Action) -> dict[str, Any]:
    words = re.split(r"[._]", action.name)
    does = next((CRUD[word] for word in words if word in CRUD), None)
    kind = {"moduleType": "search"} if action.listing else {"moduleType": "action", "actionCrud": does}
    return {"label": action.title, "description": plain(action.summary), **kind, "connection": "apiKey"}


def _actions(catalogue: Catalogue) -> list[Action]:
    return [catalogue.actions[name] for name in (*DONE, *LOOKED_UP)]


def _events(catalogue: Catalogue) -> list[dict[str, Any]]:
    condition = "A JMESPath expression over the event, for example data.total > `500`. Without it every event counts."
    options = [{"label": each.title, "value": each.name} for each in catalogue.events]
    return [
        {"name": "events", "type": "select", "label": "Events", "multiple": True, "required": True, "options": options},
        {"name": "filter", "type": "text", "label": "Condition", "advanced": True, "help": condition},
    ]


def _sample(catalogue: Catalogue) -> dict[str, Any]:
    """Return an event as `events.get` answers it."""
    return dict(catalogue.actions["events.get"].answer_example)


def _groups(catalogue: Catalogue) -> list[dict[str, Any]]:
    titles = {resource.name: resource.title for resource in catalogue.resources}
    groups: dict[str, list[str]] = {"Events": ["watchEvents"]}
    for action in _actions(catalogue):
        groups.setdefault(titles[action.resource], []).append(identifier(action.operation))
    groups["Other"] = ["makeApiCall"]
    return [{"label": label, "modules": modules} for label, modules in groups.items()]


def _path(kind: str, name: str, code: str) -> str:
    """Return `modules/contacts-create/contacts-create.interface.iml.json`."""
    folder = re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()
    ending = "json" if code == "common" else "iml.json"
    return f"{kind}s/{folder}/{folder}.{CODES[kind][code]}.{ending}"


def _json(content: Mapping[str, Any] | list[Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
