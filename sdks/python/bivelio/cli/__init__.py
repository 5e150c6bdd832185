"""The command line `bivelio`; the guide is docs/cli.md of the platform. Needs `pip install 'bivelio[cli]'`."""

from __future__ import annotations

import sys


def main() -> None:
    """Run a command and end the process: 0 when it worked, 1 for an error, 2 for a wrong use."""
    try:
        from .app import app
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
        sys.stderr.write("Error: The command line needs more packages: pip install 'bivelio[cli]'\n")
        sys.exit(1)
    app()
