"""``make operate``: carry out an operation of the operator's function (docs/identity.md) and show its answer.

`python -m tools.operate suspend_organisation '{"organisation": "org_..."}' [--stack NAME]`; `-` reads the data from the
standard input, so that secrets stay out of the shell's history.
"""

import argparse
import json
import sys
from typing import Any

from tools.deployed import Deployed, OperationFailed


def main() -> None:
    """Print the answer; exit with 1 when the operation was refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("operation")
    parser.add_argument("data", nargs="?", default="", help="a JSON object, or - for the standard input")
    parser.add_argument("--stack", help="a stack on AWS; without it, the local runtime")
    options = parser.parse_args()
    try:
        answer = operate(Deployed(options.stack), options.operation, options.data)
    except OperationFailed as refusal:
        sys.exit(str(refusal))
    print(json.dumps(answer, indent=2, ensure_ascii=False))


def operate(deployed: Deployed, operation: str, text: str) -> Any:
    """Run an operation with data given as text and return its answer. Raises OperationFailed."""
    try:
        data = json.loads((sys.stdin.read() if text == "-" else text) or "{}")
    except ValueError as error:
        raise OperationFailed(f"the data is not JSON: {error}") from error
    return deployed.operate(operation, data)


if __name__ == "__main__":
    main()
