"""Examples of the data of the events of agents, after the reference."""

from typing import Any

EXECUTED: dict[str, Any] = {
    "execution_id": "age_r4s5t6u7",
    "agent_id": "ag_classifier_01",
    "agent_name": "Classificador d'intencions",
    "output": {"intent": "plan_upgrade", "confidence": 0.94, "suggested_action": "route_to_sales"},
    "tokens_used": 342,
    "credits_consumed": 1,
    "duration_ms": 1850,
    "completed_at": "2026-04-07T12:05:00Z",
}

WAITING: dict[str, Any] = {
    "execution_id": "age_w8x9y0z1",
    "agent_id": "ag_email_draft",
    "agent_name": "Redactor d'emails",
    "waiting": [{"tool": "invoices.send", "arguments": {"id": "inv_i9j0k1l2"}}],
    "expires_at": "2026-04-14T12:10:00Z",
}
