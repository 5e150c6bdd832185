"""How many processes serve a function: the repair, and the unrepaired behaviour that makes it needed."""

import json
from concurrent.futures import ThreadPoolExecutor

from tests.local.test_lambda_repairs import create_function
from tests.running import Emulated, printed

POOL = """
import threading
from types import SimpleNamespace
from ministack.core import lambda_runtime
from ministack.services import lambda_svc
from local.emulator import worker_repairs

def process(config):
    return lambda name, config, code: SimpleNamespace(in_use=False, last_used=0.0, _cold=False)

lambda_runtime._worker_class_for = process
worker_repairs._AT_ONCE, worker_repairs._PATIENCE_SECONDS = 2, 60.0

def acquire(name):
    arn = "arn:aws:lambda:eu-west-1:000000000000:function:" + name
    return lambda_svc.acquire_worker(name, {"FunctionArn": arn}, b"")

def third_of(name, *, released=True, starting=False):
    held = [acquire(name)[0] for _ in range(2)]
    held[0]._cold = held[1]._cold = starting
    found = []
    third = threading.Thread(target=lambda: found.append(acquire(name)))
    third.start()
    third.join(0.3)
    waits = third.is_alive()
    if released:
        lambda_svc.release_worker(held[1])
    third.join(30)
    (worker, how), = found
    return f"{'waits' if waits else 'begins'} {how} {worker is held[1]}"

print(third_of("stock"))
worker_repairs.share_warm_workers()
print(third_of("moves"))
worker_repairs._PATIENCE_SECONDS = 0.0
print(third_of("stands", released=False))
print(third_of("starts", starting=True))
"""
BURST = 12
ASLEEP = "import os, time\ndef handler(e, c):\n    time.sleep(0.02)\n    return os.getpid()\n"


def test_an_invocation_waits_for_a_warm_process_while_something_moves():
    assert printed(POOL) == [
        "begins spawn False",
        "waits reused True",
        "begins spawn False",  # who holds the processes may be waiting for this one
        "waits reused True",
    ]


def test_each_invocation_of_a_burst_is_answered(repaired: Emulated):
    name = create_function(repaired, "burst", ASLEEP)

    def invoke(_: int) -> int:
        answer = repaired.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        return int(json.loads(answer["Payload"].read()))

    with ThreadPoolExecutor(BURST) as pool:
        pids = list(pool.map(invoke, range(BURST)))
    assert len(pids) == BURST
