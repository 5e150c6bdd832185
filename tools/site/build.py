"""Builds the site into a folder that is named by a hash of all it is made from, so that it is built once."""

from pathlib import Path

from tools.builds import CACHE, Say, build_once
from tools.node import install, node, run
from tools.shipped import shipped_or
from tools.site.content import write
from tools.site.finish import LOCAL, finish
from tools.site.inputs import SITE, fingerprint
from tools.site.pages import pages


def build(say: Say = print, cache: Path = CACHE, environments: tuple[str, str] | None = None) -> Path:
    """Build the site unless it is built, and return its folder. Raises BuildError with the reason when it cannot be.

    Args:
        say: called with each step's name.
        cache: where builds, Node and packages are kept.
        environments: the base URLs of the sandbox and of live; None for a site that the local platform serves.
    """

    def make(folder: Path) -> None:
        say("installing Node")
        program = node(cache)
        say("installing the site's packages")
        install(program, SITE)
        say("writing the pages")
        write(SITE / "generated")
        say("building the pages")
        command = [str(program), "node_modules/astro/bin/astro.mjs", "build"]
        output = str(folder)
        run(command, "Astro could not build the site", SITE, program, SITE_OUTPUT=output, ASTRO_TELEMETRY_DISABLED="1")
        finish(folder, pages(), environments or LOCAL)
        say("built")

    name = fingerprint(environments)
    return build_once(cache / "site", name, shipped_or(make, "site", name, say))
