"""Tools that generate parts of the project (layers, openapi.json, events) and tools that operators run (replays).

Importing the package makes our layer's code importable, as Lambda does for a function.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "layers" / "core"))
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-1")
