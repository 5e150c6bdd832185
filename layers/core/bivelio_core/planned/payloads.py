"""The data of the events of planned domains, as the reference shows it."""

from typing import Any, Literal

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class MessageEvent(Response):
    """A message that came in or went out."""

    message_id: str
    contact_id: str | None = None
    channel: Literal["whatsapp", "telegram", "email"]
    direction: Literal["inbound", "outbound"]
    sender: str | None = Field(None, serialization_alias="from", validation_alias="from")
    to: str | None = None
    message: dict[str, Any]
    status: str
    sent_at: Timestamp


class InvoiceEvent(Response):
    """An invoice as `/invoices/get` shows it; the amounts are JSON numbers with two decimals."""

    id: str
    number: str
    type: Literal["issued", "received"]
    status: str
    client: dict[str, Any]
    subtotal: float
    tax: float
    total: float
    currency: str
    issue_date: str
    due_date: str | None = None


class CaseEvent(Response):
    """A case as `/cases/get` shows it."""

    id: str
    title: str
    status: str
    contact_id: str | None = None
    created_at: Timestamp
    updated_at: Timestamp
    previous: dict[str, Any] | None = Field(None, description="The former values of what changed (`case.updated`).")


class AgentExecuted(Response):
    """An execution of an agent, as `/agents/invoke` answered it."""

    execution_id: str
    agent_id: str
    agent_name: str
    output: dict[str, Any]
    tokens_used: int
    credits_consumed: int
    duration_ms: int
    completed_at: Timestamp


class DocumentProcessed(Response):
    """What was found in a document: an extraction or a classification."""

    document_id: str | None = None
    extraction_id: str | None = None
    operation: Literal["extract", "classify"]
    document_type: str | None = None
    classification: str | None = None
    confidence: float
    extracted: dict[str, Any] | None = None
    credits_consumed: int
    processed_at: Timestamp
