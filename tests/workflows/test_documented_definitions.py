"""Every definition, step and trigger that the documentation shows can be saved as it is, and reads what there is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bivelio_core import domain
from bivelio_core.events import catalogue
from bivelio_core.operations import operations
from bivelio_core.workflows.definitions import templates

from tests.api import call
from tests.workflows.calls import QUICK
from tools.template import ROOT

DOCS = ROOT / "docs"
BLOCK = re.compile(r"^ *```json\n(?:POST \S+\n)?(.*?)^ *```$", re.DOTALL | re.MULTILINE)
INTENDED = {"workflows-tutorial.md": ("steps.nobody",)}
"""What a guide shows because it is refused."""

READ_OF_EVENT = re.compile(r"\bdata\.([a-z_]+)")
READ_OF_INPUT = re.compile(r"\b(?:input|trigger\.data)\.([a-z_]+)")


def documents(text: str) -> Iterator[Any]:
    """The JSON documents of a block, one after the other; a fragment of an object is one too."""
    rest = text.strip()
    if rest.startswith('"'):
        rest = f"{{{rest}}}"
    while rest:
        try:
            document, end = json.JSONDecoder().raw_decode(rest)
        except ValueError:
            return  # a block with a comment or an ellipsis is no example to copy
        yield document
        rest = rest[end:].strip()


def definition_of(document: Any) -> dict[str, Any] | None:
    """The definition that a document is, or is a part of; None for anything else."""
    if isinstance(document, list):
        return None
    about = document.get("data", document) if isinstance(document, dict) else {}
    if not isinstance(about, dict):
        return None
    is_step = about.get("type") in domain.step_types() and "id" in about and "input" in about
    if is_step:
        return {"name": "x", "steps": [about]}
    if "preset" in about or (about.get("method") in ("hmac", "token") and "header" in about):
        return {"name": "x", "steps": [QUICK], "trigger_type": "inbound", "trigger": {"verify": about}}
    parts = {name: value for name, value in about.items() if name not in ("id", "version", "status")}
    known = {"name", "description", "trigger_type", "trigger", "steps", "on_failure", "concurrency", "output"}
    is_part = bool(parts.keys() & {"steps", "on_failure", "concurrency", "trigger"}) and parts.keys() <= known
    is_run = any("status" in step and "type" not in step for step in parts.get("steps") or [] if isinstance(step, dict))
    return {"name": "x", "steps": [QUICK], **parts} if is_part and not is_run else None


def documented() -> Iterator[Any]:
    """Each definition, with where it is."""
    for file in sorted(DOCS.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        name = str(file.relative_to(DOCS))
        for block in BLOCK.finditer(text):
            if any(told in block[1] for told in INTENDED.get(name, ())):
                continue
            for document in documents(block[1]):
                if (definition := definition_of(document)) is not None:
                    line = text[: block.start()].count("\n") + 1
                    yield pytest.param(definition, id=f"{name}:{line}")
    for file in sorted((DOCS / "gallery").glob("*.json")):
        yield pytest.param(json.loads(file.read_text(encoding="utf-8")), id=file.name)
    for name, definition in templates.ALL.items():
        yield pytest.param(definition, id=f"templates.{name}")


ALL = list(documented())
PAGES = {Path(str(each.id)).name.split(":")[0] for each in ALL}


def validated(definition: dict[str, Any]) -> dict[str, Any]:
    """The answer of `/workflows/validate`, with the steps before that an example of one step reads."""
    for _ in range(5):
        found = call("workflows.validate", {"definition": definition}, headers={"Accept-Language": "en"}).data
        missing = {name for fault in found["errors"] for name in re.findall(r"the step '(\w+)'", fault["message"])}
        if not missing:
            break
        before = [{"id": name, "type": "set", "input": read_of(name, definition)} for name in sorted(missing)]
        definition = {**definition, "steps": [*before, *definition["steps"]]}
    return dict(found)


def read_of(step: str, definition: dict[str, Any]) -> dict[str, str]:
    """What an example reads of a step that is not shown, with values of which nothing is known."""
    names = re.findall(rf"\bsteps\.{step}\.output\.([a-z_]+)", json.dumps(definition))
    return dict.fromkeys(names, "{{ input.anything }}")


@pytest.mark.parametrize("definition", ALL)
def test_what_the_documentation_shows_can_be_saved(table, definition):
    for secret in re.findall(r"\bsecrets\.([a-z_]+)", json.dumps(definition)):
        call("secrets.set", {"name": secret, "value": "value", "allowed_hosts": ["api.example.com"]})
    found = validated(definition)
    assert [fault for fault in found["errors"] if not fault["field"].endswith("workflow_id")] == []
    assert found.get("warnings", []) == []


@pytest.mark.parametrize("definition", ALL)
def test_what_the_documentation_reads_of_an_event_is_in_its_model(definition):
    def fields(event):
        shown = catalogue.payload_model(event).model_fields
        return {field.serialization_alias or field.alias or name for name, field in shown.items()}

    for step in steps_of(definition["steps"]):
        if step["type"] == "wait_for_event":
            read = set(READ_OF_EVENT.findall(step["input"].get("filter", "")))
            assert read <= fields(step["input"]["event"])
    if definition.get("trigger_type") == "event":
        trigger = definition["trigger"]
        read = {*READ_OF_EVENT.findall(trigger.get("filter", "")), *READ_OF_INPUT.findall(json.dumps(definition))}
        assert read <= fields(trigger["event"])


def steps_of(steps: list[Any]) -> Iterator[dict[str, Any]]:
    """All steps, those inside others too."""
    for step in steps:
        yield step
        inputs = step.get("input") or {}
        for inner in (inputs.get("steps"), *(branch.get("steps") for branch in inputs.get("branches") or [])):
            yield from steps_of(inner or [])


def test_the_guides_with_definitions_are_found():
    """The examples are read out of the pages: whoever writes them otherwise is told here."""
    assert {"workflows.md", "cases.md", "agents.md", "invoices.md", "secrets.md", "workflows-tutorial.md"} <= PAGES
    assert len(ALL) >= 40


def test_every_type_of_step_is_in_the_tables_of_the_reference():
    text = (DOCS / "workflows.md").read_text(encoding="utf-8")
    table = "\n".join(line for line in text.splitlines() if line.startswith("| `"))
    scopes = text[text.index("Who saves a definition") : text.index("AUTH_INSUFFICIENT_SCOPE")]
    others = {name for name in operations() if f"`{name}`" in (DOCS / "faces.md").read_text(encoding="utf-8")}
    for name, kind in domain.step_types().items():
        if name in others:
            continue  # the page of faces has every operation with its step
        assert f"`{name}`" in table, name
        assert kind.scope is None or (f"`{name}`" in scopes and f"`{kind.scope}`" in scopes), name
