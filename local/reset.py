"""``make reset``: delete all data of the local runtime, but not the build cache."""

import shutil
import socket
import sys

from local.settings import HOST, SettingsError, read_settings

_DATA = ("services", "files", "layers-extracted", "tmp")
_DATA_FILES = ("demo.json", "deployed", "runtime.log", "runtime.log.1", "runtime.log.2")


def main() -> None:
    """Delete tables, files and demo keys, unless the runtime is running."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit(str(error))
    with socket.socket() as probe:
        if probe.connect_ex((HOST, settings.emulator_port)) == 0:
            sys.exit(f"The runtime is running on port {settings.port}. Stop it first (Ctrl-C).")
    for name in _DATA:
        shutil.rmtree(settings.state / name, ignore_errors=True)
    for name in _DATA_FILES:
        (settings.state / name).unlink(missing_ok=True)
    print(f"All local data is deleted from {settings.state}. The next `make run` starts fresh.")


if __name__ == "__main__":
    main()
