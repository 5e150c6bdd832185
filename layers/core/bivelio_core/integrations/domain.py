"""The declaration of the domain integrations."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, lazily

if TYPE_CHECKING:
    from bivelio_core.integrations import samples
else:
    (samples,) = lazily(__package__, "samples")

_HERE = "bivelio_core.integrations"

MAXIMUM = 50
"""How many connections an organisation may have in an environment."""

DOMAIN = Domain(
    name="integrations",
    tags={
        "integrations": "Your accounts at other services (WhatsApp, mail, Google, MCP and more), the chat of your site."
    },
    quotas={"connections": MAXIMUM},
    scopes=("integrations",),
    samples=lambda: samples.writes,
    texts=(f"{_HERE}.errors", f"{_HERE}.checks"),
)
