"""``make run``: check the settings, then replace this process by the runtime's."""

import os
import signal
import socket
import sys
import venv
from pathlib import Path

from local.emulator.patching import EmulatorChangedError, require_version
from local.environment import runtime_environment
from local.reset import forget
from local.settings import DEPLOYED, HOST, ROOT, Settings, SettingsError, read_settings
from local.turns import turn

_OLDEST_PYTHON = (3, 11)


def main() -> None:
    """Start the runtime, or exit with a one-line reason."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who starts it in the background of a script has it ignored
    if sys.version_info < _OLDEST_PYTHON:
        sys.exit(f"Python {'.'.join(map(str, _OLDEST_PYTHON))} or newer is needed; this is {sys.version.split()[0]}.")
    try:
        settings = read_settings()
        require_version()
    except (SettingsError, EmulatorChangedError) as error:
        sys.exit(str(error))
    _require_free(settings.port, "PORT")
    _require_free(settings.emulator_port, "EMULATOR_PORT")
    if not (settings.state / DEPLOYED).exists():  # a first start that was interrupted: half a stack, and nobody's data
        forget(settings.state)
    settings.state.mkdir(parents=True, exist_ok=True)
    settings.state.chmod(0o700)  # the data, the keys and the log are the developer's own
    environment = runtime_environment(settings, lambda_interpreter(settings))
    os.chdir(ROOT)
    os.execve(sys.executable, [sys.executable, "-m", "local.server"], environment)  # noqa: S606 - no shell wanted


def lambda_interpreter(settings: Settings) -> Path:
    """Return an interpreter without packages, so that a dependency missing from a layer is missing here too."""
    folder = settings.cache / f"lambda-python-{sys.version_info.major}.{sys.version_info.minor}"
    interpreter = folder / "bin" / "python"
    with turn(settings.cache):
        if not interpreter.exists():
            venv.EnvBuilder(with_pip=False, symlinks=True, clear=True).create(folder)
    return interpreter


def _require_free(port: int, name: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            sys.exit(f"Port {port} is taken. Stop what listens there, or choose another: {name}=<port> make run")


if __name__ == "__main__":
    main()
