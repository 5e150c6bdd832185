"""The whole platform, running for the session on free ports with a state folder of its own."""

import os
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from local.demo import make_organisation
from local.messengers import Messengers
from tests.on_aws import STACK_VARIABLE, OnAws, on_aws
from tests.providers.gemini_simulator import KEY
from tests.running import Runtime, runtime, settings_for
from tools.deployed import Deployed

PASSED_THROUGH = ("AUTH", "TABLE_THROTTLED_SHARE", "SFN_WAIT_SCALE", "TTL_TICK_SECONDS", "LOCAL_PARAMETERS")
AS_IN_THE_CLOUD = {"AUTH": "true"}
QUICK = {
    "SFN_WAIT_SCALE": "0.01",
    "TTL_TICK_SECONDS": "1",
    "LOCAL_PARAMETERS": f"DeliveryDelayScale=0.0005 GeminiApiKey={KEY}",
}
"""The live language model is `offline`, as without a key: test_gemini.py changes it for a while."""


@pytest.fixture(scope="session")
def messengers() -> Iterator[Messengers]:
    """Simulated WhatsApp and Telegram, which the platform asks instead of the real ones."""
    with Messengers() as simulated:
        yield simulated


@pytest.fixture(scope="session")
def platform(tmp_path_factory: pytest.TempPathFactory, messengers: Messengers) -> Iterator[Runtime | OnAws]:
    """The running platform: `call("/v1/...")`, `demo()` with organisations and keys, `client("dynamodb")`.

    IAM is enforced: every function runs with no more than its policy. Waits are shortened. The environment overrides.
    Tests that are marked `on_aws` are given a stack there instead, where `make e2e STACK=...` names one.
    """
    if stack := os.environ.get(STACK_VARIABLE):
        with on_aws(stack) as deployed:
            yield deployed
        return
    knobs = AS_IN_THE_CLOUD | QUICK | {"WHATSAPP_URL": messengers.url, "TELEGRAM_URL": messengers.url}
    knobs |= {name: os.environ[name] for name in PASSED_THROUGH if name in os.environ}
    with runtime(settings_for(tmp_path_factory.mktemp("platform")), knobs) as running:
        yield running


@pytest.fixture(scope="session")
def organisation(platform: Runtime | OnAws) -> Callable[[str], dict[str, Any]]:
    """Make an organisation of a plan, shaped as in `demo.json`: what a test counts or floods is its own."""
    if isinstance(platform, OnAws):
        return platform.organisation
    numbers, deployed = count(1), Deployed(None, platform.settings)
    return lambda plan: make_organisation(deployed.operate, f"{plan}-{next(numbers)}", plan)
