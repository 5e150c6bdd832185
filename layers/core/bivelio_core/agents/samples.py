"""The reference's example agents and execution, under their documented ids, with what the day has seen of them.

Agents are configuration and stay when the sandbox day ends, so theirs are written only where nothing is.
"""

from typing import Any

from bivelio_core import clock, ids
from bivelio_core.json_text import to_json
from bivelio_core.providers import language_model as lm
from bivelio_core.store import keys
from bivelio_core.store.tenant_store import TenantStore
from bivelio_core.store.writes import Update, Write

from . import counters, waiting
from .conversations import samples as conversations
from .kept_tests import samples as kept_tests
from .waiting import Waiting

CLASSIFIER: dict[str, Any] = {
    "name": "Classificador d'intencions",
    "description": "Analitza text entrant i classifica la intencio de l'usuari",
    "category": "nlp",
    "instructions": "Classifica la intencio del missatge d'un client: plan_upgrade, cancellation, support, billing, "
    "sales o other. Proposa que s'ha de fer: route_to_sales, route_to_support, route_to_billing o reply. Extreu les "
    "entitats que el missatge i el context anomenen.",
    "output_schema": to_json(
        {
            "type": "object",
            "properties": {
                "intent": {
                    "type": "string",
                    "enum": ["plan_upgrade", "cancellation", "support", "billing", "sales", "other"],
                },
                "confidence": {"type": "number", "minimum": 0, "maximum": 1},
                "suggested_action": {
                    "type": "string",
                    "enum": ["route_to_sales", "route_to_support", "route_to_billing", "reply"],
                },
                "extracted_entities": {
                    "type": "object",
                    "properties": {
                        "target_plan": {"type": "string", "enum": ["starter", "pro", "enterprise"]},
                        "client_id": {"type": "string"},
                    },
                },
            },
            "required": ["intent", "confidence", "suggested_action"],
        }
    ),
    "created_at": "2026-02-01T09:00:00Z",
}
DRAFTER: dict[str, Any] = {
    "name": "Redactor d'emails",
    "description": "Genera esborranys de resposta a emails entrants",
    "category": "communication",
    "instructions": "Escriu l'esborrany d'una resposta cordial i breu al correu rebut, en la llengua del correu.",
    "output_schema": None,
    "created_at": "2026-02-02T09:00:00Z",
}
OLD: dict[str, Any] = {
    "name": "Agent antic",
    "description": "",
    "category": "general",
    "instructions": "Respon als clients.",
    "created_at": "2025-11-01T09:00:00Z",
    "unlisted": True,
}
"""The one that the example of deleting deletes; no list shows it, and it stays for who deletes it next."""

AGENTS = {
    "ag_classifier_01": (CLASSIFIER, 47, 1_200),
    "ag_email_draft": (DRAFTER, 12, 2_400),
    "ag_antic": (OLD, 0, 0),
}
"""By id: the agent, how often it was invoked today, and how long one took on average, in milliseconds."""

EXECUTION: dict[str, Any] = {
    "id": "age_r4s5t6u7",
    "random": "0" * ids.RANDOM_LENGTH,
    "version": 1,
    "sample": True,
    "agent_id": "ag_classifier_01",
    "agent_name": CLASSIFIER["name"],
    "status": "completed",
    "output": to_json(
        {
            "intent": "plan_upgrade",
            "confidence": 0.94,
            "suggested_action": "route_to_sales",
            "extracted_entities": {"target_plan": "enterprise", "client_id": "ct_abc123"},
        }
    ),
    "model": "gemini-3.5-flash-lite",
    "tokens_used": 342,
    "credits_consumed": 1,
    "duration_ms": 1850,
    "completed_at": "2026-04-07T12:05:00Z",
}


CALL: dict[str, Any] = {
    "tool": "messages.send",
    "arguments": {"channel": "email", "to": "client@example.com", "subject": "Pressupost", "body": "Us l'envio demà."},
}
WAITING: dict[str, Any] = {
    **{name: EXECUTION[name] for name in ("random", "version", "sample", "credits_consumed", "duration_ms")},
    "id": "age_w8x9y0z1",
    "agent_id": "ag_email_draft",
    "agent_name": DRAFTER["name"],
    "status": "waiting",
    "output": to_json({}),
    "waiting": to_json([CALL]),
    "allow_writes": True,
    "model": "gemini-3.5-flash-lite",
    "tokens_used": 120,
    "completed_at": "2026-04-07T12:10:00Z",
}


def _conversation() -> bytes:
    """The conversation of the execution that waits."""
    call = lm.ToolCall("1", CALL["tool"], CALL["arguments"])
    turns = (lm.UserTurn(("El client demana un pressupost.",)), lm.ModelTurn("", (call,)))
    return waiting.packed(Waiting(turns, (call,), (), 0, lm.Usage(80, 40, 120), WAITING["model"], ()))


def writes(store: TenantStore) -> list[Write]:
    """The agents and their counters, the executions with the first numbers, and the aliases of their ids."""
    write_list: list[Write] = [store.lease_write(keys.EXECUTION, 2)]
    expires_at = clock.timestamp(clock.now() + waiting.LONGEST)
    for number, item in enumerate((EXECUTION, {**WAITING, "expires_at": expires_at}), 1):
        sk = keys.sequence_sk(number)
        alias = {"kind": keys.EXECUTION.partition, "target": sk}
        write_list.append(store.put_write(keys.EXECUTION, sk, item))
        write_list.append(store.put_write(keys.ALIAS, item["id"], alias))
    conversation = {"conversation": _conversation(), "ttl": clock.ttl(waiting.LONGEST)}
    write_list.append(store.put_write(keys.AGENT_WAIT, keys.sequence_sk(2), conversation))
    write_list += conversations.writes(store)
    write_list += kept_tests.writes(store)
    common = {"status": "active", "model": "gemini-2.5-flash", "tools": [], "scopes": [], "maximum_credits": 5}
    for agent_id, (agent, times, milliseconds) in AGENTS.items():
        about = {**common, **agent, "version": 1, "updated_at": agent["created_at"], "sample": True}
        write_list.append(store.update_write(keys.AGENT, agent_id, Update(default=about)))
        if agent.get("unlisted"):
            continue
        seen = Update(add={"invocations": times, "milliseconds": times * milliseconds})
        write_list.append(store.update_write(keys.AGENT_DAY, agent_id, seen, counters.today()))
    return write_list
