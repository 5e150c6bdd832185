"""The header `WWW-Authenticate` of a refused request: where an app learns how it gets a token (RFC 9728, section 5.1).

API Gateway renames the header of a function's answer, so the authorizer hands it to the gateway's own 401
(gateway/source.yaml, INVALID_API_KEY).
"""

from bivelio_core.tenancy import Environment

from . import resources

NO_CREDENTIAL = "no_credential"
ASKED_AT_ONCE = {"api": "read", "mcp": "read write", resources.READS_ONLY: "read"}
"""What apps ask for that were told nothing else: enough for all that a person does, since some never ask again."""


def challenge(resource: str, environment: Environment, reason: str) -> str:
    """Return the value of the header. A request without a credential is told no error (RFC 6750, section 3.1)."""
    if not resources.every():
        return 'Bearer realm="bivelio"'
    url = resources.metadata_url(resources.of_name(resource, environment))
    parts = [f'resource_metadata="{url}"', f'scope="{ASKED_AT_ONCE[resource]}"']
    if reason != NO_CREDENTIAL:
        parts.insert(0, 'error="invalid_token"')
    return f"Bearer {', '.join(parts)}"
