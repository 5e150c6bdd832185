"""Builds the site into a folder that is named by a hash of all it is made from, so that it is built once."""

import shutil
from collections.abc import Callable
from pathlib import Path

from local.turns import turn
from tools.site.content import write
from tools.site.finish import LOCAL, finish
from tools.site.inputs import CACHE, built, fingerprint
from tools.site.node import SITE, install, node, run
from tools.site.pages import pages

_KEPT_BUILDS = 2

Say = Callable[[str], None]


def build(say: Say = print, cache: Path = CACHE, environments: tuple[str, str] | None = None) -> Path:
    """Build the site unless it is built, and return its folder. Raises SiteError with the reason when it cannot be.

    Args:
        say: called with each step's name.
        cache: where builds, Node and packages are kept.
        environments: the base URLs of the sandbox and of live; None for a site that the local platform serves.
    """
    with turn(cache / "site"):
        if (found := built(cache, environments)) is not None:
            return found
        folder = cache / "site" / fingerprint(environments)
        say("installing Node")
        program = node(cache)
        say("installing the site's packages")
        install(program)
        say("writing the pages")
        write(SITE / "generated")
        say("building the pages")
        making = cache / "site" / "making"
        shutil.rmtree(making, ignore_errors=True)
        command = [str(program), "node_modules/astro/bin/astro.mjs", "build"]
        run(command, "Astro could not build the site", program, SITE_OUTPUT=str(making), ASTRO_TELEMETRY_DISABLED="1")
        finish(making, pages(), environments or LOCAL)
        making.rename(folder)
        _forget_old(cache / "site")
        say("built")
        return folder


def _forget_old(folder: Path) -> None:
    builds = [each for each in folder.iterdir() if each.is_dir() and each.name not in {"making", "cache"}]
    builds.sort(key=lambda each: each.stat().st_mtime, reverse=True)
    for old in builds[_KEPT_BUILDS:]:
        shutil.rmtree(old, ignore_errors=True)
