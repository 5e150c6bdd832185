"""Builds the documentation site and prints its folder: `python -m tools.site`, `make docs-site`."""

from tools.shipped import print_folder
from tools.site.build import build

if __name__ == "__main__":
    print_folder("site", build)
