"""The linters of others find nothing in openapi.json: Redocly's recommended rules and Spectral's for OpenAPI."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.judges import programs
from tools.openapi import FILE

LONGEST_SECONDS = 240


def found_by(command: list[str], folder: Path) -> Any:
    """What a linter says in JSON, whatever its exit status."""
    quiet = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    ran = subprocess.run(
        command, cwd=folder, env=quiet, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    assert ran.stdout.strip(), ran.stderr
    return json.loads(ran.stdout[min(place for mark in "[{" if (place := ran.stdout.find(mark)) >= 0) :])


def redocly(file: Path, folder: Path) -> list[str]:
    """The rules of `recommended` that a document breaks."""
    found = found_by([*programs.redocly(), "lint", "--extends=recommended", "--format=json", str(file)], folder)
    return [f"{problem['ruleId']}: {problem['message']}" for problem in found["problems"]]


def spectral(file: Path, folder: Path) -> list[str]:
    """The rules of `spectral:oas` that a document breaks, hints included."""
    (folder / ".spectral.json").write_text(json.dumps({"extends": ["spectral:oas"]}))
    found = found_by([*programs.spectral(), "lint", "-r", ".spectral.json", "-f", "json", "-q", str(file)], folder)
    return [f"{problem['code']}: {problem['message']} {problem['path']}" for problem in found]


@pytest.mark.parametrize("lint", [redocly, spectral])
@pytest.mark.fix("tools/openapi.py writes the document: correct it there, then run `make generate`.")
def test_a_linter_finds_nothing_in_the_document_and_what_is_wrong_in_another(lint, tmp_path):
    assert lint(FILE, tmp_path) == []
    wrong = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/x/": {"get": {"responses": {}}}}}
    (tmp_path / "wrong.json").write_text(json.dumps(wrong))
    assert lint(tmp_path / "wrong.json", tmp_path)
