"""The catalogue has the twelve documented types, each with a schema that its example fits."""

import re

import jsonschema
import pytest
from bivelio_core import domain
from bivelio_core.events import catalogue
from bivelio_core.events.models import ListEvents

from tests.api import call
from tests.functions.webhooks.registered import EXAMPLE_URL
from tools.template import functions

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
BEYOND = [
    "agent.waiting",
    "booking.cancelled",
    "booking.created",
    "booking.moved",
    "calendar.cancelled",
    "calendar.created",
    "calendar.starting",
    "calendar.updated",
    "contact.archived",
    "contact.merged",
    "conversation.assigned",
    "conversation.closed",
    "conversation.handed_over",
    "conversation.reopened",
    "deal.created",
    "deal.lost",
    "deal.stage_changed",
    "deal.updated",
    "deal.won",
    "document.extracted",
    "document.stored",
    "invoice.booked",
    "invoice.certificate_expiring",
    "invoice.delivery_changed",
    "invoice.issued",
    "invoice.overdue",
    "invoice.rectified",
    "invoice.registered",
    "invoice.registration_failed",
    "invoice.sent",
    "invoice.voided",
    "message.updated",
    "task.due",
    "task.reminder",
    "webhook.disabled",
    "webhook.failing",
    "workflow.waiting",
]


def test_the_documented_types_are_there_in_their_order():
    (asked, _) = ListEvents.model_json_schema()["properties"]["types"]["anyOf"]
    assert [name for name, about in domain.event_types().items() if about.is_documented] == DOCUMENTED
    assert sorted(domain.event_types().keys() - set(DOCUMENTED)) == BEYOND
    assert list(domain.event_types()) == asked["items"]["enum"]
    assert (asked["minItems"], asked["maxItems"]) == (1, len(DOCUMENTED) + len(BEYOND))


@pytest.mark.parametrize("event_type", [*DOCUMENTED, *BEYOND])
def test_the_example_fits_the_schema(event_type):
    schema = catalogue.schema(event_type)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(catalogue.example(event_type), schema)
    broken = {
        name: value for name, value in catalogue.example(event_type).items() if name not in schema["required"][:1]
    }
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


@pytest.mark.parametrize("event_type", [*DOCUMENTED, *BEYOND])
def test_an_example_names_every_field_it_can(event_type):
    unknown = catalogue.example(event_type).keys() - catalogue.schema(event_type)["properties"].keys()
    assert unknown == set()


def test_the_event_sources_filter_names_the_kinds_that_events_come_from():
    (publisher,) = [function for function in functions() if function.logical_id == "PublishEvents"]
    filters = publisher.properties["Events"]["Changes"]["Properties"]["FilterCriteria"]["Filters"]
    pattern = " ".join(each["Pattern"] for each in filters)
    kinds = {kind for declared in domain.declared() for kind in declared.sources}
    whole = {kind.partition for kind in kinds if not kind.marker}
    assert set(re.findall(r'"suffix": "#(\w+)"', pattern)) == whole
    assert set(re.findall(r'"(\w+)": {"S": \[{"exists": true}\]}', pattern)) == {
        kind.marker for kind in kinds if kind.marker
    }


def test_every_documented_type_has_a_source():
    assert {name for each in domain.declared() if each.sources for name in each.events} == {*DOCUMENTED, *BEYOND}


@pytest.mark.usefixtures("table")
def test_every_documented_type_is_accepted_by_webhooks_workflows_and_the_feed():
    assert call("webhooks.create", {"url": EXAMPLE_URL, "events": DOCUMENTED}).data["events"] == DOCUMENTED
    assert call("events.list", {"types": DOCUMENTED}).status == 200
    steps = [{"id": "s", "type": "set"}]
    for name in DOCUMENTED:
        about = {"name": name, "trigger_type": "event", "trigger": {"event": name}, "steps": steps}
        assert call("workflows.create", about).status == 200


def test_events_are_written_as_the_same_bytes_each_time():
    assert catalogue.to_json({"a": "ç", "b": [1, 2.5]}) == '{"a":"ç","b":[1,2.5]}'.encode()
    with pytest.raises(TypeError):
        catalogue.to_json({"a": object()})
