"""Tools about bookings and invoices."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from bivelio_core.mcp_server.messages import JsonObject
from bivelio_core.mcp_server.tool import THING, Tool, answer_of, object_of, text
from bivelio_core.mcp_server.work import ToolFailed, Work, link

from .people import picked

TIME = text("2026-04-30T00:00:00+02:00", most=40)
UNPAID = ("overdue", "partially_paid", "sent", "pending")
MOST_OF_A_STATUS = 50
SHOWN = ("id", "number", "status", "client", "total", "amount_due", "currency", "issue_date", "due_date")


def free_slots(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """The free times of a service; of several services, those that could be meant."""
    services = work.ask("calendar.services_list")["services"]
    wish = arguments.get("service", "").casefold()
    meant = [each for each in services if each["active"] and (each["id"] == wish or wish in _names(each))]
    if len(meant) != 1:
        return {"services": [_service(each) for each in meant or services if each["active"]], "days": []}
    between = {"from": arguments["from"], "to": arguments["to"], "person_id": arguments.get("person_id")}
    slots = work.ask("calendar.slots", service_id=meant[0]["id"], **between)
    return {"services": [_service(meant[0])], "days": slots["days"], "timezone": slots["timezone"]}


def _names(service: Mapping[str, Any]) -> str:
    name = service["name"]
    return " ".join(name.values() if isinstance(name, dict) else [name]).casefold()


def _service(service: Mapping[str, Any]) -> JsonObject:
    return picked(service, "id", "name", "duration_minutes", "people", "price", "location")


def unpaid_invoices(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """What clients owe: the invoices that were issued and are not paid, the longest due first."""
    pages = [
        work.ask(
            "invoices.list",
            type="issued",
            status=status,
            client_id=arguments.get("client_id"),
            per_page=MOST_OF_A_STATUS,
        )
        for status in (UNPAID[:1] if arguments.get("only_overdue") else UNPAID)
    ]
    owed = {each["id"]: each for page in pages for each in page["invoices"] if each["amount_due"]}
    ordered = sorted(owed.values(), key=lambda each: each.get("due_date") or each["issue_date"])
    return {
        "invoices": [{**picked(each, *SHOWN), "url": invoice_url(each["id"])} for each in ordered],
        "totals": _sums(ordered),
        "is_complete": all(page["pagination"]["total_pages"] <= 1 for page in pages),
    }


def _sums(invoices: Iterable[Mapping[str, Any]]) -> list[JsonObject]:
    sums: dict[str, Decimal] = {}
    for each in invoices:
        sums[each["currency"]] = sums.get(each["currency"], Decimal(0)) + Decimal(str(each["amount_due"]))
    return [{"currency": currency, "amount_due": float(amount)} for currency, amount in sums.items()]


def invoice_url(invoice: str) -> str:
    """The page of an invoice."""
    return link(f"/invoices/{invoice}")


def invoice(work: Work, arguments: Mapping[str, Any]) -> JsonObject:
    """An invoice by its id or its number."""
    reference = arguments["invoice"]
    if reference.startswith("inv_"):
        document = work.ask("invoices.get", id=reference)
    else:
        listed = work.ask("invoices.list", search=reference, per_page=10)["invoices"]
        same = [each for each in listed if each["number"].casefold() == reference.casefold()]
        if len(same) != 1:
            raise ToolFailed.of(
                "RESOURCE_NOT_FOUND", "No single invoice has this number: use unpaid_invoices or search."
            )
        document = work.ask("invoices.get", id=same[0]["id"])
    return {"invoice": {**document, "url": invoice_url(document["id"])}}


TOOLS = (
    Tool(
        "free_slots",
        object_of(
            "from to",
            service=text("Name or id of the service; without it the services are listed.", most=100),
            **{"from": TIME},
            to=TIME,
            person_id=text(most=60),
        ),
        answer_of("services", "days", timezone={"type": "string"}),
        free_slots,
        needs=("calendar.services_list", "calendar.slots"),
    ),
    Tool(
        "unpaid_invoices",
        object_of(client_id=text("Id of a contact, ct_...", most=60), only_overdue={"type": "boolean"}),
        answer_of("invoices", "totals", is_complete={"type": "boolean"}),
        unpaid_invoices,
        needs=("invoices.list",),
    ),
    Tool(
        "invoice",
        object_of("invoice", invoice=text("Id, inv_..., or number.", most=60)),
        {"type": "object", "properties": {"invoice": THING}, "required": ["invoice"]},
        invoice,
        needs=("invoices.get", "invoices.list"),
    ),
)
