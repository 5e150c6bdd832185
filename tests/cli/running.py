"""The command line in this process: against the real handlers, or an API that answers by a function."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bivelio
import httpx
import pytest
from bivelio import _catalogue
from bivelio.cli import app as cli
from bivelio.cli.operations import flag, verb
from typer.testing import CliRunner, Result

KEY = "bv_test_sk_sample0123456789"
BASE = "http://localhost:8080/v1"


class Terminal:
    """Runs commands with a folder of configuration and an environment of its own."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.ends = ""
        self.api: Any = None
        """The API that answers, of tests that look at what was sent."""
        self._environment: dict[str, str | None] = {"BIVELIO_API_KEY": None, "BIVELIO_BASE_URL": None}
        self._environment |= {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder), **environment}

    def __call__(self, *words: str, text: str | None = None, **environment: str) -> Result:
        """What a command printed, and its code."""
        made = CliRunner().invoke(cli.app, list(words), input=text, env={**self._environment, **environment})
        assert made.exception is None or isinstance(made.exception, SystemExit), made.exception
        assert "Traceback" not in made.output
        return made

    def json(self, *words: str, **more: Any) -> Any:
        """The JSON of a command that works."""
        made = self(*words, "--json", **more)
        assert made.exit_code == 0, made.output
        lines = made.stdout.splitlines()  # handlers in this process write their lines there too
        return json.loads("\n".join(line for line in lines if not line.startswith('{"message":"request"')))


def words_of(name: str, keywords: dict[str, Any]) -> list[str]:
    """An operation and its fields as a person would write them."""
    described = _catalogue.described(name)
    words = [described.resource, verb(described)]
    for parameter in described.parameters:
        if parameter.keyword not in keywords:
            continue
        value = keywords[parameter.keyword]
        if parameter.keyword == described.positional:
            words.append(str(value))
        elif parameter.kind == "boolean":
            words.append(flag(parameter) if value else f"--no-{flag(parameter)[2:]}")
        else:
            is_list = parameter.kind.endswith("[]")
            for one in value if is_list else [value]:
                words += [flag(parameter), json.dumps(one) if parameter.kind == "json" else str(one)]
    return words


def answered_by(monkeypatch: pytest.MonkeyPatch, client: Callable[[], httpx.Client]) -> None:
    """Let commands send their requests through clients of httpx that a function makes."""

    def make(*arguments: Any, **options: Any) -> bivelio.BiVelio:
        return bivelio.BiVelio(*arguments, **options, http_client=client(), retry_delay=0)

    for module in ("connection", "own.login"):
        monkeypatch.setattr(f"bivelio.cli.{module}.BiVelio", make)
