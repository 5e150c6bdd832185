"""Every example we show runs verbatim, and what it answers has at least what the example shows."""

import pytest
from bivelio_core import domain
from bivelio_core.store.tenant_store import SystemStore
from bivelio_core.tenancy import Tenant

from tests.contracts.answered import RUN_BY_THE_TABLE, answer, shown
from tests.shapes import assert_covers, differing

MADE_NOW = {
    "agents.create": {"id", "created_at", "updated_at"},
    "agents.invoke": {"execution_id", "duration_ms", "completed_at"},
    "invoices.receive": {"id", "created_at", "updated_at", "issued_at"},
    "cases.create": {"id", "number", "created_at", "updated_at"},
    "cases.update": {"updated_at", "created_at"},
    "contacts.create": {"id", "created_at", "updated_at"},
    "contacts.update": {"updated_at"},
    "contacts.archive": {"updated_at", "archived_at"},
    "contacts.import": {"id", "created_at", "updated_at"},
    "contacts.export": {"id", "created_at"},
    "credits.balance": {"granted_at", "next_grant_at"},
    "credits.ledger": {"at"},
    "documents.upload": {"document_id", "url", "url_expires_at", "uploaded_at", "extraction_id"},
    "documents.extract": {"extraction_id", "processed_at"},
    "documents.classify": {"extraction_id", "processed_at"},
    "documents.review": {"reviewed_at", "reviewed_by"},
    "documents.upload_url": {"document_id", "url", "expires_at"},
    "documents.get": {"url", "url_expires_at"},
    "events.list": {"next_after"},
    "integrations.complete": {"checked_at", "updated_at"},
    "integrations.connect": {"id", "checked_at", "created_at", "updated_at"},
    "integrations.get": {"checked_at", "updated_at"},
    "integrations.list": {"checked_at", "updated_at"},
    "integrations.test": {"checked_at", "updated_at"},
    "calendar.create": {"id", "google_event_id", "created_at", "updated_at"},
    "calendar.update": {"updated_at"},
    "calendar.cancel": {"updated_at", "cancelled_at"},
    "invoices.create": {"id", "created_at", "updated_at", "pdf_url", "url_expires_at"},
    "invoices.export": {"content_base64"},
    "invoices.update": {"updated_at", "pdf_url", "url_expires_at"},
    "invoices.issue": {"updated_at", "issued_at", "pdf_url", "url_expires_at"},
    "invoices.mark_paid": {"updated_at"},
    "invoices.void": {"updated_at", "voided_at"},
    "invoices.rectify": {"id", "created_at", "updated_at", "issued_at", "pdf_url", "url_expires_at"},
    "invoices.settings_update": {"updated_at"},
    "invoices.send": {"updated_at", "sent_at", "pdf_url", "url_expires_at"},
    "mcp.execute": {"execution_id", "duration_ms", "completed_at"},
    "messages.send": {"message_id", "sent_at", "whatsapp_message_id"},
    "secrets.set": {"created_at", "updated_at"},
    "webhooks.create": {"webhook_id", "signing_secret", "created_at", "updated_at"},
    "webhooks.update": {"updated_at"},
    "webhooks.enable": {"updated_at"},
    "webhooks.rotate_secret": {"updated_at", "signing_secret"},
    "webhooks.test": {"event_id", "at", "latency_ms", "response_body"},
    "webhooks.replay": {"starts_at"},
    "workflows.create": {"id", "created_at", "updated_at"},
    "workflows.run_step": {"duration_ms"},
    "workflows.update": {"updated_at", "steps"},
    "workflows.archive": {"updated_at"},
    "workflows.rotate_url": {"token", "path", "earlier_end_at"},
    "workflows.get": {"steps"},
    "workflows.execute": {"instance_id", "started_at"},
    "workflows.instances_get": {"steps"},
    "workflows.pause": {"updated_at", "paused_at"},
    "workflows.resume": {"updated_at"},
    "workflows.pause_run": {"updated_at", "paused_at"},
    "workflows.resume_run": {"updated_at"},
    "workflows.cancel": {"updated_at", "ended_at", "duration_ms"},
    "workflows.approve": {"decided_at"},
}
"""Fields that cannot be as the example shows them: what is made when it runs, and `steps` that it shortens."""

WRITES_OF_A_DOMAIN = 32


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("operation", RUN_BY_THE_TABLE, ids=lambda operation: operation.endpoint.operation)
@pytest.mark.fix(
    "Send the request of {example} to `make run`, and correct the example or {handler}. "
    "What the request needs to exist belongs to the samples of its domain; fields that are new in each answer "
    "(an id, a time) to MADE_NOW of tests/contracts/test_examples.py."
)
def test_the_example_runs_in_a_fresh_sandbox(operation):
    body = answer(operation)
    assert_covers(operation.example["response"], body)
    made = MADE_NOW.get(operation.endpoint.operation, set())
    different = {path for example in shown(operation) for path in differing(example, body, exact=True)}
    assert {path for path in different if path.rpartition(".")[2] not in made} == set()


@pytest.mark.fix("Write fewer samples in samples.py of the domain: they are one transaction.")
def test_the_samples_of_a_domain_fit_into_a_transaction_with_others(table):
    store = SystemStore(table).of(Tenant.at("org_0000000000000000", "sandbox"))
    counts = {one.name: len(domain.resolve(one.samples)(store)) for one in domain.declared() if one.samples}
    assert max(counts.values()) <= WRITES_OF_A_DOMAIN, counts
