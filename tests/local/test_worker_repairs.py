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
WORKING = """
import asyncio, subprocess, sys, threading
from ministack.core import lambda_runtime
from ministack.services import apigateway_v1, lambda_svc
from local.emulator import worker_repairs

PROCESS = '''
import json, sys, time
for line in sys.stdin:
    asked = json.loads(line)["event"]
    print("x" * 200_000 if asked == 0 else "late", file=sys.stderr, flush=True)
    time.sleep(asked)
    print(json.dumps({"status": "ok", "result": asked}), flush=True)
'''
CONFIG = {"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:000000000000:function:f", "Timeout": 1,
          "Runtime": "python3.13"}
started = []
start = threading.Thread.start
threading.Thread.start = lambda thread: (started.append(thread.name), start(thread))[1]

def worker():
    pipe = subprocess.PIPE
    process = subprocess.Popen([sys.executable, "-c", PROCESS], stdin=pipe, stdout=pipe, stderr=pipe, text=True)
    worker = lambda_runtime.Worker("f", CONFIG, b"")
    worker._proc = process
    threading.Thread(target=worker._read_stderr, daemon=True).start()
    return worker, process
"""
INVOCATIONS = """
def invocations():
    of_function, process = worker()
    assert of_function.invoke(0, "first")["result"] == 0
    started.clear()
    answers = [of_function.invoke(0, "second"), of_function.invoke(60, "third")]
    told = [answer.get("result", answer.get("error")) for answer in answers]
    print(len(started), told, process.poll() is not None, [len(answer["log"]) for answer in answers])

invocations()
worker_repairs.invoke_in_the_calling_thread()
invocations()
"""
REQUESTS = """
async def requests():
    of_function, process = worker()
    lambda_runtime._workers["000000000000:eu-west-1:f:$LATEST"] = [of_function]
    record = {"config": CONFIG, "code_zip": b"zip"}
    run = apigateway_v1.run_reentrant
    started.clear()
    results = [await run(lambda_svc._execute_function_with_config_scope, record, event) for event in (0, 0, 60)]
    others = await run(lambda number: number + 1, 1)
    print(len([name for name in started if name != "timeouts"]), [result["body"] for result in results], others,
          process.poll() is not None, of_function.in_use)

lambda_svc._emit_lambda_logs = lambda *_args, **_options: None
lambda_svc._ensure_reaper_thread = lambda: None
asyncio.run(requests())
worker_repairs.share_warm_workers()
worker_repairs.invoke_in_the_calling_thread()
worker_repairs.invoke_on_the_event_loop()
asyncio.run(requests())
"""
LINE = """
import asyncio, threading, time
from local.emulator.leases import Line

line = Line(lambda key, began: key == "full", lambda worker: released.append(worker))
released, served = [], []

async def stand(name):
    try:
        served.append((name, (await line.leased("full", None))[0]))
    except asyncio.CancelledError:
        served.append((name, "left"))
        raise

async def main():
    print(await line.leased("empty", lambda: ("process", "spawn")))
    loop, tasks = asyncio.get_running_loop(), []
    for number in range(2):
        tasks.append(asyncio.create_task(stand(f"coroutine {number}")))
        await asyncio.sleep(0.01)
    thread = threading.Thread(target=lambda: served.append(("thread", line.lease("full", None)[0])))
    thread.start()
    await asyncio.sleep(0.3)
    tasks[1].cancel()
    await asyncio.sleep(0)
    line.release("full", "a")
    await tasks[0]
    line.release("full", "b")
    await asyncio.to_thread(thread.join)
    line.release("full", "c")
    print(served, released)

asyncio.run(main())
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
    answers = "[0, 'Task timed out after 1.00 seconds'] True [200000, 4]"
    assert printed(WORKING + INVOCATIONS) == [f"2 {answers}", f"0 {answers}"]


def test_a_request_invokes_its_functions_on_the_event_loop():
    late = "{'errorMessage': 'Task timed out after 1.00 seconds', 'errorType': 'Sandbox.Timedout'}"
    results = f"[0, 0, {late}] 2 True False"
    stock, repaired = printed(WORKING + REQUESTS)
    assert int(stock.partition(" ")[0]) >= 4  # one for each invocation, and for each reading of an answer
    assert (stock.partition(" ")[2], repaired) == (results, f"1 {results}")  # of what is no function


def test_who_came_first_gets_the_process_that_becomes_free():
    assert printed(LINE) == [
        "('process', 'spawn')",
        "[('coroutine 1', 'left'), ('coroutine 0', 'a'), ('thread', 'b')] ['c']",
    ]


def test_each_invocation_of_a_burst_is_answered(repaired: Emulated):
    name = create_function(repaired, "burst", ASLEEP)

    def invoke(_: int) -> int:
        answer = repaired.client("lambda").invoke(FunctionName=name, Payload=b"{}")
        return int(json.loads(answer["Payload"].read()))

    with ThreadPoolExecutor(BURST) as pool:
        pids = list(pool.map(invoke, range(BURST)))
    assert len(pids) == BURST
