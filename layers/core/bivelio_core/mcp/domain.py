"""The declaration of the domain mcp."""

from typing import TYPE_CHECKING

from bivelio_core.domain import Domain, StepType, lazily

if TYPE_CHECKING:
    from bivelio_core.mcp import connections_used, models, samples, steps
else:
    connections_used, models, samples, steps = lazily(__package__, "connections_used", "models", "samples", "steps")

DOMAIN = Domain(
    name="mcp",
    tags={"mcp": "Tools of MCP servers that you have connected: spreadsheets, databases, your own programs."},
    scopes=("mcp",),
    samples=lambda: samples.writes,
    steps=(
        StepType(
            "mcp.execute",
            "mcp",
            lambda: models.ExecuteTool,
            lambda: steps.execute,
            scope="mcp:write",
            connection=lambda: connections_used.of_step,
        ),
    ),
)
