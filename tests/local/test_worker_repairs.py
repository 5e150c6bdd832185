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
BATCHES = """
import threading, time
from ministack.services import lambda_svc
from local.emulator import worker_repairs

started, seen = [], []
start = threading.Thread.start
threading.Thread.start = lambda thread: (started.append(thread), start(thread))[1]

def spawn(task, *args):
    ended = threading.Event()
    lambda_svc.spawn_background(lambda: (ended.set(), task(*args)), thread_name="batch")
    assert ended.wait(30)
    time.sleep(0.1)

def batches():
    started.clear()
    seen.clear()
    spawn(seen.append, 1)
    spawn(lambda: 1 / 0)
    spawn(seen.append, 2)
    print(len(started), seen)

batches()
worker_repairs.hand_over_batches_at_once()
batches()
"""
INVOCATIONS = """
import subprocess, sys, threading
from ministack.core import lambda_runtime
from local.emulator import worker_repairs

PROCESS = '''
import json, sys, time
for line in sys.stdin:
    asked = json.loads(line)["event"]
    time.sleep(asked)
    print(json.dumps({"status": "ok", "result": asked}), flush=True)
'''
started = []
start = threading.Thread.start
threading.Thread.start = lambda thread: (started.append(thread.name), start(thread))[1]

def invocations():
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", PROCESS], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    worker = lambda_runtime.Worker("f", {"Timeout": 1}, b"")
    worker._proc, worker._drain_stderr_bounded = process, lambda: ""
    assert worker.invoke(0, "first")["result"] == 0
    started.clear()
    answers = [worker.invoke(0, "second"), worker.invoke(60, "third")]
    print(len(started), [answer.get("result", answer.get("error")) for answer in answers], process.poll() is not None)

invocations()
worker_repairs.invoke_in_the_calling_thread()
invocations()
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


def test_a_batch_is_handed_to_a_thread_that_waits():
    assert printed(BATCHES) == ["3 [1, 2]", "1 [1, 2]"]


def test_an_invocation_starts_no_thread_and_ends_in_time():
    answers = "[0, 'Task timed out after 1.00 seconds'] True"
    assert printed(INVOCATIONS) == [f"2 {answers}", f"0 {answers}"]


def test_each_invocation_of_a_burst_is_answered(repaired: Emulated):
    name = create_function(repaired, "burst", ASLEEP)

    def invoke(_: int) -> int:
        answer = repaired.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        return int(json.loads(answer["Payload"].read()))

    with ThreadPoolExecutor(BURST) as pool:
        pids = list(pool.map(invoke, range(BURST)))
    assert len(pids) == BURST
