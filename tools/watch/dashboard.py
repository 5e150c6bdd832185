"""The dashboard of CloudWatch, as it stands in watch/template.yaml: rows of widgets, from what is declared.

Source: CloudWatch User Guide, "Dashboard body structure and syntax". A line of the grid has 24 columns.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bivelio_core.needs import Needs
from bivelio_core.triggers import FromQueue

from tools.stack_parts.names import queue_name
from tools.watch.objectives import OBJECTIVES

COLUMNS = 24
HEIGHT = 6
REGION = "${AWS::Region}"
LIVE = ("AWS/ApiGateway", "ApiName", "${Platform}", "Stage", "v1")
SANDBOX = (*LIVE[:-1], "sandbox")
ACTIVITY = ("filter message = 'request' | stats count() as requests, sum(status >= 500) as failed, "
            "pct(Latency, 95) as p95_ms by Operation | sort requests desc | limit 20")  # fmt: skip
CREDITS = (
    "filter message = 'request' and Operation like /^(agents|documents|generate|workflows)/ "
    "| stats count() as requests, sum(code = 'CREDITS_EXHAUSTED') as without_credits by Operation"
)
CALLS = "filter message = 'request' | stats sum(AwsCalls) as calls, count() as requests by Operation | sort calls desc"


@dataclass(frozen=True)
class Widget:
    """A widget with its width in columns."""

    kind: str
    width: int
    properties: dict[str, Any]


def graph(
    title: str, metrics: Sequence[Sequence[Any]], *, stat: str = "Sum", width: int = 8, period: int = 300
) -> Widget:
    """A graph of metrics: each is namespace, name, dimensions, and options at its end."""
    about = {"title": title, "metrics": metrics, "stat": stat, "period": period, "view": "timeSeries"}
    return Widget("metric", width, about | {"region": REGION})


def table(title: str, query: str, *, width: int = 12) -> Widget:
    """The answer of a query of Logs Insights over the functions' log."""
    source = f"SOURCE '${{FunctionsLogGroup}}' | {query}"
    return Widget("log", width, {"title": title, "query": source, "region": REGION, "view": "table"})


def heading(text: str) -> Widget:
    """A line of text."""
    return Widget("text", COLUMNS, {"markdown": text})


def named(metric: Sequence[str], name: str, **options: Any) -> list[Any]:
    """A metric of a namespace and dimensions: `(namespace, dimension, value, ...)` with the metric's name."""
    namespace, *dimensions = metric
    return [namespace, name, *dimensions, *([options] if options else [])]


def widgets(all_needs: Iterable[Needs], alarms: Iterable[str]) -> Iterator[Widget]:
    """All widgets, from what feeds the functions and the alarms there are."""
    queues = [each for needs in all_needs for each in needs.fed_by if isinstance(each, FromQueue)]
    names = sorted({queue_name(each.queue) for each in queues})
    dead = sorted({f"Dead{queue_name(each.queue)}" for each in queues if not each.dead})
    parked = ["ParkedEvents", "ParkedIndexChanges", "ParkedRequests", "ParkedWorkflowEvents"]
    yield heading("## Alarms\nEach has its [runbook](${DocsUrl}/runbooks/). Objectives: [SLOs](${DocsUrl}/slos/).")
    arns = [f"${{{name}.Arn}}" for name in (*(each.alarm for each in OBJECTIVES), *alarms)]
    yield Widget("alarm", COLUMNS, {"title": "Alarms", "alarms": arns})
    yield heading("## The API")
    yield graph("Live: requests", [named(LIVE, "Count")])
    yield graph("Live: answers of 4xx and 5xx", [named(LIVE, "4XXError"), named(LIVE, "5XXError", color="#d13212")])
    yield graph("Live: latency", [named(LIVE, "Latency", stat=stat) for stat in ("p50", "p95", "p99")])
    yield graph("Sandbox: requests and 5xx", [named(SANDBOX, "Count"), named(SANDBOX, "5XXError", color="#d13212")])
    yield graph(
        "Throttled",
        [
            ["${Platform}", "ThrottledFunctions"],
            named(("AWS/DynamoDB", "TableName", "${Table}"), "ReadThrottleEvents"),
            named(("AWS/DynamoDB", "TableName", "${Table}"), "WriteThrottleEvents"),
            named(("AWS/States", "StateMachineArn", "${WorkflowRunner}"), "ExecutionThrottled"),
        ],
    )
    yield graph("Executions at once, of the account", [["AWS/Lambda", "ConcurrentExecutions"]], stat="Maximum")
    yield heading("## What follows from a request")
    ages = ("ApproximateAgeOfOldestMessage", "Maximum")
    yield graph("Seconds that the oldest message waits", list(_of_queues(names, ages[0])), stat=ages[1], width=12)
    waiting = list(_of_queues([*dead, *parked], "ApproximateNumberOfMessagesVisible"))
    yield graph("Dead and parked messages", waiting, stat="Maximum", width=12)
    streams = [named(("AWS/Lambda", "FunctionName", f"${{{each}}}"), "IteratorAge") for each in STREAMS]
    yield graph("How far streams are behind (ms)", streams, stat="Maximum")
    delivered = ("${Platform}", "Environment", "live")
    attempts = [named(delivered, each) for each in ("DeliveryAttempts", "Delivered", "DeliveriesLost")]
    yield graph("Deliveries", attempts)
    yield graph("From event to answer (ms)", [named(delivered, "DeliveryAge", stat=stat) for stat in ("p50", "p99")])
    runner = ("AWS/States", "StateMachineArn", "${WorkflowRunner}")
    ends = ("ExecutionsStarted", "ExecutionsSucceeded", "ExecutionsFailed", "ExecutionsTimedOut")
    yield graph("Workflow runs", [named(runner, each) for each in ends])
    yield graph("Start of scheduled runs after their time (ms)", [named(delivered, "StartDelay", stat="p99")])
    mails = ("AWS/SES", "platform", "${Platform}")
    yield graph("Mails", [named(mails, each) for each in ("Send", "Bounce", "Complaint", "Reject")])
    yield heading("## What it costs")
    yield graph(
        "Units of the table",
        [
            named(("AWS/DynamoDB", "TableName", "${Table}"), f"Consumed{each}CapacityUnits")
            for each in ("Read", "Write")
        ],
    )
    yield graph("Log lines (bytes)", [named(("AWS/Logs", "LogGroupName", "${FunctionsLogGroup}"), "IncomingBytes")])
    yield graph("Keys of API Gateway", [named(delivered, "GatewayKeys")], stat="Maximum", period=3600)
    yield table("Requests by operation", ACTIVITY)
    yield table("Operations that need AI credits, and refusals for lack of them", CREDITS)
    yield table("Calls of AWS by operation", CALLS)


STREAMS = ("IndexChanges", "PublishEvents")


def _of_queues(names: Iterable[str], metric: str) -> Iterator[list[Any]]:
    for name in names:
        yield ["AWS/SQS", metric, "QueueName", f"${{{name}QueueName}}", {"label": name}]


def dashboard_section(all_needs: Iterable[Needs], alarms: Iterable[str]) -> str:
    """The resource's body: a widget a line, in rows from left to right."""
    x = y = tallest = 0
    lines = []
    for each in widgets(all_needs, alarms):
        height = 2 if each.kind == "text" else HEIGHT
        if x + each.width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        place = {"type": each.kind, "x": x, "y": y, "width": each.width, "height": height}
        lines.append(json.dumps(place | {"properties": each.properties}))
        x, tallest = x + each.width, max(tallest, height)
    body = ",\n".join(f"        {line}" for line in lines)
    return (
        "  WatchDashboard:\n    Type: AWS::CloudWatch::Dashboard\n    Condition: WatchesFully\n    Properties:\n"
        "      DashboardName: !Ref Platform\n"
        f'      DashboardBody: !Sub |\n        {{"widgets": [\n{body}\n        ]}}\n'
    )
