"""What feeds functions, as their `Events`, and the queues and alarms that come with it."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from bivelio_core import domain
from bivelio_core.needs import Needs
from bivelio_core.triggers import (
    EveryMinute,
    FromLog,
    FromQueue,
    FromTable,
    Parked,
    RunBroken,
    Scheduled,
    StepTask,
    Trigger,
)

from .names import queue_name
from .values import GetAtt, If, Ref

REPORTS = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}
KEPT = {"MessageRetentionPeriod": 14 * 86_400, "SqsManagedSseEnabled": True}


def properties(needs: Needs) -> dict[str, Any]:
    """Return the properties of a function that follow from what feeds it."""
    values: dict[str, Any] = {}
    if any(isinstance(each, StepTask) for each in needs.fed_by):
        limit = If("LimitsWorkflows", Ref("WorkflowConcurrency"), Ref("AWS::NoValue"))
        values["ReservedConcurrentExecutions"] = limit
    if {each.queue for each in needs.fed_by if isinstance(each, FromQueue)} & set(needs.sends):
        values["RecursiveLoop"] = (
            "Allow"  # Lambda would stop it after about sixteen (Developer Guide, "recursive loop detection")
        )
    for each in needs.fed_by:
        if isinstance(each, FromLog | RunBroken | Scheduled):
            values["EventInvokeConfig"] = {"DestinationConfig": {"OnFailure": _parks(each.parked)}}
    if sources := {name: source for each in needs.fed_by for name, source in _source(each)}:
        values["Events"] = sources
    return values


def variables(needs: Needs) -> dict[str, Any]:
    """Return what the functions of triggers must know: where to park, and the queue whose messages they hide."""
    values = {}
    for each in needs.fed_by:
        if isinstance(each, FromTable):
            values["PARKED_QUEUE_URL"] = Ref(each.parked.queue)
        if isinstance(each, FromQueue) and each.is_ordered:
            values[f"{each.queue.upper()}_QUEUE_URL"] = Ref(queue_name(each.queue))
    return values


def statements(needs: Needs) -> Iterator[dict[str, Any]]:
    """Return what triggers need of a policy, besides what SAM adds."""
    for each in needs.fed_by:
        if isinstance(each, FromTable):
            yield {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": Ref(f"{each.parked.queue}Arn")}
        if isinstance(each, FromQueue) and each.is_ordered:
            resource = Ref(f"{queue_name(each.queue)}Arn")
            yield {"Effect": "Allow", "Action": "sqs:ChangeMessageVisibility", "Resource": resource}


def _source(trigger: Trigger) -> Iterator[tuple[str, dict[str, Any]]]:
    match trigger:
        case FromQueue():
            yield trigger.name or queue_name(trigger.queue), {"Type": "SQS", "Properties": _from_queue(trigger)}
        case FromTable():
            yield "Changes", {"Type": "DynamoDB", "Properties": _from_table(trigger)}
        case FromLog():
            about = {"LogGroupName": Ref("FunctionsLogGroup"), "FilterPattern": trigger.pattern}
            yield "Lines", {"Type": "CloudWatchLogs", "Properties": about}
        case EveryMinute():
            yield "Minute", {"Type": "Schedule", "Properties": {"Schedule": "rate(1 minute)"}}
        case RunBroken():
            about = {
                "Pattern": {
                    "source": ["aws.states"],
                    "detail-type": ["Step Functions Execution Status Change"],
                    "detail": {
                        "stateMachineArn": [Ref("WorkflowRunner")],
                        "status": ["FAILED", "ABORTED", "TIMED_OUT"],
                    },
                },
                "DeadLetterConfig": {"Arn": Ref(f"{trigger.parked.queue}Arn")},
            }
            yield "Ended", {"Type": "EventBridgeRule", "Properties": about}


def _from_queue(trigger: FromQueue) -> dict[str, Any]:
    local, cloud = trigger.at_once
    return {
        "Queue": Ref(f"{queue_name(trigger.queue)}Arn"),
        "BatchSize": trigger.batch,
        **REPORTS,
        "ScalingConfig": {"MaximumConcurrency": local if local == cloud else If("IsLocal", local, cloud)},
    }


def _from_table(trigger: FromTable) -> dict[str, Any]:
    return {
        "Stream": Ref("TableStreamArn"),
        "StartingPosition": "TRIM_HORIZON",
        "BatchSize": trigger.batch,
        **({"MaximumBatchingWindowInSeconds": trigger.window} if trigger.window else {}),
        "ParallelizationFactor": 4,
        **REPORTS,
        "BisectBatchOnFunctionError": True,
        "MaximumRetryAttempts": trigger.tries,
        "DestinationConfig": {"OnFailure": _parks(trigger.parked)},
        "FilterCriteria": {"Filters": [{"Pattern": json.dumps(each)} for each in _patterns(trigger.kinds)]},
    }


def _patterns(field: str) -> Iterator[dict[str, Any]]:
    """Return the pattern of the kinds that are known by their partition, then those of kinds known by an attribute."""
    fields = {"lists": ("lists", "activities")}.get(field, (field,))
    kinds = {kind for declared in domain.declared() for each in fields for kind in getattr(declared, each)}
    suffixes = sorted(kind.partition for kind in kinds if not kind.marker)
    yield {"dynamodb": {"Keys": {"PK": {"S": [{"suffix": f"#{suffix}"} for suffix in suffixes]}}}}
    for marker in sorted(kind.marker for kind in kinds if kind.marker):
        yield {"dynamodb": {"NewImage": {marker: {"S": [{"exists": True}]}}}}


def _parks(parked: Parked) -> dict[str, Any]:
    return {"Type": "SQS", "Destination": Ref(f"{parked.queue}Arn")}


def queues(all_needs: Iterable[Needs]) -> dict[str, dict[str, Any]]:
    """Return the queues that triggers declare, each with its dead letters, as resources of the root."""
    resources: dict[str, dict[str, Any]] = {}
    for trigger in (trigger for needs in all_needs for trigger in needs.fed_by):
        if isinstance(trigger, FromQueue):
            name, dead = queue_name(trigger.queue), f"Dead{queue_name(trigger.dead or trigger.queue)}"
            fifo: dict[str, Any] = {"FifoQueue": True} if trigger.is_ordered else {}
            per_group = {"DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId"}
            about = {
                **({**fifo, **per_group} if fifo else {}),
                "VisibilityTimeout": trigger.hidden,
                **KEPT,
                "MessageRetentionPeriod": trigger.days * 86_400,
                "RedrivePolicy": {
                    "deadLetterTargetArn": GetAtt(dead, "Arn"),
                    "maxReceiveCount": trigger.tries,
                },
            }
            resources[name] = _queue(about)
            if not trigger.dead:
                resources[dead] = _queue({**fifo, **KEPT})
        elif parked := getattr(trigger, "parked", None):
            resources[parked.queue] = _queue(KEPT)
    return resources


def _queue(about: dict[str, Any]) -> dict[str, Any]:
    return {"Type": "AWS::SQS::Queue", "Properties": about}


def alarms(declared: Iterable[tuple[str, Needs]]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Return each alarm's name, what kind it is, its description and the value of its dimension.

    The kind is `waits` (messages are in the queue) or `fails` (the function failed in three of five minutes).
    """
    for name, needs in declared:
        for trigger in needs.fed_by:
            if isinstance(trigger, FromQueue) and trigger.alarm:
                queue = f"Dead{queue_name(trigger.queue)}"
                yield f"{queue}Alarm", "waits", trigger.alarm, Ref(f"{queue}QueueName")
            elif isinstance(trigger, EveryMinute):
                yield f"{name}FailingAlarm", "fails", trigger.alarm, Ref(name)
            elif (parked := getattr(trigger, "parked", None)) and parked.alarm:
                yield f"{parked.queue}Alarm", "waits", parked.alarm, Ref(f"{parked.queue}QueueName")
