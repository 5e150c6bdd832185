"""Example tests of agents: one with its result, and one to run."""

from typing import Any

from bivelio_core.store.keys import AGENT_TEST
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Write

from . import stored

TURN: dict[str, Any] = {"says": [], "never_says": [], "calls": [], "never_calls": []}
RESULT: dict[str, Any] = {
    "agent_version": 1,
    "passed": True,
    "credits_consumed": 1,
    "run_at": "2026-04-07T12:06:00Z",
    "turns": [{"answer": "Bon dia! Obrim a les nou.", "tools_used": [], "missed": [], "execution_id": "age_r4s5t6u7"}],
}
TESTS: tuple[dict[str, Any], ...] = (
    {
        "agent_id": "ag_email_draft",
        "name": "Horari",
        "turns": [{**TURN, "text": "A quina hora obriu demà?", "says": ["nou"], "never_says": ["gratis"]}],
        "results": stored.packed([RESULT]),
    },
    {
        "agent_id": "ag_classifier_01",
        "name": "Pujar de pla",
        "turns": [{**TURN, "text": "Vull passar al pla Enterprise", "says": ["plan_upgrade"]}],
    },
)


def writes(store: TenantStore) -> list[Write]:
    """The tests of the example agents."""
    common = {"front_desk": False, "updated_at": "2026-04-07T12:00:00Z", "sample": True}
    return [
        store.put_write(AGENT_TEST, stored.sort_key(test["agent_id"], test["name"]), {**common, **test})
        for test in TESTS
    ]
