"""The dashboard's own unit tests, of what needs no browser."""

import subprocess

from tools.dashboard.build import DASHBOARD, prepared


def test_the_unit_tests_of_the_dashboard_pass(built):
    assert built
    node = prepared(lambda _step: None)
    command = [
        str(node),
        "node_modules/vitest/vitest.mjs",
        "run",
        "--no-isolate",
        "--testTimeout=60000",
        "--reporter=dot",
    ]
    done = subprocess.run(command, cwd=DASHBOARD, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4_000:]
