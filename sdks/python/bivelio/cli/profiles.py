"""Profiles: where commands go and with which credential, in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from .problems import stop

if TYPE_CHECKING:
    from collections.abc import Iterator

DEFAULT = "default"


def folder() -> Path:
    """Return the folder of the configuration: `$XDG_CONFIG_HOME/bivelio`, `~/.config/bivelio` or the system's."""
    return Path(typer.get_app_dir("bivelio"))


def path() -> Path:
    """Return the file of the profiles."""
    return folder() / "profiles.json"


def read() -> dict[str, Any]:
    """Return `{"current": name, "profiles": {name: profile}}`, empty when there is no file."""
    try:
        content = json.loads(path().read_bytes())
    except FileNotFoundError:
        return {"current": DEFAULT, "profiles": {}}
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("profiles"), dict):
        stop(f"{path()} is damaged: delete it and run `bivelio login` again.")
    return content


@contextmanager
def changing() -> Iterator[dict[str, Any]]:
    """Give the content of the file to change, and write it whole at the end; other processes wait meanwhile."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked():
        content = read()
        yield content
        _write(content)


def _write(content: dict[str, Any]) -> None:
    handle, name = tempfile.mkstemp(dir=folder(), prefix=".profiles-")  # mkstemp lets the owner alone read it
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, indent=2)
        os.replace(name, path())  # noqa: PTH105 - a name, not a Path
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def _locked() -> Iterator[None]:
    """Hold the lock of the folder, where the system has such locks: a refresh token works once."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder() / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
