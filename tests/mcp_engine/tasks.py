"""Ten tasks as people speak of them, done by a simulated model: it knows the tools and what they answer.

A task is a generator: it yields the next call, is sent the result, and returns what the person is told.
"""

import json
from collections.abc import Callable, Generator, Mapping
from typing import Any

Result = dict[str, Any]
Task = Generator[tuple[str, dict[str, Any]], Result, Any]
Use = Callable[[str, dict[str, Any]], Result]


def read(value: Any) -> Any:
    """A document without the marks around what people wrote."""
    if isinstance(value, dict):
        return {name: read(part) for name, part in value.items()}
    if isinstance(value, list):
        return [read(part) for part in value]
    return value.removeprefix("<data>\n").removesuffix("\n</data>") if isinstance(value, str) else value


def confirmed(name: str, arguments: dict[str, Any]) -> Task:
    """What cannot be undone: where the answer is a preview, the person says yes and the call is made again."""
    answer = yield name, arguments
    if answer.get("status") == "needs_confirmation":
        answer = yield name, {**arguments, "confirm": answer["confirm"]}
    return answer


def remind_debtors() -> Task:
    """Who has not paid? Remind them kindly."""
    owed = yield "unpaid_invoices", {}
    reminded = []
    for each in owed["invoices"][:3]:
        message = f"Bon dia! Et recordem la factura {each['number']}. Gràcies."
        sent = yield from confirmed("remind", {"invoice_id": each["id"], "message": message})
        reminded.append(sent["number"])
    return reminded


def invoice_two_hours() -> Task:
    """Invoice Empresa ABC two hours of consulting, and issue it."""
    found = yield "find_contact", {"query": "Empresa ABC"}
    line = {"description": "Consultoria", "quantity": 2, "unit_price": 60}
    draft = yield "draft_invoice", {"client_id": found["contacts"][0]["id"], "lines": [line]}
    if [each["code"] for each in draft["warnings"]] == ["client_without_nif"]:
        change = {"id": draft["id"], "document_type": "simplified"}
        yield from confirmed("api_change", {"operation": "invoices.update", "data": change})
    issued = yield from confirmed("issue_invoice", {"invoice_id": draft["id"]})
    return issued["status"]


def who_is() -> Task:
    """Who is Maria, and what have we had with her?"""
    found = yield "find_contact", {"query": "maria"}
    history = yield "contact_history", {"contact_id": found["contacts"][0]["id"]}
    return [each["kind"] for each in history["entries"]]


def answer_conversation() -> Task:
    """Answer the last conversation."""
    inbox = yield "conversations", {}
    contact = inbox["conversations"][0]["contact_id"]
    yield "conversation", {"contact_id": contact}
    sent = yield from confirmed("reply", {"contact_id": contact, "text": "Gràcies, ho mirem avui mateix."})
    return sent["status"]


def book_first_free_time() -> Task:
    """Book Empresa ABC the first free time of a first visit this week."""
    found = yield "find_contact", {"query": "Empresa ABC"}
    week = {"from": "2026-11-30T00:00:00Z", "to": "2026-12-05T00:00:00Z"}
    free = yield "free_slots", {"service": "Primera visita", **week}
    day = next(each for each in free["days"] if each["slots"])
    start = day["slots"][0]["start"]
    asked = {"service_id": free["services"][0]["id"], "start": start, "contact_id": found["contacts"][0]["id"]}
    booked = yield from confirmed("book", asked)
    return booked["start"]


def when_open() -> Task:
    """When are we open on Saturdays?"""
    found = yield "ask_knowledge", {"question": "Quan obriu dissabte?"}
    return found["passages"][0]["text"]


def welcome_client() -> Task:
    """Run the workflow that welcomes a client."""
    asked = {"workflow": "Onboarding de client", "input": {"client_name": "Empresa ABC", "client_email": "a@b.cat"}}
    run = yield from confirmed("run_workflow", asked)
    return run["status"]


def what_happened() -> Task:
    """What happened since Easter?"""
    feed = yield "what_happened", {"since": "2026-04-05T00:00:00Z", "limit": 5}
    return [each["event"] for each in feed["events"]]


def change_job_title() -> Task:
    """Maria is the director now."""
    offered = yield "api_search", {"query": "update a contact"}
    (name,) = (each["operation"] for each in offered["operations"] if each["operation"] == "contacts.update")
    details = yield "api_details", {"operations": [name]}
    assert "job_title" in details["operations"][0]["data"]["properties"]
    found = yield "find_contact", {"query": "maria"}
    data = {"id": found["contacts"][0]["id"], "job_title": "Directora"}
    changed = yield from confirmed("api_change", {"operation": name, "data": data})
    return changed["result"]["job_title"]


def credits_left() -> Task:
    """How many credits are left?"""
    left = yield "balance", {}
    return left["balance"]


TASKS: Mapping[Callable[[], Task], Callable[[Any], bool]] = {
    remind_debtors: lambda numbers: len(numbers) > 0 and all(each.startswith("FAC-") for each in numbers),
    invoice_two_hours: lambda status: status == "pending",
    who_is: lambda kinds: len(kinds) > 0,
    answer_conversation: lambda status: status in {"queued", "sent"},
    book_first_free_time: lambda start: start.startswith("2026-1"),
    when_open: lambda text: "issabte" in text,
    welcome_client: lambda status: status in {"pending", "running"},
    what_happened: lambda types: "workflow.completed" in types,
    change_job_title: lambda title: title == "Directora",
    credits_left: lambda left: left > 0,
}
"""The tasks, each with what its outcome must be."""

MOST_CALLS = 7


def carried_out(task: Callable[[], Task], use: Use) -> tuple[Any, int]:
    """Do a task with what calls tools; what the person is told, and how many calls it took."""
    steps, calls = task(), 0
    try:
        name, arguments = next(steps)
        while True:
            calls += 1
            name, arguments = steps.send(read(use(name, arguments)))
    except StopIteration as end:
        return end.value, calls


def structured(result: Mapping[str, Any]) -> Result:
    """The structured content of a result, or the error that its text says."""
    (block,) = result["content"]
    if result.get("isError"):
        failed: Result = json.loads(block["text"])
        return failed
    assert block["text"]
    content: Result = result["structuredContent"]
    return content
