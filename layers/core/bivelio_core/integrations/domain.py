"""The declaration of the domain integrations."""

from bivelio_core.domain import Domain

_HERE = "bivelio_core.integrations"

MAXIMUM = 50
"""How many connections an organisation may have in an environment."""

DOMAIN = Domain(
    name="integrations",
    tags={"integrations": "Your accounts at other services: WhatsApp, Telegram, mail, Google Calendar, MCP servers."},
    quotas={"connections": MAXIMUM},
    scopes=("integrations",),
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.errors", f"{_HERE}.checks"),
)
