"""docs/credits.md agrees with what is charged and answered."""

import json
import re
from typing import get_args

import pytest
from bivelio_core import config
from bivelio_core.credits import balance, prices
from bivelio_core.credits.models import EntryKind

from tests.agents.world import live
from tests.api import ROOT, call
from tests.credits.spending import reserved

PAGE = (ROOT / "docs" / "credits.md").read_text(encoding="utf-8")


def test_the_prices_are_those_of_the_table():
    rows = dict(re.findall(r"^\| (.+?) \| ([\d, ;]+) \|$", PAGE, re.MULTILINE))
    vectors = next(name for name in rows if name.startswith("[vectors of knowledge]"))
    assert f"{prices.EMBED_CHARACTERS:,}" in vectors
    assert rows.pop(vectors) == str(prices.embed(prices.EMBED_CHARACTERS))
    told = {name: value for name, value in rows.items() if "characters" not in name}
    assert told == {
        "extraction from a document": str(prices.EXTRACT_DOCUMENT),
        "classification of a document": str(prices.CLASSIFY_DOCUMENT),
        "`workflows.generate`": str(prices.GENERATE_WORKFLOW),
        "`forms.generate`": str(prices.GENERATE_FORM),
        "a voice note to the front desk, each started minute": str(prices.TRANSCRIBE_MINUTE),
    }
    limits = [limit for limit, _ in prices.AGENT_STEPS]
    assert [f"{limit:,}" for limit in limits] == re.findall(
        r"\d+,\d{3}", " ".join(n for n in rows if "characters" in n)
    )
    steps = [price for _, price in prices.AGENT_STEPS] + [prices.AGENT_MAXIMUM]
    assert steps == list(map(int, re.findall(r"\d", "".join(v for n, v in rows.items() if "characters" in n))))


@pytest.mark.parametrize(
    ("characters", "price"),
    [(0, 1), (4_000, 1), (4_001, 2), (8_001, 3), (16_001, 4), (32_000, 4), (32_001, 5), (98_000, 5)],
)
def test_an_invocation_is_priced_by_its_length(characters, price):
    assert prices.invoke_agent(characters) == price


def test_the_grants_are_those_of_the_plans():
    (sentence,) = re.findall(r"grants credits: (.+?) unless", PAGE)
    told = {plan: int(many.replace(",", "")) for many, plan in re.findall(r"([\d,]+) \((\w+)\)", sentence)}
    assert told == {plan: config.plan_credits(plan) for plan in ("starter", "pro", "enterprise")}
    assert f"{balance.SANDBOX_CREDITS:,} credits each day" in PAGE


def test_every_kind_of_entry_is_explained():
    assert re.findall(r"^\| `(\w+)` \| [^|]+ \|", PAGE, re.MULTILINE) == list(get_args(EntryKind))


def test_the_answers_are_shaped_as_shown(table):
    shown, refused = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    assert call("credits.balance", {}).data.keys() == shown.keys()
    reserved(live(table), 500)
    error = call("agents.invoke", {"agent_id": call("agents.create", {"name": "a", "instructions": "b"}).data["id"],
                                   "input": {"text": "Hola"}}).error  # fmt: skip
    assert (error["code"], error["message"]) == (refused["code"], refused["message"])
    assert error["details"].keys() == refused["details"].keys()
