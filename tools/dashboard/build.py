"""Builds the dashboard into a folder that is named by a hash of all it is made from, so that it is built once."""

from collections.abc import Iterator
from pathlib import Path

from tools import builds
from tools.builds import CACHE, Say, build_once, files_below
from tools.node import install, node, run
from tools.shipped import shipped_or
from tools.template import ROOT

DASHBOARD = ROOT / "dashboard"
_MADE = ("node_modules", "dist", "__pycache__")
_INPUTS = (
    "dashboard",
    "openapi.json",
    "sdks/javascript/src",
    "docs/gallery",
    "docs/examples/workflows/create.json",
    "site/src/styles/tokens.css",
    "site/texts",
    "requirements/node.txt",
    "tools/dashboard/build.py",
    "tools/builds.py",
    "tools/node.py",
)


def build(say: Say = print, cache: Path = CACHE) -> Path:
    """Build the dashboard unless it is built, and return its folder. Raises BuildError when it cannot be.

    Args:
        say: called with each step's name.
        cache: where builds and Node are kept.
    """

    def make(folder: Path) -> None:
        program = prepared(say, cache)
        say("building the dashboard")
        command = [str(program), "node_modules/vite/bin/vite.js", "build", "--logLevel", "error"]
        run(command, "Vite could not build the dashboard", DASHBOARD, program, DASHBOARD_OUTPUT=str(folder))
        say("built")

    name = _fingerprint()
    return build_once(cache / "dashboard", name, shipped_or(make, "dashboard", name, say))


def prepared(say: Say = print, cache: Path = CACHE) -> Path:
    """Return Node, with the dashboard's packages installed. Raises NodeAbsentError without a registry."""
    say("installing Node")
    program = node(cache)
    say("installing the dashboard's packages")
    install(program, DASHBOARD)
    return program


def built(cache: Path = CACHE) -> Path | None:
    """Return the folder of the dashboard for the files as they are now, or None when it has not been built."""
    folder = cache / "dashboard" / _fingerprint()
    return folder if folder.exists() else None


def _fingerprint() -> str:
    return builds.fingerprint(_inputs())


def _inputs() -> Iterator[Path]:
    for name in _INPUTS:
        yield from files_below(ROOT / name, _MADE)
