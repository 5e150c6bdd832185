"""Builds the dashboard and prints its folder: `python -m tools.dashboard`, `make dashboard`."""

from tools.dashboard.build import build
from tools.shipped import print_folder

if __name__ == "__main__":
    print_folder("dashboard", build)
