"""Committed files that a tool generates from the code: written, or compared with `--check`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tools.template import ROOT


def write_or_check(file: Path, content: Callable[[], str], target: str, arguments: Sequence[str] | None = None) -> None:
    """Write the file; with `--check`, exit with 1 when it is stale and name the `make` target that generates it."""
    name = file.relative_to(ROOT).as_posix()
    write_or_check_all(name, lambda: {file: content()}, target, arguments=arguments)


def write_or_check_all(
    about: str,
    content: Callable[[], Mapping[Path, str]],
    target: str,
    present: Callable[[], Iterable[Path]] = tuple,
    arguments: Sequence[str] | None = None,
) -> None:
    """Write the files that are stale and delete what is generated no more; with `--check`, name them and exit with 1.

    Args:
        about: what is generated, for the help.
        content: the text of each file.
        target: the `make` target that generates them.
        present: the files there are in places where every file is generated.
        arguments: of the command line.
    """
    parser = argparse.ArgumentParser(description=f"Generate {about}.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when a file is stale")
    is_check, texts = parser.parse_args(arguments).check, content()
    stale = [file for file, text in texts.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    gone = [file for file in present() if file not in texts]
    if is_check:
        named = (file.relative_to(ROOT).as_posix() for file in (*stale, *gone))
        sys.exit("\n".join(f"{name} is stale: run `make {target}`" for name in named) or 0)
    for file in stale:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(texts[file], encoding="utf-8")
    for file in gone:
        file.unlink()
