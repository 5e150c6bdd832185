"""An example of the data of each event of workflows, based on the reference; `/webhooks/test` sends them."""

from typing import Any

COMPLETED: dict[str, Any] = {
    "instance_id": "wfi_x9y8z7w6",
    "workflow_id": "wf_a1b2c3d4",
    "workflow_name": "Onboarding de client",
    "status": "completed",
    "duration_ms": 45000,
    "output": {"client_configured": True, "welcome_email_sent": True},
}
FAILED: dict[str, Any] = {
    "instance_id": "wfi_x9y8z7w6",
    "workflow_id": "wf_a1b2c3d4",
    "workflow_name": "Onboarding de client",
    "status": "failed",
    "duration_ms": 12000,
    "error": {"step": "welcome_email", "code": "INTEGRATION_ERROR", "message": "El proveïdor no respon."},
}
WAITING: dict[str, Any] = {
    "instance_id": "wfi_x9y8z7w6",
    "workflow_id": "wf_a1b2c3d4",
    "workflow_name": "Onboarding de client",
    "step_id": "approve_welcome",
    "iteration": "0",
    "message": "Enviem la benvinguda a Empresa ABC?",
    "expires_at": "2026-04-14T10:30:00Z",
    "deciders": {"roles": ["owner", "admin"], "exclude_starter": True},
}
