"""The list of the domains, in the order of the reference. A new domain is an import and a name here.

`planned` declares what the reference promises of domains that are not built yet: a new domain takes over its part.
"""

from bivelio_core.agents.domain import DOMAIN as AGENTS
from bivelio_core.calendar.domain import DOMAIN as CALENDAR
from bivelio_core.cases.domain import DOMAIN as CASES
from bivelio_core.contacts.domain import DOMAIN as CONTACTS
from bivelio_core.credits.domain import DOMAIN as CREDITS
from bivelio_core.deals.domain import DOMAIN as DEALS
from bivelio_core.documents.domain import DOMAIN as DOCUMENTS
from bivelio_core.domain import Domain
from bivelio_core.events.domain import DOMAIN as EVENTS
from bivelio_core.forms.domain import DOMAIN as FORMS
from bivelio_core.identity.domain import DOMAIN as IDENTITY
from bivelio_core.integrations.domain import DOMAIN as INTEGRATIONS
from bivelio_core.invoices.domain import DOMAIN as INVOICES
from bivelio_core.knowledge.domain import DOMAIN as KNOWLEDGE
from bivelio_core.mcp.domain import DOMAIN as MCP
from bivelio_core.messages.domain import DOMAIN as MESSAGES
from bivelio_core.planned import domain as planned
from bivelio_core.products.domain import DOMAIN as PRODUCTS
from bivelio_core.requests.domain import DOMAIN as REQUESTS
from bivelio_core.sandbox_clock.domain import DOMAIN as SANDBOX_CLOCK
from bivelio_core.secrets.domain import DOMAIN as SECRETS
from bivelio_core.views.domain import DOMAIN as VIEWS
from bivelio_core.webhooks.domain import DOMAIN as WEBHOOKS
from bivelio_core.workflows.domain import DOMAIN as WORKFLOWS

DOMAINS: tuple[Domain, ...] = (
    IDENTITY,
    WORKFLOWS,
    MESSAGES,
    CONTACTS,
    INVOICES,
    PRODUCTS,
    CASES,
    DEALS,
    AGENTS,
    DOCUMENTS,
    KNOWLEDGE,
    FORMS,
    CREDITS,
    INTEGRATIONS,
    SECRETS,
    CALENDAR,
    MCP,
    VIEWS,
    planned.OTHERS,
    WEBHOOKS,
    EVENTS,
    REQUESTS,
    SANDBOX_CLOCK,
)
