"""The options of a client, and what each request has from them."""

from __future__ import annotations

import json
import os
import re
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict
from urllib.parse import urlsplit

from ._omit import without_omitted
from ._values import as_json
from ._version import __version__
from .errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Callable

    from ._operation import Operation

LIVE_URL = "https://api.bivelio.com/v1"
SANDBOX_URL = "https://sandbox.api.bivelio.com/v1"
TEST_PREFIX = "bv_test_"
LANGUAGES = ("ca", "es", "en")
_LONGEST_KEY = 255
_USER_AGENT = f"bivelio-python/{__version__} python/{'.'.join(map(str, sys.version_info[:3]))}"
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+: [ -~\t]*")
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


class Request(NamedTuple):
    """What is sent: the same bytes and the same Idempotency-Key in each attempt."""

    url: str
    content: bytes
    headers: dict[str, str]
    params: dict[str, str]
    method: str = "POST"


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
    exact_decimals: bool = False
    """Numbers with a fraction come as Decimal, as they were written."""

    def changed(self, **options: Any) -> Settings:
        """Return settings with other options; those that are OMIT stay as they are. Headers are added."""
        options = without_omitted(options)
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
        fields = without_omitted(data)
        name, value = self.credential
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": _USER_AGENT,
            name: value,
        }
        if self.language:
            headers["Accept-Language"] = self.language
        if operation.takes_key:
            headers["Idempotency-Key"] = _new_key() if idempotency_key is None else _checked_key(idempotency_key)
        body = fields if operation.is_bare else {"data": fields}
        try:
            content = json.dumps(body, ensure_ascii=False, allow_nan=False, default=as_json).encode()
        except (TypeError, ValueError) as error:
            raise ConfigurationError(f"The fields of {operation.path} are not JSON: {error}") from error
        return Request(
            self.base_url + operation.path, content, {**headers, **self.headers}, without_omitted(params or {})
        )


class RequestOptions(TypedDict, total=False):
    """The options of one call, beside its fields: `client.contacts.get("ct_1", timeout=5)`."""

    timeout: float
    """Seconds that the answer may take."""
    max_retries: int
    """How many times the request is sent again after a failure that may pass."""
    extra_headers: Mapping[str, str]
    """Headers of this request, beside those of the client."""


_OF_CALLS = {"timeout": "timeout", "max_retries": "max_retries", "extra_headers": "headers"}


def of_call(
    settings: Settings, operation: Operation, fields: Mapping[str, Any], options: Mapping[str, Any]
) -> Settings:
    """Return the settings of one call.

    Raises TypeError for a name that is neither an option nor a field, as Python does for an unknown keyword.
    """
    if not options:
        return settings
    unknown = [name for name in options if name not in _OF_CALLS]
    if unknown:
        names = [*fields, *_OF_CALLS, *(["idempotency_key"] if operation.takes_key else [])]
        raise TypeError(f"{operation.path} takes no {unknown[0]!r}: {_advice(unknown[0], names)}")
    return settings.changed(**{_OF_CALLS[name]: value for name, value in options.items()})


def settings_of(
    *, api_key: str | None, access_token: str | None, is_signing_in: bool = False, base_url: str | None, **options: Any
) -> Settings:
    """Return the settings of a new client, from its options and the environment. Raises ConfigurationError."""
    if access_token and (api_key or is_signing_in):
        raise ConfigurationError("Give either api_key (with sign_in or alone) or access_token: not both.")
    given_url = base_url if base_url is not None else os.environ.get("BIVELIO_BASE_URL") or None
    if access_token:
        credential, is_test = ("Authorization", f"Bearer {_clean(access_token, 'access_token')}"), False
    else:
        key = _key(api_key if api_key is not None else os.environ.get("BIVELIO_API_KEY"))
        credential, is_test = ("X-API-Key", key), key.startswith(TEST_PREFIX)
    return checked(
        Settings(base_url=address(given_url, is_test=is_test), credential=credential, **without_omitted(options))
    )


def _key(given_key: str | None) -> str:
    if not given_key:
        raise ConfigurationError(
            "There is no API key: pass BiVelio(api_key=...) or set the environment variable BIVELIO_API_KEY."
        )
    key = _clean(given_key, "api_key")
    if not key.startswith(("bv_live_", TEST_PREFIX)):
        raise ConfigurationError("The API key is none of BiVelio's: they begin with bv_live_ or bv_test_.")
    if key.endswith("..."):
        raise ConfigurationError("The API key is the example of the documentation: put yours in its place.")
    return key


def address(base_url: str | None, *, is_test: bool) -> str:
    """Return where requests go. A test key goes to the sandbox by itself, on the local runtime as well.

    An address without a path means its `/v1`; any other one is taken as it is.
    """
    if base_url is None:
        return SANDBOX_URL if is_test else LIVE_URL
    try:
        parts = urlsplit(base_url.strip())
        is_good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        is_good = is_good and not (parts.query or parts.fragment or parts.username) and " " not in base_url.strip()
    except (AttributeError, ValueError):
        is_good = False
    if not is_good:
        raise ConfigurationError(f"base_url must be like {LIVE_URL} or http://localhost:8080/v1, not {base_url!r}.")
    path = parts.path.rstrip("/") or "/v1"
    if is_test and parts.hostname in _LOCAL_HOSTS and path == "/v1":
        path = "/sandbox/v1"
    return f"{parts.scheme}://{parts.netloc}{path}"


def checked(settings: Settings) -> Settings:
    """Return the settings. Raises ConfigurationError for a value that cannot be."""
    for name, least in (("max_retries", "0 or more"), ("timeout", "more than 0 seconds"), ("retry_delay", "0 or more")):
        value = getattr(settings, name)
        is_number = isinstance(value, int if name == "max_retries" else (int, float)) and not isinstance(value, bool)
        if not is_number or not value >= 0 or (name == "timeout" and value == 0):
            raise ConfigurationError(f"{name} must be {least}, not {value!r}.")
    if not isinstance(settings.exact_decimals, bool):
        raise ConfigurationError(f"exact_decimals must be True or False, not {settings.exact_decimals!r}.")
    if settings.language is not None and settings.language not in LANGUAGES:
        raise ConfigurationError(f"language must be one of {', '.join(LANGUAGES)}, not {settings.language!r}.")
    for name, value in settings.headers.items():
        if not (isinstance(name, str) and isinstance(value, str) and _HEADER.fullmatch(f"{name}: {value}")):
            raise ConfigurationError(f"The header {name!r} must have a text of ASCII on one line as its value.")
    return settings


def check_unknown(unknown: Mapping[str, object], taken_by: Callable[..., object]) -> None:
    """Raise ConfigurationError for options that there are not, with the nearest one that there is."""
    if not unknown:
        return
    from inspect import signature

    (wrong, *_), options = unknown, [name for name in signature(taken_by).parameters if name not in {"self", "unknown"}]
    raise ConfigurationError(f"There is no option {wrong!r}: {_advice(wrong, options)}")


def _advice(wrong: str, names: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wrong.lower(), names, n=1, cutoff=0.6)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(names)}."


def check_http_client(client: object, *, is_async: bool) -> None:
    """Raise ConfigurationError for a client of the other kind, whose answers are coroutines or cannot be awaited."""
    if client is None:
        return
    from inspect import iscoroutinefunction

    post = getattr(client, "post", None)
    if post is None:
        raise ConfigurationError(f"http_client must be a client of httpx, not {type(client).__name__}.")
    if iscoroutinefunction(post) != is_async:
        ours, theirs = ("AsyncBiVelio", "httpx.AsyncClient") if is_async else ("BiVelio", "httpx.Client")
        raise ConfigurationError(f"{ours} takes an {theirs} as http_client, not {type(client).__name__}.")


def _clean(secret: str, option: str) -> str:
    """Return a credential without the spaces around it; it goes into a header."""
    if not isinstance(secret, str):
        raise ConfigurationError(f"{option} must be text, not {type(secret).__name__}.")
    stripped = secret.strip()
    if not stripped.isascii() or not stripped.isprintable() or " " in stripped:
        raise ConfigurationError(f"{option} has characters that none has: copy it again.")
    return stripped


def _new_key() -> str:
    from uuid import uuid4

    return str(uuid4())


def _checked_key(key: str) -> str:
    if not (isinstance(key, str) and key.isascii() and key.isprintable() and 1 <= len(key) <= _LONGEST_KEY):
        raise ConfigurationError("idempotency_key must be 1 to 255 printable characters of ASCII.")
    return key
