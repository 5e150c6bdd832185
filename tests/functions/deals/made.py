"""Makes deals and pipelines through their endpoints, for the tests of deals."""

from typing import Any

from tests.api import call

STAGES: list[dict[str, Any]] = [
    {"id": "trial", "name": "Prova", "probability": 20},
    {"id": "signed", "name": "Signada", "outcome": "won"},
    {"id": "gone", "name": "Perduda", "outcome": "lost"},
]


def deal(**about: Any) -> Any:
    """A new deal."""
    return call("deals.create", {"title": "Renovació del web", **about}).data


def move(made: Any, stage: str, **about: Any) -> Any:
    """The deal in another stage."""
    return call("deals.move", {"id": made["id"], "stage_id": stage, **about}).data


def pipeline(**about: Any) -> Any:
    """A new pipeline."""
    return call("deals.pipelines_define", {"name": "Subscripcions", "stages": STAGES, **about}).data


def listed(**criteria: Any) -> Any:
    """A page of deals."""
    return call("deals.list", criteria).data


def sums(**criteria: Any) -> dict[str, tuple[int, dict[str, Any]]]:
    """By stage, how many deals there are and what they amount to by currency."""
    return {
        each["stage_id"]: (each["count"], {amount["currency"]: amount["amount"] for amount in each["amounts"]})
        for each in listed(**criteria)["stages"]
    }
