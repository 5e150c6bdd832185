"""Start the local runtime, or the emulator alone, for as long as a test needs it."""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from local.deploy import Deployment, client, deploy
from local.environment import runtime_environment
from local.run import lambda_interpreter
from local.settings import HOST, ROOT, Settings, read_settings
from local.stacks import LIVE
from tools.deployed import Deployed

LONGEST_START_SECONDS = 600
LONGEST_STOP_SECONDS = 60
LONGEST_ANSWER_SECONDS = 120
LONGEST_WAIT_SECONDS = 90
"""How long a test waits for what must come: a bound for a machine that is busy, nothing that is promised."""

PORTS = range(20_000, 32_000)
"""Below the ports that systems lend to outgoing connections: a free one stays free until the server listens."""

LOG_LINES_SHOWN = 60


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: status, headers by lower-case name, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body, read as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Emulated:
    """A running emulator with a stack on it, stock or repaired."""

    settings: Settings
    process: subprocess.Popen[bytes]
    deployment: Deployment

    def client(self, service: str) -> Any:
        """Return an AWS client for this emulator."""
        return client(service, self.settings)

    def call(self, path: str, body: Any = None, *, stage: str = "v1", method: str = "POST", **headers: str) -> Answer:
        """Send a request to a stage of the API; header names are given with underscores."""
        target = f"/restapis/{self.deployment.api_id}/{stage}/_user_request_{path}"
        return request(self.settings.emulator_port, target, body, method=method, **headers)

    def invoke(self, function: str, event: Any = None) -> Any:
        """Invoke a function of the stack, by its logical id, and return what it answers."""
        name = self.deployment.functions.get(function, function)
        answer = self.client("lambda").invoke(FunctionName=name, Payload=json.dumps(event or {}).encode())
        return json.loads(answer["Payload"].read())


@dataclass(frozen=True)
class Runtime:
    """A running platform with its front door."""

    settings: Settings
    process: subprocess.Popen[bytes]

    def client(self, service: str) -> Any:
        """Return an AWS client for this platform's emulator."""
        return client(service, self.settings)

    def call(self, path: str, body: Any = None, *, method: str = "POST", **headers: str) -> Answer:
        """Send a request to the front door; the path begins with /v1 or /sandbox/v1."""
        return request(self.settings.port, path, body, method=method, **headers)

    def demo(self) -> dict[str, Any]:
        """Return the demo organisations' file."""
        content: dict[str, Any] = json.loads(self.settings.demo_file.read_text())
        return content


@contextmanager
def configured(platform: Runtime, function: str, **variables: str) -> Iterator[None]:
    """For a while, the live version of a function, by its logical id, has other environment variables, and no memory.

    It is what a deployment with other parameters makes of the function, without the time that a deployment takes.
    """
    lambdas, named = platform.client("lambda"), {"FunctionName": Deployed(None, platform.settings).resource(function)}
    before = lambdas.get_alias(**named, Name=LIVE)["FunctionVersion"]
    own = variables_of(platform, function)
    lambdas.update_function_configuration(**named, Environment={"Variables": own | variables})
    try:
        version = lambdas.publish_version(**named)["Version"]
        assert version != before
        lambdas.update_alias(**named, Name=LIVE, FunctionVersion=version)
        yield
    finally:
        lambdas.update_function_configuration(**named, Environment={"Variables": own})
        lambdas.update_alias(**named, Name=LIVE, FunctionVersion=before)


def variables_of(platform: Runtime, function: str) -> dict[str, str]:
    """The environment variables of a function, by its logical id, as the template gives them."""
    name = Deployed(None, platform.settings).resource(function)
    configuration = platform.client("lambda").get_function_configuration(FunctionName=name)
    return dict(configuration["Environment"]["Variables"])


def request(port: int, path: str, body: Any = None, *, method: str = "POST", **headers: str) -> Answer:
    """Send one HTTP request; a body that is not bytes is sent as JSON."""
    payload = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    if payload is not None:
        names = {"Content-Type": "application/json"} | names
    connection = http.client.HTTPConnection(HOST, port, timeout=LONGEST_ANSWER_SECONDS)
    try:
        connection.request(method, path, payload, names)
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


def settings_for(state: Path, template: Path | None = None) -> Settings:
    """Return settings with free ports and a state folder of the test's own."""
    port, emulator_port = free_ports(2)
    settings = replace(read_settings({}), port=port, emulator_port=emulator_port, state=state)
    return replace(settings, template=template) if template else settings


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on, chosen by chance: several processes of tests choose at the same time."""
    found: set[int] = set()
    dice = random.SystemRandom()  # a seed given to a test run would give each of its processes the same ports
    while len(found) < count:
        port = dice.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
        found.add(port)
    return list(found)


@contextmanager
def runtime(settings: Settings, knobs: Mapping[str, str] | None = None) -> Iterator[Runtime]:
    """Run the platform; it is stopped, with its state saved, at the end."""
    environment = {
        **os.environ,
        "PORT": str(settings.port),
        "EMULATOR_PORT": str(settings.emulator_port),
        "LOCAL_STATE": str(settings.state),
        "LOCAL_TEMPLATE": str(settings.template),
        "DOCS_SITE": "off",  # what is in the cache is served; tests/site builds it
        "DASHBOARD": "off",  # the same; tests/dashboard builds it
        **(knobs or {}),
    }
    settings.state.mkdir(parents=True, exist_ok=True)
    with (settings.state / "terminal.log").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", "local.run"], cwd=ROOT, env=environment, stdout=terminal, stderr=terminal
        )
        try:
            _until_healthy(settings, process)
            yield Runtime(settings, process)
        finally:
            stop(process)


@contextmanager
def emulated(
    settings: Settings,
    *,
    repaired: bool,
    knobs: Mapping[str, str] | None = None,
    deployed: bool = True,
    module: str | None = None,
) -> Iterator[Emulated]:
    """Run the emulator, as it comes or repaired, with the settings' template deployed unless told otherwise.

    `module` starts a repaired one in another way.
    """
    module = module or ("local.emulator" if repaired else "ministack")
    (settings.state / "tmp").mkdir(parents=True, exist_ok=True)
    environment = runtime_environment(settings, lambda_interpreter(settings), {"PATH": os.environ["PATH"]})
    with (settings.state / "terminal.log").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**environment, **(knobs or {})},
            stdout=terminal,
            stderr=terminal,
        )
        try:
            _until_listening(settings, process)
            nothing = Deployment(api_id="", functions={}, changed=False)
            deployment = deploy(settings, lambda _step: None, lambda: None) if deployed else nothing
            yield Emulated(settings, process, deployment)
        finally:
            stop(process)


def stop(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Stop a process and wait for it."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        process.wait(LONGEST_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


def printed(program: str, *arguments: str) -> list[str]:
    """The lines a program prints in a process of its own: a repair cannot be taken back."""
    outcome = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout.splitlines()


def until(condition: Any, seconds: float = LONGEST_WAIT_SECONDS) -> Any:
    """Return the condition's first true value; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.05)
    pytest.fail(f"not within {seconds} s: {condition}")


def _until_healthy(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if request(settings.port, "/health", method="GET").status == http.client.OK:
                return
        except OSError:
            pass  # it does not listen yet
        time.sleep(0.1)
    pytest.fail(f"the runtime did not start (exit code {process.poll()}):\n{_last_lines(settings.state)}")


def _until_listening(settings: Settings, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LONGEST_START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, settings.emulator_port)) == 0:
                return
        time.sleep(0.02)
    pytest.fail(f"the emulator did not start (exit code {process.poll()}):\n{_last_lines(settings.state)}")


def _last_lines(state: Path) -> str:
    logs = [state / "terminal.log", state / "runtime.log"]
    return "\n".join(
        f"--- {log.name}\n" + "\n".join(log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:])
        for log in logs
        if log.exists()
    )
