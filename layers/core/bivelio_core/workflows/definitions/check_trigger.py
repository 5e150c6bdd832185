"""Check the trigger of a definition."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError as PydanticError

from bivelio_core import domain, time_zones
from bivelio_core.expressions import saving
from bivelio_core.expressions.values import ExpressionError
from bivelio_core.faults import Fault
from bivelio_core.model_faults import faults_of

from . import cron, messages
from .check_verify import verify_faults
from .event_names import event_faults
from .models import TRIGGERS

STARTING = "calendar.starting"


def trigger_faults(trigger_type: str, trigger: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults of the trigger of a definition."""
    model = TRIGGERS[trigger_type]
    try:
        model.model_validate_json(json.dumps(trigger))
    except PydanticError as error:
        for one in faults_of(error, model):
            yield Fault(f"trigger.{one.field}", one.constraint, one.values)
        return
    if trigger_type == "cron":
        yield from _cron_faults(trigger)
    if trigger_type == "event":
        yield from _event_faults(trigger)
    if trigger_type == "inbound":
        yield from _inbound_faults(trigger)


def _cron_faults(trigger: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        cron.to_scheduler(trigger["cron"])
    except cron.CronError as error:
        yield Fault("trigger.cron", messages.CRON, {"reason": error.text})
    if time_zones.find(trigger.get("timezone", cron.DEFAULT_TIME_ZONE)) is None:
        yield Fault("trigger.timezone", messages.TIME_ZONE)


def _event_faults(trigger: Mapping[str, Any]) -> Iterator[Fault]:
    yield from event_faults("trigger.event", trigger["event"])
    yield from _lead_faults(trigger)
    if event_filter := trigger.get("filter"):
        try:
            saving.check(event_filter, roots=False)
        except ExpressionError as error:
            yield Fault("trigger.filter", messages.EXPRESSION, {"reason": error.text})


def _lead_faults(trigger: Mapping[str, Any]) -> Iterator[Fault]:
    """Only `calendar.starting` has a lead, and it always has one."""
    event_type = domain.event_types().get(trigger["event"])
    before, lead = trigger.get("before"), event_type.lead if event_type else None
    if before is None:
        if lead is not None:
            yield Fault("trigger.before", "required")
    elif lead is None:
        yield Fault("trigger.before", messages.ONLY_STARTING, {"event": STARTING})
    else:
        try:
            lead().normal(before)
        except ValueError:
            yield Fault("trigger.before", messages.LEAD)


def _inbound_faults(trigger: Mapping[str, Any]) -> Iterator[Fault]:
    if dedupe := trigger.get("dedupe"):
        try:
            saving.check(dedupe, roots=False)
        except ExpressionError as error:
            yield Fault("trigger.dedupe", messages.EXPRESSION, {"reason": error.text})
    if verify := trigger.get("verify"):
        for field, constraint, values in verify_faults(verify):
            yield Fault(f"trigger.verify.{field}", constraint, values)


def concurrency_faults(concurrency: Any) -> Iterator[Fault]:
    """The faults of the key of a rule: it reads the input and the trigger, which are there before any step."""
    key = concurrency.get("key") if isinstance(concurrency, dict) else None
    if key is None:
        return
    try:
        references = saving.check(key)
    except ExpressionError as error:
        yield Fault("concurrency.key", messages.EXPRESSION, {"reason": error.text})
        return
    if references.steps or references.element:
        yield Fault("concurrency.key", messages.EXPRESSION, {"reason": ExpressionError("start_only").text})
