"""A page of another site, shown by a real browser, tries everything a page can do: nothing of the runtime is reached.

The browser is told that names of the attacker lead to this machine, as the attacker's name server could say.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.local.conftest import MINIATURE
from tests.receiver import Received, Receiver, Reply
from tests.running import LONGEST_STOP_SECONDS, Emulated, Runtime, emulated, runtime, settings_for, until

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGE = (Path(__file__).parent / "attack.html").read_bytes()
QUIET = (
    "--headless",
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-popup-blocking",
    "--host-resolver-rules=MAP *.example 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-port=0",
)
LEFT_BEHIND = "made-by-a-page"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium (apt-get install chromium)")


@dataclass(frozen=True)
class Outcome:
    """What a page of another site reached: what it could read, and what it wrote to the AWS endpoint."""

    read: list[str]
    made: list[str]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """The whole runtime, with the miniature stack."""
    with runtime(settings_for(tmp_path_factory.mktemp("browser"), MINIATURE)) as started:
        yield started


def attacked(victim: Runtime | Emulated, ports: tuple[int, ...], names: tuple[str, ...], profile: Path) -> Outcome:
    """Show the page to a browser until it has tried everything, on every port by every name."""

    def site(request: Received) -> Reply:
        return Reply(200, {"Content-Type": "text/html"}, PAGE) if request.method == "GET" else Reply(200)

    with Receiver(site) as attacker:
        own = f"http://evil.example:{attacker.port}"
        targets = [("target", f"http://{name}:{port}") for port in ports for name in names]
        query = urlencode([("name", LEFT_BEHIND), ("report", f"{own}/report"), *targets])
        command = [str(CHROMIUM), *QUIET, f"--user-data-dir={profile}", f"{own}/?{query}"]
        with (profile.parent / f"{profile.name}.log").open("wb") as log:
            browser = subprocess.Popen(command, stdout=log, stderr=log)
            try:
                report = until(lambda: [made for made in attacker.received if made.path.startswith("/report")])
            finally:
                browser.terminate()
                browser.wait(LONGEST_STOP_SECONDS)
    queues = victim.client("sqs").list_queues(QueueNamePrefix=LEFT_BEHIND).get("QueueUrls") or []
    buckets = [bucket["Name"] for bucket in victim.client("s3").list_buckets()["Buckets"]]
    made = [url.rpartition("/")[2] for url in queues] + [name for name in buckets if name.startswith(LEFT_BEHIND)]
    return Outcome(json.loads(report[0].body)["read"], sorted(made))


def test_a_page_of_another_site_reaches_nothing(running: Runtime, tmp_path: Path):
    ports = (running.settings.port, running.settings.emulator_port)
    names = ("127.0.0.1", "localhost", "rebound.example")
    assert attacked(running, ports, names, tmp_path / "profile") == Outcome(read=[], made=[])
    assert running.call("/v1/open", {}).status == 200, "nobody emptied the platform"


def test_the_same_page_takes_over_the_emulator_as_it_comes(tmp_path: Path):
    with emulated(settings_for(tmp_path / "state", MINIATURE), repaired=False, deployed=False) as stock:
        outcome = attacked(stock, (stock.settings.emulator_port,), ("127.0.0.1",), tmp_path / "profile")
    assert outcome.read
    assert len(outcome.made) > 10, outcome
