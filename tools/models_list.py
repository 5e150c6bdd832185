"""dashboard/src/pages/agents/models.json from the table of language models: `python -m tools.models_list [--check]`.

The dearest last. Offered are those that Google does not end; what an agent has already is shown besides.
"""

import json

from bivelio_core.config import AiSettings
from bivelio_core.language_models import MODELS

from tools.generated import write_or_check
from tools.template import ROOT

FILE = ROOT / "dashboard" / "src" / "pages" / "agents" / "models.json"


def content() -> str:
    """The list, each with what an invocation costs as a multiple of the documented credits."""
    usual = AiSettings().model
    names = sorted(MODELS, key=lambda name: (name != usual, _factor(name), name))
    listed = [{"name": name, "factor": _factor(name), "isOffered": MODELS[name].successor is None} for name in names]
    return json.dumps(listed, indent=2) + "\n"


def _factor(name: str) -> int:
    """The factor of a model, or of the one that takes its place."""
    return _factor(successor) if (successor := MODELS[name].successor) else MODELS[name].factor


def main() -> None:
    """Write the file, or check it."""
    write_or_check(FILE, content, "models")


if __name__ == "__main__":
    main()
