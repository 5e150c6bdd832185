"""The catalogue has the twelve documented types, each with a schema that its example fits."""

import re
from pathlib import Path
from typing import get_args

import jsonschema
import pytest
from bivelio_core.events import catalogue
from bivelio_core.events.catalogue import TYPES
from bivelio_core.events.examples import EXAMPLES
from bivelio_core.events.models import EventTypeName

from tools.template import ROOT, functions

DOCUMENTED = [
    "workflow.completed",
    "workflow.failed",
    "message.received",
    "message.sent",
    "contact.created",
    "contact.updated",
    "invoice.created",
    "invoice.paid",
    "case.created",
    "case.updated",
    "agent.executed",
    "document.processed",
]


def test_the_documented_types_are_there_in_their_order():
    assert list(TYPES) == DOCUMENTED == list(get_args(EventTypeName)) == list(EXAMPLES)


@pytest.mark.parametrize("event_type", DOCUMENTED)
def test_the_example_fits_the_schema(event_type):
    schema = catalogue.schema(event_type)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(EXAMPLES[event_type], schema)
    broken = {name: value for name, value in EXAMPLES[event_type].items() if name not in schema["required"][:1]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


@pytest.mark.parametrize("event_type", DOCUMENTED)
def test_an_example_names_every_field_it_can(event_type):
    unknown = EXAMPLES[event_type].keys() - catalogue.schema(event_type)["properties"].keys()
    assert unknown == set()


def test_the_event_sources_filter_names_the_kinds_that_events_come_from():
    (publisher,) = [function for function in functions() if function.logical_id == "PublishEvents"]
    pattern = publisher.properties["Events"]["Changes"]["Properties"]["FilterCriteria"]["Filters"][0]["Pattern"]
    assert set(re.findall(r'"suffix": "#(\w+)"', pattern)) == set(catalogue.SOURCES)


def test_every_source_can_be_imported():
    for module in catalogue.SOURCES.values():
        assert (Path(ROOT) / "layers" / "core" / (module.replace(".", "/") + ".py")).exists()


def test_events_are_written_as_the_same_bytes_each_time():
    assert catalogue.to_json({"a": "ç", "b": [1, 2.5]}) == '{"a":"ç","b":[1,2.5]}'.encode()
    with pytest.raises(TypeError):
        catalogue.to_json({"a": object()})
