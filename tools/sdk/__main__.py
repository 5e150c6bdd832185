"""Writes the generated files of the SDKs, or says with `--check` that they are stale."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.sdk.document import Document
from tools.sdk.python import PACKAGE, files
from tools.template import ROOT

RUFF = Path(sys.executable).parent / "ruff"
OWNED = ("_async/resources/**/*.py", "_sync/**/*.py")
"""Folders in which every file is generated: one that is not any more is deleted."""


def formatted(texts: dict[str, str]) -> dict[str, str]:
    """Return the texts as `ruff format` writes them, with sorted imports."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "sdks" / "python"
        for path, text in texts.items():
            file = folder / "bivelio" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        (Path(name) / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
        (folder / "pyproject.toml").write_text((PACKAGE.parent / "pyproject.toml").read_text("utf-8"), "utf-8")
        for command in (["check", "--select", "I,F401", "--fix"], ["format"]):
            subprocess.run([RUFF, *command, "--quiet", "--no-cache", folder], check=True, capture_output=True)
        return {path: (folder / "bivelio" / path).read_text(encoding="utf-8") for path in texts}


def main() -> None:
    """Write the files, or report that they are stale."""
    parser = argparse.ArgumentParser(description="Generate the SDKs.")
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 when a file is stale")
    is_check = parser.parse_args().check
    wanted = formatted(files(Document()))
    gone = {path for pattern in OWNED for path in PACKAGE.glob(pattern) if str(path.relative_to(PACKAGE)) not in wanted}
    present = {path: (PACKAGE / path).read_text("utf-8") if (PACKAGE / path).exists() else None for path in wanted}
    if is_check:
        stale = sorted([path for path, text in wanted.items() if present[path] != text] + [p.name for p in gone])
        if stale:
            sys.exit(f"sdks/python is stale ({', '.join(stale[:5])} ...): run `make sdk`")
        return
    for file in gone:
        file.unlink()
    for path, text in wanted.items():
        (PACKAGE / path).parent.mkdir(parents=True, exist_ok=True)
        (PACKAGE / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
