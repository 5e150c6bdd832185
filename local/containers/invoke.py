"""``make sam-invoke FN=ContactsGet``: replay a sample event in AWS's runtime container, against the running runtime."""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from botocore.exceptions import EndpointConnectionError

from local.containers.engine import EngineError, engine
from local.containers.network import MACHINE, way_to
from local.deploy import client
from local.invoke import EVENTS, names_of_events
from local.settings import REGION, ROOT, STACK, Settings, read_settings
from local.stacks import LIVE, NoSuchResourceError, physical_id
from tools.template import merged, stacks

ARCHITECTURE = "arm64" if platform.machine() in ("arm64", "aarch64") else "x86_64"
_BUILT = ROOT / ".aws-sam" / "local"
_TEMPLATE = ROOT / ".sam-local.json"
_SAM = str(Path(sys.executable).parent / "sam")


class InvocationError(RuntimeError):
    """The SAM CLI failed to build or invoke a function; the message is the SAM CLI's."""


@dataclass(frozen=True)
class Containers:
    """Built functions with the engine and the network to run them."""

    settings: Settings
    folder: Path
    options: tuple[str, ...]

    def invoke(self, name: str, event: Path) -> Any:
        """Run a function in a new container and return its answer.

        Raises:
            InvocationError: when it cannot be run. An error that the function raises is an answer (`errorType`).
        """
        variables = self.folder / f"{name}.json"
        variables.write_text(json.dumps({"Parameters": self._variables(name)}))
        outcome = _sam("local", "invoke", name, "--template", str(_BUILT / "template.yaml"), "--event", str(event),
                       "--skip-pull-image", "--env-vars", str(variables), *_parameters(), *self.options)  # fmt: skip
        lines = outcome.stdout.strip().splitlines()
        if outcome.returncode or not lines:
            raise InvocationError(f"sam local invoke {name}:\n{outcome.stderr}")
        return json.loads(lines[-1])

    def _variables(self, name: str) -> dict[str, str]:
        """Return the deployed function's variables, with the AWS endpoint's address as containers reach it."""
        functions = client("lambda", self.settings)
        function = physical_id(client("cloudformation", self.settings), STACK, name)
        variables = functions.get_function_configuration(FunctionName=function, Qualifier=LIVE)["Environment"][
            "Variables"
        ]
        return {**variables, "AWS_ENDPOINT_URL": f"http://{MACHINE}:{self.settings.emulator_port}"}


@contextmanager
def containers(settings: Settings, functions: Sequence[str] = ()) -> Iterator[Containers]:
    """Build functions (all of them unless some are named) for this machine, and connect to the container engine.

    Raises:
        EngineError: when there is no container engine.
        InvocationError: when the build fails.
    """
    with tempfile.TemporaryDirectory(prefix="bivelio-") as name, engine(Path(name)) as engine_client:
        for function in functions or [""]:
            _build(function)
        with way_to(settings.emulator_port, engine_client) as options:
            yield Containers(settings, Path(name), options)


def main() -> None:
    """Print the function's answer; exit with 1 when it raised."""
    if len(sys.argv) != 2:  # noqa: PLR2004 - the program and one name
        sys.exit("Which function? make sam-invoke FN=ContactsGet")
    name = sys.argv[1]
    event = EVENTS / f"{name}.json"
    if not event.is_file():
        sys.exit(f"There is no sample event {event.relative_to(ROOT)}. There are: {', '.join(names_of_events())}")
    try:
        with containers(read_settings(), [name]) as ready:
            answer = ready.invoke(name, event)
    except (EngineError, InvocationError, NoSuchResourceError) as error:
        sys.exit(str(error))
    except EndpointConnectionError:
        sys.exit("The runtime is not running. Start it with: make run")
    print(json.dumps(answer, indent=2, ensure_ascii=False))
    sys.exit(1 if isinstance(answer, dict) and "errorType" in answer else 0)


def _build(function: str) -> None:
    # One template: the SAM CLI does not find layers that a nested stack is given by parameter.
    _TEMPLATE.write_text(json.dumps(merged(stacks()), default=str))
    environment = {"PATH": f"{Path(_SAM).parent}:{os.environ['PATH']}", "LAYER_TARGET": ARCHITECTURE}
    try:
        outcome = _sam("build", *filter(None, [function]), "--template", str(_TEMPLATE), "--build-dir", str(_BUILT),
                       *_parameters(), PYTHON=sys.executable, **environment)  # fmt: skip
    finally:
        _TEMPLATE.unlink()
    if outcome.returncode:
        raise InvocationError(f"sam build:\n{outcome.stderr}")


def _parameters() -> tuple[str, ...]:
    return ("--parameter-overrides", f"Deployment=local Architecture={ARCHITECTURE}")


def _sam(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION}
    environment = {**os.environ, **keys, "SAM_CLI_TELEMETRY": "0", "PODMAN_IGNORE_CGROUPSV1_WARNING": "1", **variables}
    environment.pop("AWS_PROFILE", None)
    return subprocess.run([_SAM, *arguments], cwd=ROOT, env=environment, check=False, capture_output=True, text=True)


if __name__ == "__main__":
    main()
