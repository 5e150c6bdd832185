"""Repair of API keys and usage plans: API Gateway refuses ambiguous keys."""

from typing import Any

from ministack.services import apigateway_v1 as gateway

from local.emulator.patching import restores


@restores(
    "Two API keys never share a value, and a key is in one usage plan of a stage.",
    needed_at="1.5.33",
    shown_by="tests/local/test_apigateway_repairs.py::test_a_key_is_in_one_plan_of_a_stage",
)
def refuse_ambiguous_keys() -> None:
    """Answer with a conflict when two keys would share a value or a key would be in two plans of a stage.

    The unrepaired emulator accepts both; code that repeats an interrupted step would then use a key without a plan.
    """
    create_key, join_plan = gateway._create_api_key, gateway._create_usage_plan_key

    def create_unique_key(data: dict[str, Any]) -> Any:
        value = data.get("value")
        if value is not None and any(key.get("value") == value for key in gateway._api_keys.values()):
            return gateway._v1_error("ConflictException", "API Key already exists", 409)
        return create_key(data)

    def join_one_plan(plan_id: str, data: dict[str, Any]) -> Any:
        key_id, plan = data.get("keyId", ""), gateway._usage_plans.get(plan_id) or {}
        for other_id, other in gateway._usage_plans.items():
            joined = key_id in (gateway._usage_plan_keys.get(other_id) or {})
            if joined and (other_id == plan_id or _stages(plan) & _stages(other)):
                return gateway._v1_error("ConflictException", f"API Key {key_id} is in usage plan {other_id}", 409)
        return join_plan(plan_id, data)

    gateway._create_api_key, gateway._create_usage_plan_key = create_unique_key, join_one_plan


def _stages(plan: dict[str, Any]) -> set[tuple[str, str]]:
    return {(entry.get("apiId", ""), entry.get("stage", "")) for entry in plan.get("apiStages") or []}
