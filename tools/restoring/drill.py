"""``make drill-restore``: bring an organisation back in the emulator, under kills, and say how long it took.

An organisation with ITEMS items and another one are written, a copy of the table is made, most of the first is deleted,
and it is restored by a process that dies KILLS times. The clock of this machine tells the seconds; the emulator is in
this process, so that AWS's times are others, and the proportions the same.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print what was done and how long it took; exit with 1 when anything is missing, or another was touched."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    from tests.conftest import fresh_table  # noqa: PLC0415 - sets the environment of a function
    from tests.restoring import world  # noqa: PLC0415

    with fresh_table(), tempfile.TemporaryDirectory() as folder:
        drilled = world.drilled(options.items, options.kills, Path(folder) / "journal", clock=time.perf_counter)
    print(f"{drilled.items:,} items of one organisation, {drilled.lost:,} of them deleted")
    print(f"restored in {drilled.seconds:.1f} s under {drilled.deaths:,} kills, comparison included")
    if drilled.faults:
        sys.exit("\n".join(drilled.faults))
    print("nothing is missing, and nothing of the other organisation was touched")


if __name__ == "__main__":
    main()
