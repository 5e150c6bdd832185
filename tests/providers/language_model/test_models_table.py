"""The table of language models: its prices, its ends, and everything that repeats it."""

import re
from datetime import UTC, date, datetime

import pytest
from bivelio_core import clock
from bivelio_core.config import AiSettings
from bivelio_core.language_models import ALL_INPUTS, MODELS, factor_that_ran, nearest, present, running

from tools.intrinsics import parse
from tools.template import ROOT

PRICES = {
    "gemini-3.5-flash-lite": (0.30, 2.50),
    "gemini-3.1-flash-lite": (0.25, 1.50),
    "gemini-3.8-flash": (1.50, 7.50),
    "gemini-3.7-flash": (0.75, 3.75),
    "gemini-3.6-flash": (0.75, 3.75),
    "gemini-3.1-pro-preview": (2.00, 12.00),
    "gemini-4-hydrogen": (1.50, 7.50),
    "gemini-4-neon": (3.00, 15.00),
}
"""Dollars for a million tokens in and out, thoughts included; those of gemini-3.8-flash from 1 January 2027 on."""


def test_the_factor_of_a_model_is_what_an_invocation_costs_beside_the_default_rounded_up():
    def cents(name: str) -> float:
        price_in, price_out = PRICES[name]
        return 1_000 * price_in + 300 * price_out

    for name in PRICES:
        assert MODELS[name].factor == -(-cents(name) // cents("gemini-3.5-flash-lite")), name
    replaced = {name: model for name, model in MODELS.items() if name not in PRICES}
    assert all(MODELS[str(model.successor)].factor == model.factor for model in replaced.values())


@pytest.mark.parametrize("today", [date(2026, 11, 29), date(2026, 12, 1), date(2027, 5, 7), date(2030, 1, 1)])
def test_every_name_leads_to_a_model_that_runs_that_day(today):
    with clock.frozen(datetime(today.year, today.month, today.day, tzinfo=UTC)):
        for name in MODELS:
            model = MODELS[present(name)]
            assert not model.is_closed
            assert model.ends_on is None or today < model.ends_on


def test_a_model_that_ends_has_a_successor_of_the_table():
    for model in MODELS.values():
        assert (model.successor is not None) == (model.ends_on is not None or model.is_closed)
        assert model.successor is None or model.successor in MODELS


def test_the_documented_model_is_answered_by_the_default():
    assert present("gemini-2.5-flash") == AiSettings().model == running(None) == running("gpt-4o")


@pytest.mark.parametrize(
    ("version", "reserved", "factor"),
    [
        ("gemini-4-neon-001", 8, 8),
        ("gemini-4-neon", 8, 8),
        ("gemini-3.6-flash-001", 8, 2),
        ("gemini-3.5-flash-lite-001", 8, 1),
        ("gemini-3.6-flash-001", 1, 1),
        ("offline-rules", 8, 1),
        ("simulated", 8, 8),
        ("gemini-9-zirconium", 8, 8),
    ],
)
def test_what_ran_is_known_by_its_version(version, reserved, factor):
    assert factor_that_ran(version, reserved) == factor


def test_the_nearest_name_is_alike_or_the_default():
    assert nearest("gemini-3.5-flash-lit") == "gemini-3.5-flash-lite"
    assert nearest("Gemini-4-Neon") == "gemini-4-neon"
    assert nearest("claude") == AiSettings().model


def test_the_deployments_parameters_are_the_defaults_of_the_code():
    parameters = parse((ROOT / "template.yaml").read_text())["Parameters"]
    named = parameters["GeminiModel"]["Default"], parameters["GeminiFallbackModel"]["Default"]
    assert named == (AiSettings().model, AiSettings().fallback_model)
    told = f"| `GeminiModel`, `GeminiFallbackModel` | {named[0]}, {named[1]} |"
    assert told in (ROOT / "docs" / "deployment.md").read_text()


def row(name: str) -> str:
    """The row of the guide."""
    model = MODELS[name]
    least = (
        f"`{model.thinking.floor}`" if model.thinking.field == "thinking_level" else f"{model.thinking.floor} tokens"
    )
    ends = model.ends_on.isoformat() if model.ends_on else ""
    successor = f"`{model.successor}`" if model.successor else ""
    return f"| `{name}` | {least} | {model.factor} | {ends} | {successor} |"


def test_the_guide_lists_the_models():
    guide = (ROOT / "docs" / "language-model.md").read_text()
    listed = re.findall(r"^\| `gemini-[^`]+` \|[^\n]*\|$", guide, re.MULTILINE)
    assert listed == [row(name) for name in MODELS]
    assert all(model.inputs == ALL_INPUTS for model in MODELS.values()), "the guide says that all read the same"
