"""What a function that starts from a snapshot of its memory makes anew (Lambda SnapStart, the parameter `SnapStart`).

Source: Lambda Developer Guide, "Handling uniqueness with Lambda SnapStart" and "Runtime hooks for Lambda SnapStart":
all environments begin with the memory of one, so with the same state of the generator behind `random`. Nothing secret
comes from it, but pauses before retries would be equal everywhere, and retries would come at the same moments.
"""

import importlib
import os


def reseed_after_restore() -> None:
    """Have Lambda seed `random` in each environment that it restores; does nothing in functions without SnapStart."""
    if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") == "snap-start":
        import random  # noqa: PLC0415 - only what is restored needs it here

        # A module of Lambda's runtime, which exists nowhere else.
        importlib.import_module("snapshot_restore_py").register_after_restore(random.seed)
