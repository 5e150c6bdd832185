"""What the site is made from, and whether it has been built from that."""

from collections.abc import Iterator
from pathlib import Path

from tools import builds
from tools.builds import CACHE, files_below
from tools.template import ROOT

SITE = ROOT / "site"
_MADE = ("node_modules", "generated", ".astro", "__pycache__")
_INPUTS = (
    "docs",
    "site",
    "tools/site",
    "tools/sdk",
    "layers/core/bivelio_core/errors.py",
    "layers/core/bivelio_core/faults.py",
)
_INPUT_FILES = (
    "openapi.json",
    "requirements/node.txt",
    "local/layout.py",
    "sdks/python/bivelio/cli/own/trigger.py",
    "tools/builds.py",
    "tools/node.py",
    "tools/po.py",
    "tools/stability.py",
)


def fingerprint(environments: tuple[str, str] | None = None) -> str:
    """Return the hash of everything that the site is made from, and of the addresses that the form sends to."""
    return builds.fingerprint(_inputs(), repr(environments).encode() if environments else b"")


def built(cache: Path = CACHE, environments: tuple[str, str] | None = None) -> Path | None:
    """Return the folder of the site for the files as they are now, or None when it has not been built."""
    folder = cache / "site" / fingerprint(environments)
    return folder if folder.exists() else None


def _inputs() -> Iterator[Path]:
    yield from (ROOT / name for name in _INPUT_FILES)
    yield from ROOT.glob("*.md")
    yield from ROOT.glob("benchmarks/*/results/*.md")
    for name in _INPUTS:
        yield from files_below(ROOT / name, _MADE)
