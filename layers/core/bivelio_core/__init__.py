"""The platform's own code, shared by every Lambda through the core layer.

In a function, the collector of garbage waits until 50,000 objects have been made, and never looks at those of before:
a function keeps nearly all that it imports, and looking for garbage in it is a tenth of a cold start
(docs/import-cost.md). Every handler imports this module before anything large.
"""

import gc
import os

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Python's own number is 2,000. An import of boto3 makes 70,000, our endpoints and pydantic 40,000."""


def keep_imports(_phase: str, _about: object) -> None:
    """Put what there is aside before the first collection begins (`gc.callbacks`), so that it has nothing to do."""
    gc.callbacks.remove(keep_imports)
    gc.freeze()


if "AWS_LAMBDA_FUNCTION_NAME" in os.environ:
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    gc.callbacks.append(keep_imports)
