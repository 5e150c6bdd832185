"""``make reindex ORG=org_...``: rebuild an organisation's lists in steps, resuming where an earlier run stopped."""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from tools.deployed import Deployed, OperationFailed


def main() -> None:
    """Print the progress of each step; exit with 1 when one failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("organisation")
    parser.add_argument("--stage", choices=["live", "sandbox"], default="live")
    parser.add_argument("--kind", default="CT")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    target = {"organisation": options.organisation, "environment": options.stage, "kind": options.kind}
    try:
        rebuild(Deployed(options.stack), target)
    except OperationFailed as failure:
        sys.exit(f"{failure}\nCall it again to go on from the last step.")


def rebuild(deployed: Deployed, target: dict[str, Any]) -> int:
    """Run a rebuild step by step; return how many bitmaps were repaired."""
    note = Path(tempfile.gettempdir()) / "-".join(["reindex", deployed.stack or "local", *target.values()])
    cursor = json.loads(note.read_text(encoding="utf-8")) if note.exists() else None
    mended: int = 0
    while True:
        step = deployed.operate("reindex", {**target, **({"cursor": cursor} if cursor else {})})
        mended += step["mended"]
        share = 100 * step["done"] // max(step["total"], 1)
        print(f"{step['done']:,} of {step['total']:,} ({share} %), {mended:,} bitmaps repaired", flush=True)
        if (cursor := step["cursor"]) is None:
            note.unlink(missing_ok=True)
            return mended
        note.write_text(json.dumps(cursor), encoding="utf-8")


if __name__ == "__main__":
    main()
