"""Who gives tokens for an MCP server: its challenge, its metadata (RFC 9728), its authorization server's (RFC 8414).

The addresses are those that the protocol names, in its order. A server without metadata of its own is, as before
2025-06-18, its own authorization server.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlsplit

from bivelio_core import egress

from .calls import SUCCESS, ask, document_of, unsupported

METADATA_SECONDS = 2.5
HOPS = 2
OFFLINE = "offline_access"
MAXIMUM_URL = 2_048
MAXIMUM_SCOPE = 1_000


class AuthorizationServer(NamedTuple):
    """Who gives tokens for a server, by its own metadata. `scope` is what to ask for."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    registration_endpoint: str | None
    revocation_endpoint: str | None
    methods: tuple[str, ...]
    takes_documents: bool
    names_issuer: bool
    resource: str
    scope: str | None


class _Protected(NamedTuple):
    issuer: str
    resource: str
    scopes: tuple[str, ...]


def discover(url: str, challenge: str, scope: str | None = None) -> AuthorizationServer | None:
    """The authorization server of an MCP server that answered with a challenge; None when it names none.

    `scope` has the scopes that the owner chose. Raises Refused when there is one that we cannot use, Unavailable.
    """
    protected = _protected(url, challenge)
    issuer = protected.issuer if protected else _origin(url)
    metadata = _metadata(issuer)
    if metadata is None:
        if protected is None:
            return None
        raise unsupported(f"{issuer} has no metadata")
    return _usable(metadata, protected or _Protected(issuer, url, ()), scope or parameter(challenge, "scope"))


def parameter(challenge: str, name: str) -> str | None:
    """A parameter of a `WWW-Authenticate: Bearer` (RFC 6750, section 3)."""
    for part in (f" {name}=", f",{name}="):
        _, is_there, rest = f" {challenge}".partition(part)
        if is_there:
            return (rest[1:].partition('"')[0] if rest.startswith('"') else rest.partition(",")[0].strip()) or None
    return None


def _protected(url: str, challenge: str) -> _Protected | None:
    place = _parts(url)
    named = parameter(challenge, "resource_metadata")
    well_known = f"{_origin(url)}/.well-known/oauth-protected-resource"
    path = place.path.rstrip("/")
    places = [named] if named else [*([well_known + path] if path else []), well_known]
    document = _first(places)
    if document is None:
        return None
    resource, servers = document.get("resource"), document.get("authorization_servers")
    if not isinstance(resource, str) or not _covers(resource, url):
        raise unsupported("the metadata are of another resource")
    issuers = [each for each in servers if isinstance(each, str)] if isinstance(servers, list) else []
    return _Protected(issuers[0] if issuers else _origin(url), resource, _texts(document.get("scopes_supported")))


def _covers(resource: str, url: str) -> bool:
    """Whether a URL is within a resource: of the same origin, below its path."""
    theirs, ours = _parts(resource), _parts(url)
    own_path, path = theirs.path.rstrip("/"), ours.path.rstrip("/")
    return theirs[:2] == ours[:2] and (path == own_path or path.startswith(f"{own_path}/"))


def _metadata(issuer: str) -> dict[str, Any] | None:
    origin, path = _origin(issuer), _parts(issuer).path.rstrip("/")
    kinds = [f"{origin}/.well-known/{name}{path}" for name in ("oauth-authorization-server", "openid-configuration")]
    document = _first([*kinds, *([f"{origin}{path}/.well-known/openid-configuration"] if path else [])])
    if document is not None and str(document.get("issuer")).rstrip("/") != issuer.rstrip("/"):
        raise unsupported("the metadata are of another issuer")
    return document


def _usable(metadata: dict[str, Any], protected: _Protected, scope: str | None) -> AuthorizationServer:
    if "S256" not in _texts(metadata.get("code_challenge_methods_supported")):
        raise unsupported("the server does not offer PKCE with S256")
    scopes = scope.split() if scope else list(protected.scopes)
    if scopes and OFFLINE not in scopes and OFFLINE in _texts(metadata.get("scopes_supported")):
        scopes.append(OFFLINE)
    return AuthorizationServer(
        issuer=str(metadata["issuer"]),
        authorization_endpoint=_address(metadata, "authorization_endpoint"),
        token_endpoint=_address(metadata, "token_endpoint"),
        registration_endpoint=_address(metadata, "registration_endpoint", is_optional=True) or None,
        revocation_endpoint=_address(metadata, "revocation_endpoint", is_optional=True) or None,
        methods=_texts(metadata.get("token_endpoint_auth_methods_supported")) or ("client_secret_basic",),
        takes_documents=metadata.get("client_id_metadata_document_supported") is True,
        names_issuer=metadata.get("authorization_response_iss_parameter_supported") is True,
        resource=protected.resource,
        scope=" ".join(scopes)[:MAXIMUM_SCOPE] or None,
    )


def _address(metadata: dict[str, Any], name: str, *, is_optional: bool = False) -> str:
    """An address of the metadata, which the guard allows. Raises Refused."""
    url = metadata.get(name)
    if is_optional and url is None:
        return ""
    if not isinstance(url, str) or len(url) > MAXIMUM_URL:
        raise unsupported(f"{name} is missing")
    try:
        egress.check_written(url)
    except egress.EgressRefused as refusal:
        raise unsupported(f"{name}: {refusal.reason}") from refusal
    return url


def _first(urls: Sequence[str]) -> dict[str, Any] | None:
    """The first of some documents that is there."""
    for url in urls:
        answer = ask("GET", url, seconds=METADATA_SECONDS, redirects=HOPS)
        if answer.status == SUCCESS and (document := document_of(answer)):
            return document
    return None


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _origin(url: str) -> str:
    scheme, authority = _parts(url)[:2]
    return f"{scheme}://{authority}"


def _parts(url: str) -> SplitResult:
    """The parts of a URL that a server has written. Raises Refused for one that is none."""
    try:
        return urlsplit(url)
    except ValueError as error:
        raise unsupported(f"{url[:100]} is not a URL") from error
