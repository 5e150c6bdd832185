"""Writes the generated files of the SDKs, or says with `--check` that they are stale."""

import argparse
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.sdk import javascript
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
    document = Document()
    texts = {PACKAGE / path: text for path, text in formatted(files(document)).items()}
    gone = {path for pattern in OWNED for path in PACKAGE.glob(pattern) if path not in texts}
    texts |= {javascript.PACKAGE / path: text for path, text in javascript.files(document).items()}
    if is_check:
        differing = [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]
        if stale := sorted(str(path.relative_to(ROOT)) for path in (*differing, *gone)):
            sys.exit(f"{', '.join(stale[:5])} ... are stale: run `make sdk`")
        return
    for file in gone:
        file.unlink()
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
