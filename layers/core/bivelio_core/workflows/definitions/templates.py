"""Starter workflows: those of the reference, and others to copy. Each passes `check_definition`."""

from typing import Any

ONBOARDING: dict[str, Any] = {
    "name": "Onboarding de client",
    "description": "Workflow automatic de benvinguda i configuracio",
    "trigger_type": "manual",
    "trigger": {},
    "concurrency": "single",
    "output": {
        "client_configured": True,
        "client_id": "{{ steps.crea_client.output.id || steps.cerca_client.output.contact.id }}",
        "welcome_email_sent": "{{ steps.dona_benvinguda.status == 'completed' }}",
    },
    "steps": [
        {
            "id": "cerca_client",
            "name": "Cerca el client pel correu",
            "type": "contact.find",
            "input": {"email": "{{ input.client_email }}"},
            "when": "input.client_email",
        },
        {
            "id": "benvinguda",
            "name": "Prepara la benvinguda",
            "type": "set",
            "input": {
                "subject": "Benvinguts, {{ input.client_name }}",
                "plan": "{{ input.plan || 'starter' }}",
                "is_known": "{{ steps.cerca_client.output.found || `false` }}",
            },
        },
        {
            "id": "revisio",
            "name": "Aprova els clients Enterprise",
            "type": "approval",
            "when": "input.plan == 'enterprise'",
            "input": {"message": "Vols donar d'alta {{ input.client_name }} al pla Enterprise?", "on_expiry": "reject"},
        },
        {
            "id": "crea_client",
            "name": "Crea el client",
            "type": "contact.create",
            "when": "steps.benvinguda.output.is_known == `false`",
            "input": {
                "type": "company",
                "name": "{{ input.client_name }}",
                "email": "{{ input.client_email }}",
                "tags": ["client", "{{ steps.benvinguda.output.plan }}"],
            },
        },
        {
            "id": "actualitza_client",
            "name": "Actualitza el client conegut",
            "type": "contact.update",
            "when": "steps.benvinguda.output.is_known",
            "input": {
                "id": "{{ steps.cerca_client.output.contact.id }}",
                "tags": "{{ [steps.cerca_client.output.contact.tags, ['client', steps.benvinguda.output.plan]][] }}",
            },
        },
        {
            "id": "avisa_equip",
            "name": "Avisa l'equip",
            "type": "http_request",
            "on_error": "continue",
            "input": {
                "url": "{{ input.notify_url || 'https://example.com/bivelio/onboarding' }}",
                "json": {
                    "subject": "{{ steps.benvinguda.output.subject }}",
                    "client": "{{ steps.crea_client.output.id || steps.cerca_client.output.contact.id }}",
                },
            },
        },
        {
            "id": "dona_benvinguda",
            "name": "Envia la benvinguda",
            "type": "message.send",
            "when": "input.client_email",
            "on_error": "continue",
            "input": {
                "channel": "email",
                "to": "{{ input.client_email }}",
                "message": {
                    "type": "text",
                    "subject": "{{ steps.benvinguda.output.subject }}",
                    "body": "Hola, {{ input.client_name }}. Ja tens el pla {{ steps.benvinguda.output.plan }} a punt.",
                },
            },
        },
    ],
}

MONTHLY_INVOICING: dict[str, Any] = {
    "name": "Facturacio mensual",
    "description": "Genera i envia factures el dia 1 de cada mes",
    "trigger_type": "cron",
    "trigger": {"cron": "0 9 1 * *", "timezone": "Europe/Madrid"},
    "concurrency": "single",
    "steps": [
        {
            "id": "periode",
            "name": "Fixa el periode",
            "type": "set",
            "input": {
                "at": "{{ trigger.scheduled_at || input.period }}",
                "clients": "{{ input.clients || ['ct_abc123'] }}",
            },
        },
        {
            "id": "revisio",
            "name": "Aprova la facturacio del mes",
            "type": "approval",
            "input": {"message": "Facturem {{ length(steps.periode.output.clients) }} clients?"},
        },
        {
            "id": "factures",
            "name": "Crea la factura de cada client",
            "type": "for_each",
            "when": "steps.revisio.output.approved",
            "input": {
                "items": "{{ steps.periode.output.clients }}",
                "steps": [
                    {
                        "id": "factura",
                        "type": "invoice.create",
                        "input": {
                            "client_id": "{{ item }}",
                            "line_items": [
                                {
                                    "description": "Llicencia software mensual",
                                    "quantity": 1,
                                    "unit_price": 500.00,
                                    "tax_rate": 21,
                                }
                            ],
                        },
                    },
                    {"id": "emet", "type": "invoice.issue", "input": {"id": "{{ steps.factura.output.id }}"}},
                ],
            },
        },
        {
            "id": "resum",
            "name": "Resumeix què s'ha fet",
            "type": "set",
            "input": {
                "period": "{{ steps.periode.output.at }}",
                "invoices": "{{ steps.factures.output.items[].{number: number, client: client.name, total: total} }}",
            },
        },
    ],
}

NEW_COMPANY: dict[str, Any] = {
    "name": "Nova empresa",
    "description": "Avisa un sistema extern de cada empresa que es dona d'alta",
    "trigger_type": "event",
    "trigger": {"event": "contact.created", "filter": "data.type == 'company'"},
    "concurrency": "allow",
    "steps": [
        {
            "id": "avisa",
            "type": "http_request",
            "input": {"url": "https://example.com/bivelio/companies", "json": "{{ input }}"},
            "retry": {"attempts": 5, "backoff_seconds": 30, "backoff_rate": 3},
        }
    ],
}

RECEIVED_INVOICE: dict[str, Any] = {
    "name": "Factura rebuda",
    "description": "Llegeix un document i fa revisar les factures que tenen alguna cosa dubtosa",
    "trigger_type": "manual",
    "trigger": {},
    "concurrency": "by_input",
    "output": "{{ steps.resum.output }}",
    "steps": [
        {
            "id": "classifica",
            "name": "Mira si és una factura",
            "type": "document.classify",
            "timeout_seconds": 60,
            "input": {"document_id": "{{ input.document_id }}", "categories": ["invoice", "other"]},
        },
        {
            "id": "llegeix",
            "name": "Llegeix la factura",
            "type": "document.extract",
            "when": "steps.classifica.output.classification == 'invoice'",
            "timeout_seconds": 60,
            "input": {"document_id": "{{ input.document_id }}", "document_type": "invoice"},
        },
        {
            "id": "revisio",
            "name": "Fa revisar el que és dubtós",
            "type": "approval",
            "when": "steps.llegeix.output.needs_review",
            "input": {"message": "Revisa l'extracció {{ steps.llegeix.output.extraction_id }}", "on_expiry": "reject"},
        },
        {
            "id": "resum",
            "name": "Diu què s'ha llegit",
            "type": "set",
            "input": {
                "classification": "{{ steps.classifica.output.classification }}",
                "number": "{{ steps.llegeix.output.extracted.invoice_number }}",
                "total": "{{ steps.llegeix.output.extracted.total }}",
            },
        },
    ],
}

ANSWERED_MESSAGE: dict[str, Any] = {
    "name": "Resposta a missatges",
    "description": "Classifica cada missatge que entra, en redacta la resposta i l'envia quan algú l'aprova",
    "trigger_type": "event",
    "trigger": {"event": "message.received", "filter": "data.message.type == 'text'"},
    "concurrency": "allow",
    "output": {
        "intent": "{{ steps.classifica.output.output.intent }}",
        "sent": "{{ steps.respon.status == 'completed' }}",
    },
    "steps": [
        {
            "id": "classifica",
            "name": "Troba la intenció",
            "type": "agent.invoke",
            "timeout_seconds": 60,
            "input": {
                "agent_id": "ag_classifier_01",
                "text": "{{ input.message.body }}",
                "context": {"client_id": "{{ input.contact_id }}"},
            },
        },
        {
            "id": "redacta",
            "name": "Redacta la resposta",
            "type": "agent.invoke",
            "timeout_seconds": 60,
            "input": {"agent_id": "ag_email_draft", "text": "{{ input.message.body }}"},
        },
        {
            "id": "revisio",
            "name": "Aprova la resposta",
            "type": "approval",
            "input": {"message": "Enviem la resposta que s'ha redactat a {{ input.from }}?", "on_expiry": "reject"},
        },
        {
            "id": "respon",
            "name": "Respon",
            "type": "message.send",
            "when": "steps.revisio.output.approved",
            "input": {
                "channel": "{{ input.channel }}",
                "contact_id": "{{ input.contact_id }}",
                "body": "{{ steps.redacta.output.output.text }}",
            },
        },
    ],
}

ALL = {
    "onboarding": ONBOARDING,
    "monthly_invoicing": MONTHLY_INVOICING,
    "new_company": NEW_COMPANY,
    "received_invoice": RECEIVED_INVOICE,
    "answered_message": ANSWERED_MESSAGE,
}
"""By the name under which docs/workflows.md shows them."""
