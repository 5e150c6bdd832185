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


def issuer() -> str:
    """The authorization server's identifier, at whose root its metadata are; empty without a domain name."""
    if domain := config.oauth_domain():
        return f"https://mcp.{domain}"
    port = config.local_api_port()
    return "" if port is None else f"http://localhost:{port}"


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
    host, domain = issuer(), config.oauth_domain()
    if not host:
        return ()
    live, sandbox = f"{host}/v1", f"{host}{_SANDBOX}/v1"
    if domain:
        live, sandbox = f"https://api.{domain}/v1", f"https://sandbox.api.{domain}/v1"
    return (
        Resource("api", "live", live),
        Resource("api", "sandbox", sandbox),
        Resource("mcp", "live", f"{host}/mcp"),
        Resource("mcp", "sandbox", f"{host}{_SANDBOX}/mcp"),
        Resource(READS_ONLY, "live", f"{host}/mcp/readonly"),
        Resource(READS_ONLY, "sandbox", f"{host}{_SANDBOX}/mcp/readonly"),
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
    return f"{issuer()}/.well-known/oauth-protected-resource/{metadata_path(resource)}"


def metadata_path(resource: Resource) -> str:
    """The path of a resource there. The API has two hosts of its own, so its resources get names."""
    if resource.name == "api":
        return "sandbox/api" if resource.environment == "sandbox" else "api"
    return resource.url.partition("://")[2].partition("/")[2]
