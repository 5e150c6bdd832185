"""Builds behind a company's proxy: what the host says of certificates and registries reaches who asks them."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local.environment import runtime_environment
from local.settings import read_settings
from tests.mail_server import server_context
from tools.node import BuildError, run

SETTINGS = read_settings({"PORT": "9000"})
FOR_REGISTRIES = {
    "HTTPS_PROXY": "http://127.0.0.1:3128",
    "no_proxy": "localhost",
    "SSL_CERT_FILE": "/certificates/company.pem",
    "SSL_CERT_DIR": "/certificates",
    "REQUESTS_CA_BUNDLE": "/certificates/company.pem",
    "CURL_CA_BUNDLE": "/certificates/company.pem",
    "NODE_EXTRA_CA_CERTS": "/certificates/company.pem",
    "PIP_CERT": "/certificates/company.pem",
    "PIP_INDEX_URL": "https://packages.example.com/simple",
    "UV_SYSTEM_CERTS": "true",
    "npm_config_registry": "https://packages.example.com/npm",
    "NPM_CONFIG_CAFILE": "/certificates/company.pem",
}


def seen_by_a_build(host: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The variables of a program that builds for the runtime, which was started with those of the host."""
    of_runtime = runtime_environment(SETTINGS, Path("/usr/bin/python3"), host | {"PATH": os.environ["PATH"]})
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in of_runtime.items():
        monkeypatch.setenv(name, value)
    run(["sh", "-c", "env -0 > seen"], "no shell", tmp_path)
    pairs = (tmp_path / "seen").read_text().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if "=" in pair)


def test_all_that_the_host_says_of_registries_reaches_the_programs_that_build(tmp_path, monkeypatch):
    host = FOR_REGISTRIES | {"AWS_SECRET_ACCESS_KEY": "real", "NODE_OPTIONS": "--require=/x.js"}
    seen = seen_by_a_build(host, tmp_path, monkeypatch)
    assert FOR_REGISTRIES.items() <= seen.items()
    assert "NODE_OPTIONS" not in seen
    assert seen.get("AWS_SECRET_ACCESS_KEY") != "real"


def test_node_takes_the_certificates_that_other_programs_are_told_of(tmp_path, monkeypatch):
    seen = seen_by_a_build({"SSL_CERT_FILE": "/certificates/company.pem"}, tmp_path, monkeypatch)
    assert seen["NODE_EXTRA_CA_CERTS"] == "/certificates/company.pem"


class Registry(BaseHTTPRequestHandler):
    """Answers every request as a registry of packages does when it is asked whether it is there."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """The address of a registry whose certificate, `certificate.pem` in the folder, no program knows by itself."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Registry) as server:
        server.socket = server_context(tmp_path).wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.skipif(not shutil.which("npm"), reason="there is no npm on this machine")
def test_npm_reaches_a_registry_behind_a_certificate_of_the_company(registry, tmp_path, monkeypatch):
    settings = {
        "fetch-retries": "0",
        "registry": registry,
        "cache": f"{tmp_path}/npm",
        "globalconfig": f"{tmp_path}/none",
    }
    npm = [str(shutil.which("npm")), "ping", *(f"--{name}={value}" for name, value in settings.items())]
    for variable in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"):
        with monkeypatch.context() as patched:
            seen_by_a_build({variable: str(tmp_path / "certificate.pem"), "HOME": str(tmp_path)}, tmp_path, patched)
            run(npm, "npm could not ask the registry", tmp_path)
    with monkeypatch.context() as patched:
        seen_by_a_build({"HOME": str(tmp_path)}, tmp_path, patched)
        with pytest.raises(BuildError, match=r"(?i)certificate|SELF_SIGNED"):
            run(npm, "npm could not ask the registry", tmp_path)
