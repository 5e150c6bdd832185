"""Where a service is, and as whom we ask: from the environment, as Lambda and the local runtime set it.

Functions with SnapStart fetch their credentials (container.py). For operators, whose shells may have a profile instead,
botocore finds both as its own clients do; it is imported for that alone. Source: AWS Lambda Developer Guide, "Defined
runtime environment variables"; AWS SDKs and Tools Reference Guide, "Service-specific endpoints".
"""

import os
import sys
from functools import cache
from typing import Any

from .parties import Credentials, Endpoint
from .refusals import NotConfigured
from .services import Service

SUFFIXES = {
    "": ("amazonaws.com", "api.aws"),
    "cn-": ("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    "eusc-": ("amazonaws.eu", "api.amazonwebservices.eu"),
}
"""The domains of a partition by how its regions begin: of IPv4 alone, and of IPv6 too (AWS_USE_DUALSTACK_ENDPOINT).
Isolated partitions need AWS_ENDPOINT_URL."""

FIPS_BY_ITSELF = {("sqs", "us-gov-east-1"), ("sqs", "us-gov-west-1"), ("states", "us-gov-west-1")}
"""Where the usual endpoint of IPv4 has validated cryptography (AWS_USE_FIPS_ENDPOINT); elsewhere it is another one."""


def endpoint(service: Service) -> Endpoint:
    """The endpoint of a service by this process's environment. Raises NotConfigured."""
    region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION") or _chosen_by_botocore()
    if not region:
        raise NotConfigured("no region: set AWS_REGION")
    is_validated, is_dual = _is_on("AWS_USE_FIPS_ENDPOINT"), _is_on("AWS_USE_DUALSTACK_ENDPOINT")
    for name in (f"AWS_ENDPOINT_URL_{service.variable}", "AWS_ENDPOINT_URL"):
        if address := os.environ.get(name):
            if is_validated or is_dual:
                raise NotConfigured(f"{name} says where the service is: unset AWS_USE_FIPS_ENDPOINT and _DUALSTACK_")
            return _endpoint_at(name, address, service.name, region)
    suffix = SUFFIXES[next((start for start in SUFFIXES if start and region.startswith(start)), "")][is_dual]
    is_another = is_validated and (is_dual or (service.name, region) not in FIPS_BY_ITSELF)
    host = f"{service.name}{'-fips' if is_another else ''}.{region}.{suffix}"
    return Endpoint(service.name, region, host, host, 443, is_secure=True)


def _is_on(name: str) -> bool:
    """Whether a variable says yes, as botocore reads it."""
    return os.environ.get(name, "").lower() == "true"


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
    """The credentials as they are now: Lambda's and a test's may change while a process lives.

    Raises NotConfigured, and TryAgain when who tells them does not answer.
    """
    access_key, secret = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if access_key and secret:
        keys = Credentials(access_key, secret, os.environ.get("AWS_SESSION_TOKEN", ""))
    else:
        keys = _of_container() or _found_by_botocore()
    if not all(part.isascii() and part.isprintable() for part in keys):
        raise NotConfigured("the credentials have characters that no header may have")
    return keys


def forget_credentials() -> None:
    """Have credentials looked for again: AWS says that their time is over."""
    _botocores_chain.cache_clear()
    if "bivelio_core.aws.container" in sys.modules:
        from . import container  # noqa: PLC0415 - not loaded for this

        container.forget()


def _of_container() -> Credentials | None:
    """The credentials of a function with SnapStart, or of a container, which only such a process looks for."""
    from . import container  # noqa: PLC0415 - other functions have theirs in their environment

    return container.credentials(url) if (url := container.address()) else None


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
