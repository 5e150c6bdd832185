"""Committed files that a tool generates from the code: written, or compared with `--check`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.template import ROOT


def write_or_check(file: Path, content: Callable[[], str], target: str, arguments: Sequence[str] | None = None) -> None:
    """Write the file; with `--check`, exit with 1 when it is stale and name the `make` target that generates it."""
    name = file.relative_to(ROOT)
    parser = argparse.ArgumentParser(description=f"Generate {name}.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when the file is stale")
    is_check, text = parser.parse_args(arguments).check, content()
    if not is_check:
        file.write_text(text, encoding="utf-8")
    elif not file.exists() or file.read_text(encoding="utf-8") != text:
        sys.exit(f"{name} is stale: run `make {target}`")
