"""The scopes of API keys: the bundles `read < write < admin`, or one of them for a single resource."""

from bivelio_core.faults import register

BUNDLES = ("read", "write", "admin")
UNKNOWN_SCOPE = register("identity", "unknown_scope")
PUBLISHABLE_READS_ONLY = register("identity", "publishable_reads_only")

NOT_PUBLISHABLE = register("identity", "not_publishable")


def is_known(scope: str) -> bool:
    """Whether a scope exists: a bundle, alone or with a resource that a domain declares."""
    from bivelio_core import domain  # noqa: PLC0415 - who makes a key alone needs it

    resource, _, level = scope.rpartition(":")
    return level in BUNDLES and (scope == level or resource in domain.scopes())


def only_reads(scopes: list[str]) -> bool:
    """Whether none of the scopes changes anything."""
    return all(scope.rpartition(":")[2] == "read" for scope in scopes)
