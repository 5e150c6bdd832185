"""The options of a client, and what each request has from them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ._omit import given
from ._version import __version__
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._operation import Operation

LIVE_URL = "https://api.bivelio.com/v1"
SANDBOX_URL = "https://sandbox.api.bivelio.com/v1"
TEST_PREFIX = "bv_test_"
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class Request(NamedTuple):
    """What is sent: the same bytes and the same Idempotency-Key in each attempt."""

    url: str
    content: bytes
    headers: dict[str, str]
    params: dict[str, str]


@dataclass(frozen=True)
class Settings:
    """The options of a client. Its text has no credential, so that no log shows one."""

    base_url: str
    credential: tuple[str, str] = field(repr=False)
    """The header that carries the credential: its name and its value."""
    timeout: float = 70.0
    max_retries: int = 2
    retry_delay: float = 0.5
    language: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def changed(self, **options: Any) -> Settings:
        """Return settings with other options; those that are OMIT stay as they are. Headers are added."""
        options = given(options)
        if "headers" in options:
            options["headers"] = {**self.headers, **(options["headers"] or {})}
        return checked(replace(self, **options))

    def request(
        self,
        operation: Operation,
        data: Mapping[str, Any],
        idempotency_key: str | None,
        params: Mapping[str, str] | None = None,
    ) -> Request:
        """Return the request of an operation. A write without an Idempotency-Key gets one."""
        fields = given(data)
        name, value = self.credential
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": f"bivelio-python/{__version__}",
            name: value,
        }
        if self.language:
            headers["Accept-Language"] = self.language
        if operation.takes_key:
            headers["Idempotency-Key"] = idempotency_key or _new_key()
        body = fields if operation.is_bare else {"data": fields}
        try:
            content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"The fields of {operation.path} are not JSON: {error}") from error
        return Request(self.base_url + operation.path, content, {**headers, **self.headers}, given(params or {}))


def settings_of(*, api_key: str | None, access_token: str | None, base_url: str | None, **options: Any) -> Settings:
    """Return the settings of a new client, from its options and the environment. Raises ConfigurationError."""
    if api_key and access_token:
        raise ConfigurationError("Give either api_key or access_token: a request has one credential.")
    key = api_key or (None if access_token else os.environ.get("BIVELIO_API_KEY"))
    if not key and not access_token:
        raise ConfigurationError(
            "There is no API key: pass BiVelio(api_key=...) or set the environment variable BIVELIO_API_KEY."
        )
    credential = ("X-API-Key", _clean(key, "api_key")) if key else ("Authorization", f"Bearer {access_token}")
    if key and not key.startswith("bv_"):
        raise ConfigurationError("The API key is none of BiVelio's: they begin with bv_live_ or bv_test_.")
    given_url = base_url or os.environ.get("BIVELIO_BASE_URL")
    url = address(given_url, is_test=bool(key) and str(key).startswith(TEST_PREFIX))
    return checked(Settings(base_url=url, credential=credential, **given(options)))


def address(base_url: str | None, *, is_test: bool) -> str:
    """Return where requests go. A test key goes to the sandbox by itself, on the local runtime as well.

    An address without a path means its `/v1`; any other one is taken as it is.
    """
    if base_url is None:
        return SANDBOX_URL if is_test else LIVE_URL
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ConfigurationError(f"base_url must be like {LIVE_URL} or http://localhost:8080/v1, not {base_url!r}.")
    path = parts.path.rstrip("/") or "/v1"
    if is_test and parts.hostname in _LOCAL_HOSTS and path == "/v1":
        path = "/sandbox/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def checked(settings: Settings) -> Settings:
    """Return the settings. Raises ConfigurationError for a value that cannot be."""
    if settings.max_retries < 0:
        raise ConfigurationError(f"max_retries must be 0 or more, not {settings.max_retries}.")
    if settings.timeout <= 0:
        raise ConfigurationError(f"timeout must be more than 0 seconds, not {settings.timeout}.")
    if settings.retry_delay < 0:
        raise ConfigurationError(f"retry_delay must be 0 seconds or more, not {settings.retry_delay}.")
    return settings


def _clean(key: str, option: str) -> str:
    stripped = key.strip()
    if not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise ConfigurationError(f"{option} has characters that no key has: copy it again.")
    return stripped


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())
