"""`make resource ID=Table`: the physical id of a resource of the stack, by its logical id in any of the templates."""

import argparse

from tools.deployed import Deployed


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("logical_id")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    arguments = parser.parse_args()
    print(Deployed(arguments.stack).resource(arguments.logical_id))


if __name__ == "__main__":
    main()
