"""Tools about what happened, what waits, and what is left."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import NUMBER, TEXT, THING, Tool, answer_of, object_of, text
from bivelio_core.mcp_server.work import Work, link

from .people import picked

MOST_EVENTS, MOST_WAITING, MOST_COLLECTIONS = 50, 20, 3


def what_happened(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The events since a time, the newest first."""
    since, types = arguments.get("since"), arguments.get("types")
    page = work.send(
        "events.list",
        {
            "newest_first": True,
            "limit": min(arguments.get("limit", PER_ANSWER), MOST_EVENTS),
            **({"from": since} if since else {}),
            **({"types": types} if types else {}),
        },
    )
    return {"events": page["events"], "has_more": page["has_more"]}


PER_ANSWER = 20


def to_approve(work: Work, _arguments: Mapping[str, Any]) -> JsonObject:
    """What waits for a person's decision: runs of workflows, and calls of agents."""
    runs, executions = [], []
    if work.may("workflows.instances"):
        page = work.ask("workflows.instances", status="waiting", with_waiting=True, per_page=MOST_WAITING)
        runs = [
            {
                **picked(each, "instance_id", "workflow_name", "started_at", "waiting"),
                "url": link(f"/runs/{each['instance_id']}"),
            }
            for each in page["instances"]
            if each.get("waiting")
        ]
    if work.may("agents.executions"):
        page = work.ask("agents.executions", status="waiting", per_page=MOST_WAITING)
        executions = [
            {**picked(each, "execution_id", "agent_name", "completed_at"), "url": link(f"/agents/{each['agent_id']}")}
            for each in page["executions"]
        ]
    return {"runs": runs, "agents": executions, "decide_at": link("/approvals")}


def balance(work: Work, _arguments: Mapping[str, Any]) -> JsonObject:
    """The credits that are left."""
    return work.ask("credits.balance")


def ask_knowledge(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Passages of the organisation's knowledge that answer a question."""
    if "collection" in arguments:
        names = [arguments["collection"]]
    else:
        collections = work.ask("knowledge.collections_list", per_page=50)["collections"]
        names = [each["collection"] for each in collections if each["status"] == "active"][:MOST_COLLECTIONS]
    passages = [
        {"collection": name, **picked(each, "text", "headings", "page", "source", "score")}
        for name in names
        for each in work.ask("knowledge.search", collection=name, query=arguments["question"], limit=5)["passages"]
    ]
    return {"passages": sorted(passages, key=lambda each: -each["score"])[:8]}


TOOLS = (
    Tool(
        "what_happened",
        object_of(
            since=text("A time, 2026-04-07T00:00:00Z.", most=40),
            types={"type": "array", "items": TEXT, "maxItems": 20, "description": "Event types, invoice.paid."},
            limit=NUMBER,
        ),
        answer_of("events", has_more={"type": "boolean"}),
        what_happened,
        needs=("events.list",),
    ),
    Tool(
        "to_approve",
        object_of(),
        answer_of("runs", "agents", decide_at=TEXT),
        to_approve,
        one_of=("workflows.instances", "agents.executions"),
    ),
    Tool("balance", object_of(), THING, balance, needs=("credits.balance",)),
    Tool(
        "ask_knowledge",
        object_of("question", question=text(most=500), collection=text(most=60)),
        answer_of("passages"),
        ask_knowledge,
        needs=("knowledge.collections_list", "knowledge.search"),
    ),
)
