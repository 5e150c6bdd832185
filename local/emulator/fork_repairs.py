"""Repair of the memory and the time that a process of a function takes: it is forked from one that has imported."""

import os
from pathlib import Path

from ministack.core import lambda_runtime

from local.emulator import zygotes
from local.emulator.patching import restores, rewrite

_REPORT = """
_ms_told = []

def _ms_modules(code_dir):
    \"\"\"The modules of the first invocation, outside the function's own code: they are imported for others too.\"\"\"
    if _ms_told:
        return {}
    _ms_told.append(True)
    specs = {name: getattr(each, "__spec__", None) for name, each in list(sys.modules.items())}
    origins = {name: getattr(spec, "origin", None) for name, spec in specs.items()}
    return {"modules": [name for name, origin in origins.items() if origin and not origin.startswith(code_dir)]}

def run():
"""


@restores(
    "An execution environment starts in some hundredths of a second, from what others have imported.",
    needed_at="1.5.33",
    shown_by="tests/local/test_fork_repairs.py::test_functions_with_the_same_layers_share_what_they_import",
)
def fork_functions_from_one_that_has_imported() -> None:
    """Fork a function's process from one that has imported what functions with the same layers have in common.

    They share that memory. Unrepaired, each process imports everything for itself: 20 to 40 MB and half a second each.
    A function whose environment differs in what those modules read is started by itself, and so are all where processes
    cannot be watched in this way (macOS).
    """
    if not zygotes.IS_POSSIBLE:
        return
    zygotes.adopt_orphans()
    folder = os.environ.get("LEARNED_IMPORTS")
    known = zygotes.Zygotes(Path(folder) if folder else None)
    script = rewrite(lambda_runtime._PYTHON_WORKER_SCRIPT, "\ndef run():\n", _REPORT)
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewrite(
        script, '{"status": "ok", "result": result}', '{"status": "ok", "result": result, **_ms_modules(code_dir)}'
    )
    lambda_runtime._started, lambda_runtime._learned = known.start, known.learn
    reset = lambda_runtime.reset

    def reset_all() -> None:
        reset()
        known.end()

    lambda_runtime.reset = reset_all
