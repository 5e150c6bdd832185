"""``make reset``: delete all data of the local runtime, but not the build cache."""

import shutil
import socket
import sys
from pathlib import Path

from local.settings import DEPLOYED, HOST, SettingsError, read_settings

_LOGS = ("runtime.log", "runtime.log.1", "runtime.log.2")
_DATA = ("services", "files", "layers-extracted", "tmp")
_DATA_FILES = ("demo.json", DEPLOYED)


def main() -> None:
    """Delete tables, files and demo keys, unless the runtime is running."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit(str(error))
    with socket.socket() as probe:
        if probe.connect_ex((HOST, settings.emulator_port)) == 0:
            sys.exit(f"The runtime is running on port {settings.port}. Stop it first (Ctrl-C).")
    forget(settings.state)
    for name in _LOGS:
        (settings.state / name).unlink(missing_ok=True)
    print(f"All local data is deleted from {settings.state}. The next `make run` starts fresh.")


def forget(state: Path) -> None:
    """Delete tables, files, keys and what is known of the deployment."""
    for name in _DATA:
        shutil.rmtree(state / name, ignore_errors=True)
    for name in _DATA_FILES:
        (state / name).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
