"""The local runtime's ports and folders, read from the environment once, at the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
REGION = "eu-west-1"
STACK = "bivelio"
INBOUND_DOMAIN = "in.example.com"
"""The domain whose mail the platform receives: /mail puts it where SES would."""

DEPLOYED = "deployed"
"""The file of the data's folder that says what was deployed, once the first deployment is whole."""

_NAME = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*")


class SettingsError(ValueError):
    """A setting has an invalid value."""


@dataclass(frozen=True)
class Settings:
    """The runtime's ports and folders.

    Attributes:
        port: where the front door listens (``PORT``, default 8080).
        emulator_port: where the AWS endpoint listens (``EMULATOR_PORT``, default the port after ``port``).
        state: the folder of the data: tables, files, keys (``LOCAL_STATE``, default ``.local``).
        cache: the folder of builds that all runtimes of this checkout share: layers, translations of
            templates, the interpreter without packages.
        template: the SAM template that is deployed (``LOCAL_TEMPLATE``, default ``template.yaml``).
        names: further host names for which requests and pages are accepted (``LOCAL_NAMES``,
            separated by commas), such as a tunnel's.
        builds_docs: whether the documentation site is built when it is not in the cache (not with ``DOCS_SITE=off``).
        builds_dashboard: the same of the dashboard (not with ``DASHBOARD=off``).
    """

    port: int
    emulator_port: int
    state: Path
    cache: Path
    template: Path
    names: tuple[str, ...] = ()
    builds_docs: bool = True
    builds_dashboard: bool = True

    @property
    def url(self) -> str:
        """Return the front door's address."""
        return f"http://localhost:{self.port}"

    @property
    def emulator_url(self) -> str:
        """Return the address of the AWS endpoint."""
        return f"http://{HOST}:{self.emulator_port}"

    @property
    def mail_port(self) -> int:
        """Return where outgoing mail is accepted: the port after the AWS endpoint's."""
        return self.emulator_port + 1

    @property
    def demo_file(self) -> Path:
        """Return where the demo organisations and their keys are written."""
        return self.state / "demo.json"


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings. Raises SettingsError, which names the invalid one."""
    port = _port(environment, "PORT", 8080)
    cache = ROOT / ".local"
    return Settings(
        port=port,
        emulator_port=_port(environment, "EMULATOR_PORT", port + 1),
        state=Path(environment.get("LOCAL_STATE") or cache).absolute(),
        cache=cache,
        template=Path(environment.get("LOCAL_TEMPLATE") or ROOT / "template.yaml").absolute(),
        names=_names(environment.get("LOCAL_NAMES", "")),
        builds_docs=environment.get("DOCS_SITE") != "off",
        builds_dashboard=environment.get("DASHBOARD") != "off",
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    for name in names:
        if not _NAME.fullmatch(name):
            raise SettingsError(f"LOCAL_NAMES: {name} is not a host name. Write names without scheme and port.")
    return names


def _port(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:  # noqa: PLR2004 - the range of ports
        raise SettingsError(f"{name}={text} is not a port number.")
    return int(text)
