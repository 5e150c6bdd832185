"""The demonstration of MCP: its server ends with it."""

import os
import signal
import subprocess
import sys

import pytest

from tests.running import until

PROGRAM = """
import os, sys
from local.mcp_demo import serving
with serving([sys.executable, "-c", "import time; time.sleep(600)"], os.environ) as server:
    print(server.pid, flush=True)
    server.wait()
"""


def is_gone(pid: int) -> bool:
    """Whether no process has the id."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_the_program_that_started_it(number):
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as demo:
        assert demo.stdout is not None
        server = int(demo.stdout.readline())
        demo.send_signal(number)
        demo.wait(60)
    until(lambda: is_gone(server))
