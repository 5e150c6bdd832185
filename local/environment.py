"""The environment variables of the runtime's process: the host's settings must not change the platform's behaviour."""

import os
from collections.abc import Mapping
from pathlib import Path

from local.host_variables import is_for_registries
from local.settings import HOST, REGION, Settings

_KEPT = {
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TERM",
    "USER",
    "VIRTUAL_ENV",
    "PORT",
    "EMULATOR_PORT",
    "LOCAL_STATE",
    "LOCAL_TEMPLATE",
    "LOCAL_PARAMETERS",
    "LOCAL_NAMES",
    "DOCS_SITE",
    "DASHBOARD",
    "AUTH",
    "SFN_WAIT_SCALE",
    "TTL_TICK_SECONDS",
    "TABLE_PARTITION_BURST_SECONDS",
    "TABLE_PARTITION_WRITE_UNITS",
    "TABLE_THROTTLED_SHARE",
    "SNAPSHOT_SECONDS",
    "LAMBDA_WARM_TTL_SECONDS",
    "GEMINI_API_KEY",
    "WHATSAPP_URL",
    "TELEGRAM_URL",
}
_SNAPSHOT_SECONDS = "5"


def runtime_environment(
    settings: Settings, lambda_python: Path, host: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return all environment variables of the runtime's process.

    AWS credentials, profiles and endpoints of the developer's shell are left out, so that nothing started here can
    reach a real account; a few settings are passed through (``AUTH=true`` enforces IAM, ``SFN_WAIT_SCALE=0.01``
    shortens waits).
    """
    variables = {name: value for name, value in host.items() if name in _KEPT or is_for_registries(name)}
    return {
        "SNAPSHOT_SECONDS": _SNAPSHOT_SECONDS,
        **variables,
        "LOG_LEVEL": "WARNING",  # while the emulator's modules load; then the runtime's log takes over
        "TZ": ":UTC",
        "TMPDIR": str(settings.state / "tmp"),
        "PYTHONNOUSERSITE": "1",
        "PORT": str(settings.port),
        "EMULATOR_PORT": str(settings.emulator_port),
        "LOCAL_STATE": str(settings.state),
        "LOCAL_TEMPLATE": str(settings.template),
        "RUNTIME_PORTS": f"{settings.port},{settings.emulator_port}",
        "RUNTIME_API_PORT": str(settings.port),
        "LAMBDA_PYTHON": str(lambda_python),
        "TRANSLATION_FOLDER": str(settings.cache / "translations"),
        "LAYER_CACHE": str(settings.cache / "layers"),
        "LEARNED_IMPORTS": str(settings.cache / "imports"),
        "LAYER_FOLDER": str(settings.state / "layers-extracted"),
        "GATEWAY_PORT": str(settings.emulator_port),
        "BIND_HOST": HOST,
        "MINISTACK_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(settings.state / "services"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(settings.state / "files"),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
