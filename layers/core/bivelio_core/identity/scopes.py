"""What an API key may be allowed: the bundles `read < write < admin`, or one of them for a single resource."""

from bivelio_core.faults import register

BUNDLES = ("read", "write", "admin")
UNKNOWN_SCOPE = register(
    "unknown_scope",
    {
        "ca": "El camp '{field}' no és un permís vàlid: read, write o admin, sol o amb un recurs (contacts:read).",
        "es": "El campo '{field}' no es un permiso válido: read, write o admin, solo o con un recurso (contacts:read).",
        "en": "The field '{field}' is not a valid scope: read, write, admin, alone or with a resource (contacts:read).",
    },
)
PUBLISHABLE_READS_ONLY = register(
    "publishable_reads_only",
    {
        "ca": "Una clau publicable només pot tenir permisos de lectura.",
        "es": "Una clave publicable solo puede tener permisos de lectura.",
        "en": "A publishable key can only have read scopes.",
    },
)

NOT_PUBLISHABLE = register(
    "not_publishable",
    {
        "ca": "Una clau publicable no pot llegir '{value}'.",
        "es": "Una clave publicable no puede leer '{value}'.",
        "en": "A publishable key cannot read '{value}'.",
    },
)


def is_known(scope: str) -> bool:
    """Whether a scope exists: a bundle, alone or with a resource that a domain declares."""
    from bivelio_core import domain  # noqa: PLC0415 - who makes a key alone needs it

    resource, _, level = scope.rpartition(":")
    return level in BUNDLES and (scope == level or resource in domain.scopes())


def only_reads(scopes: list[str]) -> bool:
    """Whether none of the scopes changes anything."""
    return all(scope.rpartition(":")[2] == "read" for scope in scopes)
