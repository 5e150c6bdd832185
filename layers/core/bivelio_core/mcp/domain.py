"""The declaration of the domain mcp."""

from bivelio_core.domain import Domain, StepType

_HERE = "bivelio_core.mcp"

DOMAIN = Domain(
    name="mcp",
    tags={"mcp": "Tools of MCP servers that you have connected: spreadsheets, databases, your own programs."},
    scopes=("mcp",),
    samples=f"{_HERE}.samples:writes",
    steps=(
        StepType(
            "mcp.execute",
            "mcp",
            f"{_HERE}.models:ExecuteTool",
            f"{_HERE}.steps:execute",
            scope="mcp:write",
            connection=f"{_HERE}.connections_used:of_step",
        ),
    ),
)
