"""The reading order of the guides, and the frame of the plain pages: those that are there without the site."""

from html import escape
from pathlib import Path

_FOLDER = Path(__file__).parent
STYLE = (_FOLDER / "pages.css").read_text(encoding="utf-8")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
"""Of every page that this makes: no scripts. Tables of guides have their alignment as styles in place."""

USE = "Use the API"
"""The group of the guides; the others are for who operates the platform or changes its code."""

GROUPS = {
    USE: {
        "getting-started": "first calls, pagination, retries, limits",
        "first-invoice": "a client, an invoice, its PDF, the mail and the payment",
        "first-import": "a file of another program, and what was wrong in each row",
        "first-assistant": "an agent that answers WhatsApp",
        "first-webhook": "an event on your machine, verified",
        "concepts": "the words, in a sentence each",
        "errors": "what can fail, and what to do",
        "stability": "which parts are beta, and what that means",
        "requests": "what was asked and failed, and how much of the limits is used",
        "contacts": "make or change by an address, find, tags, merge",
        "contacts-work": "notes, tasks, timeline, associations",
        "contacts-csv": "import and export",
        "contacts-moving": "HubSpot's and Attio's requests beside ours",
        "data-protection": "erase a person or an organisation",
        "agents": "what a language model does for you",
        "assistant": "an agent answers who writes, until a person goes on",
        "credits": "what operations of AI cost",
        "documents": "upload, extract, classify",
        "knowledge": "collections of texts, and answers with their sources",
        "generation": "forms and workflows from a description",
        "language-model": "which model answers, and what can fail",
        "integrations": "connect your accounts at other services",
        "messages": "WhatsApp, Telegram, e-mail, both ways",
        "webchat": "a chat on your site",
        "inbox": "who answers, what is open, notes and canned replies",
        "invoices": "drafts, numbers, payments, rectifications, what suppliers send",
        "taxes-and-numbers": "rates, exemptions, IRPF, and how numbers are given",
        "business-invoices": "Invoices between businesses",
        "administrations": "Public administrations: FACe, e.FACT",
        "peppol": "invoices through Peppol",
        "invoice-formats": "PDF, UBL, Facturae, records",
        "books": "the books, and the figures of forms",
        "cases": "what has to be done for contacts",
        "deals": "what may be sold, by stages, with sums",
        "views": "filters, order and columns of a list under a name",
        "calendar": "events, invitations, reminders, Google Calendar",
        "booking": "services, free times, bookings",
        "mcp": "tools of other systems",
        "connect-assistants": "Claude, ChatGPT, Copilot, Cursor and VS Code, step by step",
        "assistant-key": "a key that only reads contacts, for an assistant",
        "mcp-server": "use the API from assistants",
        "oauth": "apps that act for a person",
        "connect": "n8n, Zapier and Make, step by step",
        "events": "what happened, as a feed",
        "event-types": "the data of each event",
        "webhooks": "be called when something happens",
        "workflows-tutorial": "a first workflow, and a few more",
        "tag-approval-case": "a tag starts a workflow, the owner approves, a case is opened",
        "workflow-urls": "start a workflow from Stripe, Slack, Twilio, a form",
        "workflows": "the reference of steps, triggers and runs",
        "expressions": "the functions of expressions, with examples",
        "secrets": "credentials that workflows send, and nobody reads",
        "sandbox-clock": "try today what happens next month",
        "workflow-gallery": "workflows to copy",
        "identity": "organisations, users, keys, sessions",
        "openapi": "the document that the reference and the SDKs are made from",
        "sdks-python": "the client for Python",
        "sdks-javascript": "the client for JavaScript and TypeScript",
        "cli": "the command line",
        "dashboard": "keys, webhooks and events without code",
        "faces": "each operation as a step and as a tool of agents",
    },
    "Deploy and operate": {
        "deployment": "to an AWS account",
        "unproved-on-aws": "what the first deployment has to show",
        "operations": "commands, restoring, retention",
        "runbooks": "what to do when an alarm rings",
        "runbooks-queues": "the same for queues and sweepers",
        "game-day": "how each alarm was rung, and what was found",
        "status-page": "incidents, and what alarms show to customers",
        "quotas": "AWS's quotas, and what we use of them",
        "growing": "a hundred thousand organisations, regions, accounts",
        "slos": "objectives, and how fast their budgets go",
        "threat-model": "who could do harm, what stops it, what remains",
        "costs": "table calls and units of each request",
        "import-cost": "cold starts, function by function",
        "table-client": "what asking the table costs",
        "dependencies": "what we make ourselves, and what we use",
        "licences": "the packages we ship",
    },
    "Change the code": {
        "local-runtime": "the platform on your machine",
        "request-flow": "from the gateway to the service and back",
        "glossary": "our own words, and where they are",
        "data-model": "the items of the table",
        "lists": "the index behind every list",
        "translate": "what people read, in Catalan, Spanish and English",
        "webhook-delivery": "queues, leases and lanes behind webhooks",
    },
}
"""The pages of docs/ by name, with their subject: grouped by reader, in the order of a first reading."""

GUIDES = {name: about for guides in GROUPS.values() for name, about in guides.items()}


def document(title: str, body: str, *, reload_seconds: int = 0) -> str:
    """Return a whole page; `body` is the HTML inside its `main`. It reloads itself after some seconds, if told so."""
    reload = f'\n<meta http-equiv="refresh" content="{reload_seconds}">' if reload_seconds else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">{reload}
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<style>
{STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header><strong><a href="/">BiVelio API, local</a></strong>
<nav aria-label="Pages"><a href="/docs/">Documentation</a> <a href="/mail">Mail</a>
<a href="/openapi.json">openapi.json</a></nav></header>
<main id="content">
{body}
</main>
</body>
</html>
"""
