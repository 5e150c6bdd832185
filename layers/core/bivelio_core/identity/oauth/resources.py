"""What an app may ask a token for: the API and the MCP server, each in live and in the sandbox (RFC 8707).

A token is good at its own resource alone. What a client names by its URL is named in tokens by a word, so that the
authorizer compares words, wherever the platform is served.
"""

from typing import NamedTuple

from bivelio_core import config
from bivelio_core.tenancy import Environment

READS_ONLY = "mcp_readonly"
_AT_GATEWAY = {"mcp": "mcp", "mcp/readonly": READS_ONLY}
_SANDBOX = "/sandbox"


class Resource(NamedTuple):
    """A resource: the word by which tokens name it, its environment, and its URL."""

    name: str
    environment: Environment
    url: str

    @property
    def only_reads(self) -> bool:
        """Whether its tokens never change anything, whatever was granted."""
        return self.name == READS_ONLY


def every() -> tuple[Resource, ...]:
    """All resources of this deployment; none where it has no domain name, and so no authorization server."""
    issuer = config.oauth_issuer()
    if not issuer:
        return ()
    live, sandbox = config.api_urls()
    return (
        Resource("api", "live", live),
        Resource("api", "sandbox", sandbox),
        Resource("mcp", "live", f"{issuer}/mcp"),
        Resource("mcp", "sandbox", f"{issuer}{_SANDBOX}/mcp"),
        Resource(READS_ONLY, "live", f"{issuer}/mcp/readonly"),
        Resource(READS_ONLY, "sandbox", f"{issuer}{_SANDBOX}/mcp/readonly"),
    )


def named(url: str | None) -> Resource | None:
    """The resource with a URL, with or without a slash at its end; the live API for a client that names none."""
    if url is None:
        return next(iter(every()), None)
    return next((each for each in every() if each.url == url.removesuffix("/")), None)


def of_name(name: str, environment: Environment) -> Resource:
    """The resource of a word that we wrote. Raises LookupError for another one."""
    for each in every():
        if (each.name, each.environment) == (name, environment):
            return each
    raise LookupError(name)


def at(path: str) -> str:
    """The word of the resource that a path of the gateway belongs to: the API's, but for the MCP server's."""
    return _AT_GATEWAY.get(path.strip("/"), "api")


def metadata_url(resource: Resource) -> str:
    """Where the metadata of a resource are (RFC 9728, section 3.1): its path comes after the well-known one."""
    issuer = config.oauth_issuer()
    path = "/" + resource.url.partition("://")[2].partition("/")[2]
    return f"{issuer}/.well-known/oauth-protected-resource{path}"
