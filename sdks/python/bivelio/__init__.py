"""The client of BiVelio's API. `from bivelio import BiVelio`; the guide is docs/sdks-python.md of the platform.

Everything is loaded when it is first used, httpx with the first request: importing the package is cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    import bivelio.webhooks as webhooks  # noqa: PLR0402 - mypy finds the module in this form alone

    from . import errors, models, streams, types
    from ._async.client import AsyncBiVelio
    from ._error_codes import *  # noqa: F403 - the classes of the codes are found here too
    from ._model import Model
    from ._omit import OMIT, Omit
    from ._sign_in import SignIn
    from ._sync.client import BiVelio
    from .errors import APIConnectionError, APIError, APITimeoutError, BiVelioError, ConfigurationError
    from .errors import UnexpectedResponseError as UnexpectedResponseError
    from .errors import WaitTimeoutError as WaitTimeoutError

__all__ = [
    "OMIT",
    "APIConnectionError",
    "APIError",
    "APITimeoutError",
    "AsyncBiVelio",
    "BiVelio",
    "BiVelioError",
    "ConfigurationError",
    "Model",
    "Omit",
    "SignIn",
    "UnexpectedResponseError",
    "WaitTimeoutError",
    "__version__",
    "errors",
    "models",
    "streams",
    "types",
    "webhooks",
]

_MODULES = frozenset({"errors", "models", "streams", "types", "webhooks"})
_HOMES = {
    "AsyncBiVelio": "._async.client",
    "BiVelio": "._sync.client",
    "Model": "._model",
    "OMIT": "._omit",
    "Omit": "._omit",
    "SignIn": "._sign_in",
}


def __getattr__(name: str) -> object:
    """Load what is asked for (PEP 562); the names of errors are found here as well as in `bivelio.errors`."""
    from importlib import import_module

    if name in _MODULES:
        return import_module(f".{name}", __name__)
    if name in _HOMES or (name[:1].isupper() and name.endswith("Error")):
        module = import_module(_HOMES.get(name, ".errors"), __name__)
        if hasattr(module, name):
            attribute: object = getattr(module, name)
            return attribute
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
