"""In a function, the first collection puts what was imported aside; garbage of requests is collected all the same."""

import json
import os
import subprocess
import sys

from tools.template import ROOT

SCRIPT = """
import gc, json, weakref
usual = gc.get_threshold()[0]
import bivelio_core
from bivelio_core.entrypoints import api

class Loop:
    def __init__(self):
        self.me = self

before = {"frozen": gc.get_freeze_count(), "threshold": gc.get_threshold()[0], "callbacks": len(gc.callbacks)}
kept = [[] for _ in range(60_000)]
after = {"frozen": gc.get_freeze_count(), "callbacks": len(gc.callbacks)}
lost = weakref.ref(Loop())
alive = lost() is not None
kept += [[] for _ in range(60_000)]
print(json.dumps({"usual": usual, "before": before, "after": after, "alive": alive, "collected": lost() is None}))
"""


def ran(**environment):
    """What the script says in a new process."""
    inherited = {name: value for name, value in os.environ.items() if name != "AWS_LAMBDA_FUNCTION_NAME"}
    known = {**inherited, "PYTHONPATH": str(ROOT / "layers" / "core"), **environment}
    ended = subprocess.run([sys.executable, "-c", SCRIPT], env=known, check=True, capture_output=True, text=True)
    return json.loads(ended.stdout)


def test_the_first_collection_of_a_function_puts_its_imports_aside():
    found = ran(AWS_LAMBDA_FUNCTION_NAME="ContactsGet")
    assert found["before"] == {"frozen": 0, "threshold": 50_000, "callbacks": 1}, "something was collected meanwhile"
    assert found["after"]["frozen"] > 30_000
    assert found["after"]["callbacks"] == 0
    assert (found["alive"], found["collected"]) == (True, True)


def test_elsewhere_the_collector_is_as_it_was():
    found = ran()
    before = found["before"]
    assert (before["threshold"], before["callbacks"], found["after"]["frozen"]) == (found["usual"], 0, 0)
