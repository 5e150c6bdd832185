"""The declaration of the domain mcp."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily

if TYPE_CHECKING:
    from bivelio_core.mcp import connections_used, samples
else:
    connections_used, samples = lazily(__package__, "connections_used", "samples")

DOMAIN = Domain(
    name="mcp",
    tags={"mcp": "Tools of MCP servers that you have connected: spreadsheets, databases, your own programs."},
    scopes=("mcp",),
    samples=lambda: samples.writes,
    family="mcp",
    steps=(
        StepType(
            "mcp.execute",
            operation="mcp.execute",
            connection=lambda: connections_used.of_step,
        ),
    ),
)
