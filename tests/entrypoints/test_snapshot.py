"""An environment that Lambda restores from a snapshot does not repeat the random pauses of the others."""

import random
import sys
from types import SimpleNamespace
from typing import Any

from bivelio_core import snapshot


def test_each_restored_environment_has_random_numbers_of_its_own(monkeypatch):
    hooks: list[Any] = []
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", SimpleNamespace(register_after_restore=hooks.append))
    monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
    snapshot.reseed_after_restore()
    (restored,) = hooks
    memory, drawn = random.getstate(), set()
    for _ in range(3):
        random.setstate(memory)  # what an environment begins with
        restored()
        drawn.add(random.random())
    assert len(drawn) == 3


def test_other_functions_need_nothing_of_lambdas_runtime(monkeypatch):
    monkeypatch.setitem(sys.modules, "snapshot_restore_py", None)  # an import of it would fail
    for kind in ("on-demand", "provisioned-concurrency"):
        monkeypatch.setenv("AWS_LAMBDA_INITIALIZATION_TYPE", kind)
        snapshot.reseed_after_restore()
