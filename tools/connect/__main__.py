"""Builds what other platforms take: `python -m tools.connect n8n` writes dist/n8n-nodes-bivelio-<version>.tgz."""

import sys

from tools.connect import build
from tools.node import BuildError

TARGETS = {"n8n": build.n8n, "zapier": build.zapier, "make": build.make}

if __name__ == "__main__":
    name = "".join(sys.argv[1:])
    if name not in TARGETS:
        sys.exit(f"python -m tools.connect {'|'.join(TARGETS)}")
    try:
        print(TARGETS[name]())
    except BuildError as error:
        sys.exit(str(error))
