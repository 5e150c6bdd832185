"""Tools about contacts and what is said with them."""

from collections.abc import Mapping
from typing import Any

from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import NUMBER, THING, Tool, answer_of, object_of, text
from bivelio_core.mcp_server.work import Work, link

PER_PAGE = 20
CONTACT_ID = text("Id of a contact, ct_...", most=60)
SHOWN = ("id", "type", "name", "email", "phone", "job_title", "company_id", "tags", "language", "last_activity_at")


def contact_url(contact: str) -> str:
    """The page of a contact."""
    return link(f"/contacts?id={contact}")


def picked(thing: Mapping[str, Any], *names: str) -> JsonObject:
    """Some fields of a resource, those that have a value."""
    return {name: thing[name] for name in names if thing.get(name) not in (None, [], {})}


def find_contact(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """Contacts whose names, addresses or phones begin with the words."""
    page = work.ask(
        "contacts.list", search=arguments["query"], page=arguments.get("page", 1), per_page=PER_PAGE, sort="name"
    )
    contacts = [{**picked(each, *SHOWN), "url": contact_url(each["id"])} for each in page["contacts"]]
    return {"contacts": contacts, "total": page["pagination"]["total"]}


def contact_history(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """A contact, and what happened with it, the newest first."""
    contact = work.ask("contacts.get", id=arguments["contact_id"])
    timeline = work.ask("contacts.timeline", contact_id=contact["id"], before=arguments.get("before"), limit=PER_PAGE)
    return {
        "contact": {**picked(contact, *SHOWN), "url": contact_url(contact["id"])},
        "entries": timeline["entries"],
        "next_before": timeline["next_before"],
    }


def conversation(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The messages with a contact."""
    contact, page = arguments["contact_id"], arguments.get("page", 1)
    about = work.ask("messages.conversations_get", contact_id=contact)
    listed = work.ask("messages.list", contact_id=contact, page=page, per_page=PER_PAGE)
    return {
        "conversation": {
            **picked(about, "contact_id", "contact_name", "channel", "state", "assignee_email", "labels", "unread"),
            **picked(about, "first_unanswered_at", "window_expires_at", "handled_by"),
            "url": link(f"/conversations?with={contact}"),
        },
        "messages": [_message(each) for each in listed["messages"]],
        "total": listed["pagination"]["total"],
    }


def conversations(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The conversations of the inbox."""
    page = work.ask(
        "messages.conversations",
        state=arguments.get("state"),
        unread=arguments.get("unread"),
        page=arguments.get("page", 1),
        per_page=PER_PAGE,
    )
    return {
        "conversations": [
            {
                **picked(each, "contact_id", "contact_name", "channel", "state", "assignee_email", "unread", "labels"),
                "last_message": _message(each["last_message"]),
                "url": link(f"/conversations?with={each['contact_id']}"),
            }
            for each in page["conversations"]
        ],
        "total": page["pagination"]["total"],
    }


def _message(message: Mapping[str, Any]) -> JsonObject:
    return {
        **picked(message, "id", "direction", "channel", "status", "created_at", "attachments", "deleted_at"),
        **picked(message["message"], "type", "subject", "body", "caption", "name"),
    }


STATES = {"type": "string", "enum": ["open", "waiting", "closed", "snoozed"]}
TOTAL = {"total": {"type": "integer"}}

TOOLS = (
    Tool(
        "find_contact",
        object_of("query", query=text("Name, e-mail address or phone.", most=200), page=NUMBER),
        answer_of("contacts", **TOTAL),
        find_contact,
        needs=("contacts.list",),
    ),
    Tool(
        "contact_history",
        object_of("contact_id", contact_id=CONTACT_ID, before=text("`next_before` of the last answer.")),
        answer_of("entries", contact=THING, next_before={"type": ["string", "null"]}),
        contact_history,
        needs=("contacts.get", "contacts.timeline"),
    ),
    Tool(
        "conversations",
        object_of(state=STATES, unread={"type": "boolean"}, page=NUMBER),
        answer_of("conversations", **TOTAL),
        conversations,
        needs=("messages.conversations",),
    ),
    Tool(
        "conversation",
        object_of("contact_id", contact_id=CONTACT_ID, page=NUMBER),
        answer_of("messages", conversation=THING, **TOTAL),
        conversation,
        needs=("messages.conversations_get", "messages.list"),
    ),
)
