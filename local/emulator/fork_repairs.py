"""Repairs of the memory and the time that processes of functions take: forked from one, ended when idle."""

import inspect
import os
from pathlib import Path

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

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
    shared = zygotes.Zygotes(Path(folder) if folder else None)
    script = rewrite(lambda_runtime._PYTHON_WORKER_SCRIPT, "\ndef run():\n", _REPORT)
    lambda_runtime._PYTHON_WORKER_SCRIPT = rewrite(
        script, '{"status": "ok", "result": result}', '{"status": "ok", "result": result, **_ms_modules(code_dir)}'
    )
    lambda_runtime._started, lambda_runtime._learned = shared.start, shared.learn
    reset = lambda_runtime.reset

    def reset_all() -> None:
        reset()
        shared.end()

    lambda_runtime.reset = reset_all


@restores(
    "Lambda ends an execution environment that nobody has used for some minutes.",
    needed_at="1.5.33",
    shown_by="tests/local/test_fork_repairs.py::test_an_environment_that_nobody_uses_ends",
)
def end_idle_environments() -> None:
    """End a process that is idle for ``LAMBDA_WARM_TTL_SECONDS``, 300 by default, even a function's last one.

    Unrepaired, one process of each function that was ever called stays.
    """
    source = inspect.getsource(lambda_runtime.reap_idle_workers)
    patched = rewrite(source, " or (i == 0 and not snapstart_version)", "")
    exec(compile(patched, lambda_runtime.__file__, "exec"), lambda_runtime.__dict__)  # noqa: S102 - its own source
    lambda_svc.reap_idle_workers = lambda_runtime.reap_idle_workers
