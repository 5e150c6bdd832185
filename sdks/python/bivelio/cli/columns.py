"""Which columns the tables of lists have: what a person looks for. `--columns` asks for others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARED: dict[str, str] = {
    "agents.executions": "execution_id,agent_name,status,model,tokens_used,credits_consumed,completed_at",
    "agents.list": "id,name,status,model,invocations_today",
    "audit.list": "at,action,actor_kind,actor,ip",
    "calendar.events": "id,title,start,end,timezone,location,status",
    "cases.list": "number,title,status,priority,assignee,updated_at,id",
    "contacts.list": "id,name,type,email,phone,tax_id.number,tags",
    "contacts.tasks_list": "id,title,status,priority,due_at,assignee",
    "credits.ledger": "at,kind,credits,balance_after,operation,reference",
    "deals.list": "id,title,status,amount,currency,stage_id,expected_close",
    "documents.list": "document_id,filename,document_type,status,size_bytes,uploaded_at",
    "events.list": "timestamp,event,id,data.id",
    "integrations.list": "id,provider,name,status,account,checked_at",
    "invoices.list": "number,client.name,issue_date,due_date,total,amount_due,currency,status,id",
    "keys.list": "id,name,environment,type,prefix,status,last_used_at",
    "knowledge.list": "source_id,collection,kind,title,status,passages,read_at",
    "messages.conversations": "contact_id,contact_name,channel,state,assignee_email,unread,last_message.created_at",
    "messages.list": "created_at,direction,channel,to,message,status,id",
    "messages.search": "created_at,contact_name,channel,direction,message,id",
    "products.list": "id,code,name,unit_price,tax_rate,unit",
    "requests.list": "at,status,operation,code,actor,latency_ms,id",
    "users.list": "id,email,name,role,status,joined_at",
    "webhooks.deliveries": "at,event,attempt,outcome,response_status,latency_ms,event_id",
    "webhooks.list": "webhook_id,url,events,status,health,success_rate",
    "workflows.instances": "instance_id,workflow_name,status,current_step,started_at,ended_at,duration_ms",
    "workflows.list": "id,name,status,trigger_type,steps_count,updated_at",
}
"""The columns of each list, as paths inside an item. Other lists show the first plain fields of their items."""

_SHORT = "_short"


def columns_of(operation: str, column_list: str | None, rows: list[dict[str, Any]]) -> list[str] | None:
    """Return the columns of a list: those asked for, or declared ones that something is in. None without any.

    Raises typer.BadParameter for a column that no row has.
    """
    if column_list is not None:
        names = [name.strip() for name in column_list.split(",") if name.strip()]
        absent = [name for name in names if not _is_there(name, rows)]
        if absent or not names:
            raise typer.BadParameter(f"--columns: there is no {', '.join(absent) or 'name'}; there are {_named(rows)}.")
        return names
    declared = DECLARED.get(operation.removesuffix(_SHORT))
    if declared is None:
        return None
    return [name for name in declared.split(",") if any(value_at(row, name) not in (None, "", []) for row in rows)]


def value_at(row: Mapping[str, Any], path: str) -> Any:
    """Return the value at a path inside an item, such as `client.name`; None when it is absent."""
    value: Any = row
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _is_there(path: str, rows: list[dict[str, Any]]) -> bool:
    """Return whether some row has the path; without rows nobody knows."""
    *above, last = path.split(".")
    parents = [value_at(row, ".".join(above)) if above else row for row in rows]
    return not rows or any(isinstance(parent, dict) and last in parent for parent in parents)


def _named(rows: Iterable[Mapping[str, Any]]) -> str:
    return ", ".join(dict.fromkeys(name for row in rows for name in row))
