"""The declaration of the domain integrations."""

from bivelio_core.domain import Domain

_HERE = "bivelio_core.integrations"

DOMAIN = Domain(
    name="integrations",
    tags={"integrations": "Your accounts at other services: WhatsApp, Telegram, mail, Google Calendar, MCP servers."},
    scopes=("integrations",),
    samples=f"{_HERE}.samples:writes",
    texts=(f"{_HERE}.errors", f"{_HERE}.checks"),
)
