"""Where a service is, and as whom we ask: from the environment, as Lambda and the local runtime set it.

For operators, whose shells may have a profile instead, botocore finds both as its own clients do; it is imported for
that alone. Source: AWS Lambda Developer Guide, "Defined runtime environment variables"; AWS SDKs and Tools Reference
Guide, "Service-specific endpoints".
"""

import os
from functools import cache
from typing import Any, NamedTuple

from .refusals import NotConfigured
from .services import Service

SUFFIXES = {"cn-": "amazonaws.com.cn", "eusc-": "amazonaws.eu"}
"""The domain of partitions with one of their own, by how their regions begin. Isolated ones need AWS_ENDPOINT_URL."""


class Endpoint(NamedTuple):
    """A server, and the service and region that requests to it are signed for; `authority` is its Host header."""

    service: str
    region: str
    authority: str
    host: str
    port: int
    is_secure: bool


class Credentials(NamedTuple):
    """The keys of a role or a user; `token` is empty for a user's own."""

    access_key: str
    secret: str
    token: str


def endpoint(service: Service) -> Endpoint:
    """The endpoint of a service by this process's environment. Raises NotConfigured."""
    region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or _chosen_by_botocore()
    if not region:
        raise NotConfigured("no region: set AWS_REGION")
    for name in (f"AWS_ENDPOINT_URL_{service.variable}", "AWS_ENDPOINT_URL"):
        if address := os.environ.get(name):
            return _endpoint_at(name, address, service.name, region)
    suffix = next((suffix for start, suffix in SUFFIXES.items() if region.startswith(start)), "amazonaws.com")
    host = f"{service.name}.{region}.{suffix}"
    return Endpoint(service.name, region, host, host, 443, is_secure=True)


def _endpoint_at(name: str, address: str, service: str, region: str) -> Endpoint:
    from urllib.parse import urlsplit  # noqa: PLC0415 - never in the cloud

    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise NotConfigured(f"{name} is no address of a server: it has to be http(s)://host[:port]")
    is_secure = parts.scheme == "https"
    usual = 443 if is_secure else 80
    port = port or usual
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Endpoint(service, region, host if port == usual else f"{host}:{port}", parts.hostname, port, is_secure)


def credentials() -> Credentials:
    """The credentials as they are now: Lambda's and a test's may change while a process lives. Raises NotConfigured."""
    access_key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if access_key and secret:
        keys = Credentials(access_key, secret, os.environ.get("AWS_SESSION_TOKEN", ""))
    else:
        keys = _found_by_botocore()
    if not all(part.isascii() and part.isprintable() for part in keys):
        raise NotConfigured("the credentials have characters that no header may have")
    return keys


def forget_credentials() -> None:
    """Have credentials looked for again: AWS says that their time is over."""
    _botocores_chain.cache_clear()


def _found_by_botocore() -> Credentials:
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415 - functions have theirs in their environment

    try:
        chain = _botocores_chain()
        frozen = chain.get_frozen_credentials() if chain else None  # botocore renews those that end
    except BotoCoreError as failure:
        raise NotConfigured(f"no credentials: {failure}") from failure
    if frozen is None:
        raise NotConfigured("no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile")
    return Credentials(frozen.access_key, frozen.secret_key, frozen.token or "")


@cache
def _botocores_chain() -> Any:
    import botocore.session  # noqa: PLC0415

    return botocore.session.Session().get_credentials()


def _chosen_by_botocore() -> str:
    import botocore.session  # noqa: PLC0415

    return botocore.session.Session().get_config_variable("region") or ""
