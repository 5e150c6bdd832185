"""Writes the generated files of the SDKs, or says with `--check` that they are stale."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.generated import write_or_check_all
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


def _texts() -> dict[Path, str]:
    document = Document()
    texts = {PACKAGE / path: text for path, text in formatted(files(document)).items()}
    return texts | {javascript.PACKAGE / path: text for path, text in javascript.files(document).items()}


def _present() -> set[Path]:
    return {path for pattern in OWNED for path in PACKAGE.glob(pattern)}


if __name__ == "__main__":
    write_or_check_all("the SDKs", _texts, "sdk", _present)
