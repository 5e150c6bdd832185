"""The runtime's process: emulator, front door and deployment in one; ``python -m local.run`` starts it."""

import asyncio
import gc
import logging
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import uvicorn
from botocore.exceptions import BotoCoreError, ClientError
from ministack import app as emulator
from ministack.core import hypercorn_compat, lambda_runtime

from local import demo, incoming_mail, layers, mailbox, programs
from local.dashboard import Dashboard
from local.deploy import DeploymentError, deploy
from local.docs_site import DocsSite
from local.emulator.repairs import apply_all
from local.emulator.state_repairs import save
from local.front_door import ForPeople, Platform, front_door
from local.packaging import PackagingError
from local.settings import HOST, Settings, read_settings

_LOG_BYTES = 20_000_000
_KEEP_ALIVE_SECONDS = 75
_GRACE_SECONDS = 3
_ENDS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, an editor or a container, a terminal that is closed
_THREAD_SWITCH_SECONDS = 0.0005  # invocations are handed between threads: 5 ms, the default, is the latency of a call

logger = logging.getLogger("runtime")


def main() -> None:
    """Run until a signal to stop; exit with 1 when the deployment fails."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is there yet that an end at once would lose
    settings = read_settings()
    started = time.monotonic()
    _log_to(settings.state / "runtime.log")
    _start_with_empty(Path(os.environ["TMPDIR"]))
    sys.setswitchinterval(_THREAD_SWITCH_SECONDS)
    apply_all()
    hypercorn_compat.install()
    platform = Platform()
    asyncio.run(_serve(settings, platform, started))
    if platform.failure:
        sys.exit(1)


async def _serve(settings: Settings, platform: Platform, started: float) -> None:
    mails = mailbox.Mailbox(incoming_mail.putter(settings))
    accepting = await mails.listen(settings.mail_port)
    people = ForPeople(DocsSite(settings), Dashboard(settings), mails)
    config = uvicorn.Config(
        front_door(emulator.app, platform, people, enforces_iam=emulator.AUTH),
        ws="none",
        proxy_headers=False,  # the peer's address is the caller's, whatever a header says
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        access_log=False,
        server_header=False,
        date_header=False,  # the emulator sends one
        log_config=None,
    )
    server = uvicorn.Server(config)

    def stop() -> None:  # uvicorn stops at these signals too, and raises them again, which must not end us early
        server.should_exit = True

    for name in _ENDS:
        if name != signal.SIGHUP or signal.getsignal(name) != signal.SIG_IGN:  # nohup's wish is kept
            asyncio.get_running_loop().add_signal_handler(name, stop)
    deployment = asyncio.create_task(_deploy(people, platform, started, server))
    await server.serve(sockets=[_bound(settings.port), _bound(settings.emulator_port)])
    if accepting is not None:
        accepting.close()
    await asyncio.to_thread(programs.end)
    if server.force_exit:  # by a second Ctrl-C, after which uvicorn does not tell the emulator to save
        await asyncio.to_thread(save)
    deployment.cancel()
    with suppress(asyncio.CancelledError):
        await deployment
    await asyncio.to_thread(lambda_runtime.reset)
    print("state saved, stopped", flush=True)


def _bound(port: int) -> socket.socket:
    # asyncio sends small packets at once only on sockets that say they are TCP; others wait 40 ms for the peer
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    return listener


async def _deploy(people: ForPeople, platform: Platform, started: float, server: uvicorn.Server) -> None:
    """Deploy when the server listens; a failure stops the runtime. What people read is built when all else is done."""
    settings = people.site.settings
    await _listening(settings.emulator_port)
    try:
        await asyncio.to_thread(_bring_up, people, platform, _say(platform, started))
        gc.collect()
        gc.freeze()  # what stays is not looked through again: each time took all requests a tenth of a second
        for built in (people.dashboard, people.site):
            await asyncio.to_thread(built.start)
    except programs.EndedError:
        logger.info("stopped before all was deployed")
    except (DeploymentError, PackagingError, layers.LayerError, demo.DemoError, BotoCoreError, ClientError) as error:
        if server.should_exit:  # by a signal: what was being done has lost the emulator
            logger.info("stopped before all was deployed: %s", error)
            return
        logger.exception("the platform could not be deployed")
        platform.failure = str(error)
        print(f"\nThe platform could not be deployed: {error}\nSee {settings.state / 'runtime.log'}", file=sys.stderr)
        server.should_exit = True
    except Exception:
        logger.exception("the platform could not be deployed")
        platform.failure = "unexpected error"
        server.should_exit = True
        raise


def _bring_up(people: ForPeople, platform: Platform, say: Callable[[str], None]) -> None:
    settings = people.site.settings
    deployment = deploy(settings, say, save, layers.compile_beside)
    platform.api_id = deployment.api_id
    say("creating the demo organisations" if not settings.demo_file.exists() else "reading the demo organisations")
    with ThreadPoolExecutor(1, "mail") as beside:  # it is of one organisation, and waits for functions to start

        def connect_mail(organisation: dict[str, Any]) -> None:
            people.mails.address = mailbox.connect(settings, organisation)

        def there(slug: str, organisation: dict[str, Any]) -> None:
            if slug == demo.WITH_MAIL:
                beside.submit(connect_mail, organisation)

        organisations = demo.ensure(settings, deployment, save, there)
    platform.ready = True
    say("ready")
    print(demo.introduction(settings, organisations), flush=True)


def _say(platform: Platform, started: float) -> Callable[[str], None]:
    def say(step: str) -> None:
        platform.step = step
        logger.info(step)
        print(f"[{time.monotonic() - started:5.1f} s] {step}", flush=True)

    return say


async def _listening(port: int) -> None:
    while True:
        try:
            _reader, writer = await asyncio.open_connection(HOST, port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            await writer.wait_closed()
            return


def _log_to(file: Path) -> None:
    """Write every log line to the runtime's log file, not to the terminal."""
    handler = RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=2)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s [%(name)s] %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("lambda").setLevel(logging.WARNING)  # what functions print is logged once, by our own repair


def _start_with_empty(folder: Path) -> None:
    """Empty the folder for temporary files, where a killed runtime leaves its workers' copies."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tempfile.tempdir = str(folder)


if __name__ == "__main__":
    main()
