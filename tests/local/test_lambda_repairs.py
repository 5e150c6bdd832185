"""The Lambda workers: each repair, and the unrepaired behaviour that makes it needed."""

import base64
import io
import time
import zipfile

from tests.running import Emulated

INVOCATIONS = 40
SILENCE_SECONDS = 0.045
"""The unrepaired emulator waits for 50 ms without a line."""


def test_a_silent_invocation_does_not_wait_for_log_lines(stock: Emulated, repaired: Emulated):
    assert quickest(stock) > SILENCE_SECONDS
    assert quickest(repaired) < SILENCE_SECONDS


def test_the_log_of_an_invocation_is_complete(repaired: Emulated):
    name = create_function(repaired, "chatty", "def handler(e, c):\n    for n in range(500): print('line', n)\n")
    answer = repaired.client("lambda").invoke(FunctionName=name, LogType="Tail")
    assert b"line 499" in base64.b64decode(answer["LogResult"])


def test_an_exception_keeps_its_type(stock: Emulated, repaired: Emulated):
    assert stock.invoke("Hello", {"raise": True})["errorType"] == "Runtime.HandlerError"
    raised = repaired.invoke("Hello", {"raise": True})
    assert (raised["errorType"], raised["errorMessage"]) == ("OutOfStockError", "none left")
    assert "handler.py" in "".join(raised["stackTrace"])


def test_an_exception_leaves_the_worker_warm(stock: Emulated, repaired: Emulated):
    assert not survives_an_exception(stock)
    assert survives_an_exception(repaired)


def test_a_broken_import_names_its_place(stock: Emulated, repaired: Emulated):
    broken = "import not_there\n"
    assert "handler.py" not in stock.invoke(create_function(stock, "broken", broken))["errorMessage"]
    message = repaired.invoke(create_function(repaired, "broken", broken))["errorMessage"]
    assert "handler.py" in message
    assert "not_there" in message


def test_functions_see_only_the_packages_of_their_layers(stock: Emulated, repaired: Emulated):
    assert stock.invoke("Hello")["has_ministack"]
    assert stock.invoke("Hello")["has_boto3"]
    answer = repaired.invoke("Hello")
    assert not answer["has_ministack"]
    assert not answer["has_boto3"]


def test_the_host_environment_stays_outside(stock: Emulated, repaired: Emulated):
    assert stock.invoke("Hello")["environment"]["HOST_SECRET"] == "of the host"
    inside = repaired.invoke("Hello")["environment"]
    assert "HOST_SECRET" not in inside
    assert "STATE_DIR" not in inside
    assert inside["GREETING"] == "hello"
    assert inside["AWS_ENDPOINT_URL"] == repaired.settings.emulator_url


def test_workers_share_the_extracted_layer(stock: Emulated, repaired: Emulated):
    assert len(layer_places(stock)) == 2
    assert len(layer_places(repaired)) == 1


def test_log_streams_do_not_grow_with_every_invocation(stock: Emulated, repaired: Emulated):
    silent = "def handler(e, c): return 1\n"
    assert streams_after(stock, create_function(stock, "counted", silent), invocations=3) == 3
    assert streams_after(repaired, create_function(repaired, "counted", silent), invocations=3) == 1


def quickest(emulated: Emulated) -> float:
    """The seconds of the quickest of some invocations: a busy machine makes some slow, a wait makes all slow."""
    name = emulated.deployment.functions["Echo"]
    invoke = emulated.client("lambda").invoke
    times = []
    for _ in range(INVOCATIONS):
        started = time.perf_counter()
        invoke(FunctionName=name, Payload=b"{}")
        times.append(time.perf_counter() - started)
        if times[-1] < SILENCE_SECONDS:
            break
    return min(times)


def survives_an_exception(emulated: Emulated) -> bool:
    before = emulated.invoke("Hello")["pid"]
    emulated.invoke("Hello", {"raise": True})
    return bool(emulated.invoke("Hello")["pid"] == before)


def layer_places(emulated: Emulated) -> set[str]:
    source = "import miniature_layer\ndef handler(e, c): return miniature_layer.__file__\n"
    layers = emulated.client("lambda").get_function(FunctionName=emulated.deployment.functions["Hello"])
    arns = [layer["Arn"] for layer in layers["Configuration"]["Layers"]]
    other = create_function(emulated, "layered", source, layers=arns)
    return {emulated.invoke("Hello")["layer_file"], emulated.invoke(other)}


def streams_after(emulated: Emulated, name: str, invocations: int) -> int:
    for _ in range(invocations):
        emulated.invoke(name)
    found = emulated.client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{name}")["logStreams"]
    return len(found)


def create_function(
    emulated: Emulated, name: str, source: str, layers: list[str] | None = None, timeout: int = 60
) -> str:
    """Create a function beside the stack and return its name."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("handler.py", source)
    emulated.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="handler.handler",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": archive.getvalue()},
        Layers=layers or [],
        Timeout=timeout,
    )
    return name
