"""Errors as a sentence, what to do, and the id of the request; the process then ends with 1."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from ..errors import APIError, AuthenticationError, BiVelioError, ConfigurationError, PermissionDeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGN_IN = "Sign in with `bivelio login`, or set BIVELIO_API_KEY."
_REMEDIES: tuple[tuple[type[APIError], str], ...] = (
    (
        AuthenticationError,
        "Check the key and the address with `bivelio whoami`, or sign in again with `bivelio login`.",
    ),
    (PermissionDeniedError, "Use a key, or a user, that has the permission; `bivelio login` takes another one."),
)


@contextmanager
def error_output() -> Iterator[None]:
    """Tell the errors of the client on the standard error, and end with 1. A broken pipe and ^C end quietly."""
    try:
        yield
    except APIError as error:
        _fail(error.message or error.code or f"The API answered {error.status}.", *_more(error))
    except BiVelioError as error:
        _fail(str(error))
    except BrokenPipeError:
        import os
        import sys

        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left to be flushed goes nowhere
        raise typer.Exit(1) from None
    except OSError as error:
        _fail(f"{error.filename or 'A file'}: {error.strerror or error}.")
    except KeyboardInterrupt:
        typer.echo("", err=True)
        raise typer.Exit(130) from None


def stop(sentence: str) -> NoReturn:
    """End with 1 and a sentence. Raises ConfigurationError, which `error_output` tells."""
    raise ConfigurationError(sentence)


def _fail(sentence: str, *more: str) -> NoReturn:
    typer.echo(f"Error: {sentence}", err=True)
    for line in more:
        typer.echo(line, err=True)
    raise typer.Exit(1) from None


def _more(error: APIError) -> Iterator[str]:
    for one in error.errors:
        if one.get("field"):
            yield f"  {one['field']}: {one.get('message') or one.get('constraint') or ''}"
    if remedy := _remedy(error):
        yield f"What to do: {remedy}"
    if error.retry_after is not None:
        yield f"Try again in {error.retry_after:g} s."
    yield f"{error.status} {error.code}" + (f", request {error.request_id}" if error.request_id else "")
    if error.doc_url:
        yield error.doc_url


def _remedy(error: APIError) -> str:
    """Return what the API advises, else what the command line can."""
    return error.remedy or next((advice for kind, advice in _REMEDIES if isinstance(error, kind)), "")
