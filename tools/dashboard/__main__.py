"""Builds the dashboard and prints its folder: `python -m tools.dashboard`, `make dashboard`."""

import sys

from tools.dashboard.build import build
from tools.node import BuildError


def main() -> None:
    """Build, or exit with a sentence. Progress goes to the error output, the folder to the output."""
    try:
        folder = build(lambda step: print(step, file=sys.stderr, flush=True))
    except BuildError as error:
        sys.exit(str(error))
    print(folder)


if __name__ == "__main__":
    main()
