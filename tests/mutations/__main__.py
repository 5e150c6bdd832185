"""Changes single places of the core and runs the tests of their domain: a place whose change no test sees lacks one.

`make mutations SEED=11 N=40` takes N places by the seed, spread over the domains, and says of each whether it was
caught. A test that fails is run again without the change: only if it passes then, it has caught it.
`AT=<file>:<line>` tries all changes of one line.
"""

import argparse
import sys

from .judging import LIMIT_SECONDS, run
from .places import at, drawn


def main() -> None:
    """Judge the changes of a seed or of a line; leaves with 1 when some survived."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--number", type=int, default=10)
    parser.add_argument("--copies", type=int, default=1, help="how many are judged at once")
    parser.add_argument("--limit", type=float, default=LIMIT_SECONDS, help="seconds that the tests of one may take")
    parser.add_argument("--at", action="append", default=[], help="<file>:<line>, all of whose changes are judged")
    asked = parser.parse_args()
    chosen = [one for place in asked.at for one in at(place)] or drawn(asked.seed, asked.number)
    verdicts = run(chosen, asked.copies, asked.limit, lambda line: print(line, flush=True))
    caught = sum(verdict.is_caught for verdict in verdicts)
    print(f"\n{caught} of {len(verdicts)} caught")
    sys.exit(caught < len(verdicts))


if __name__ == "__main__":
    main()
