"""What an API key may be allowed: the bundles `read < write < admin`, or one of them for a single resource."""

from bivelio_core.faults import register

BUNDLES = ("read", "write", "admin")
RESOURCES = (
    "agents",
    "calendar",
    "cases",
    "contacts",
    "credits",
    "documents",
    "events",
    "forms",
    "imports",
    "integrations",
    "invoices",
    "mcp",
    "messages",
    "webhooks",
    "workflows",
)
"""The first words of the operations, those of the reference that are still to come included."""

UNKNOWN_SCOPE = register(
    "unknown_scope",
    {
        "ca": "El camp '{field}' no és un scope vàlid: read, write o admin, sol o amb un recurs (contacts:read).",
        "es": "El campo '{field}' no es un scope válido: read, write o admin, solo o con un recurso (contacts:read).",
        "en": "The field '{field}' is not a valid scope: read, write, admin, alone or with a resource (contacts:read).",
    },
)
PUBLISHABLE_READS_ONLY = register(
    "publishable_reads_only",
    {
        "ca": "Una clau publicable només pot tenir scopes de lectura.",
        "es": "Una clave publicable solo puede tener scopes de lectura.",
        "en": "A publishable key can only have read scopes.",
    },
)


def is_known(scope: str) -> bool:
    """Whether a scope exists."""
    resource, _, level = scope.rpartition(":")
    return level in BUNDLES and (scope == level or resource in RESOURCES)


def only_reads(scopes: list[str]) -> bool:
    """Whether none of the scopes changes anything."""
    return all(scope.rpartition(":")[2] == "read" for scope in scopes)
