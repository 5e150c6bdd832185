"""docs/workflows-tutorial.md does what it says: each request is sent, each answer is compared, in order."""

import json
import re
from typing import Any

import pytest

from tests.api import ROOT, call

PAGE = ROOT / "docs" / "workflows-tutorial.md"
BLOCK = re.compile(r"^(POST [a-z_/]+|Answer)\n\n```json\n(.*?)```$", re.MULTILINE | re.DOTALL)
FEWEST = 15


def exchanges() -> list[tuple[str, str, Any]]:
    """Operation, request as written, and the answer as shown."""
    blocks = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    pairs = list(zip(blocks[::2], blocks[1::2], strict=True))
    assert all(request[0].startswith("POST ") and answer[0] == "Answer" for request, answer in pairs)
    return [(request[0].removeprefix("POST "), request[1], json.loads(answer[1])) for request, answer in pairs]


def operation(path: str) -> str:
    """The name of the function behind a path."""
    domain, _, verb = path.partition("/")
    return f"{domain}.{verb.replace('/', '_')}"


def compare(shown: Any, real: Any, known: dict[str, str]) -> None:
    """What is shown is there; a `$NAME` is learnt."""
    match shown:
        case dict():
            for name, value in shown.items():
                compare(value, real.get(name), known)
        case list():
            assert len(shown) == len(real), (shown, real)
            for value, other in zip(shown, real, strict=True):
                compare(value, other, known)
        case str() if shown.startswith("$"):
            assert isinstance(real, str)
            known[shown] = real
        case _:
            assert shown == real


def test_every_request_of_the_tutorial_is_answered_as_it_says(states, monkeypatch):
    monkeypatch.setattr("time.sleep", lambda _: states.run())
    known: dict[str, str] = {}
    told = exchanges()
    assert len(told) >= FEWEST
    for path, text, shown in told:
        for name, value in known.items():
            text = text.replace(name, value)  # noqa: PLW2901 - filled in
        answer = call(operation(path), json.loads(text), caller={"environment": "sandbox"})
        compare(shown, answer.error if answer.status >= 400 else answer.data, known)
        states.run()


@pytest.mark.parametrize("field", ["id", "when", "retry", "on_error", "timeout_seconds"])
def test_the_page_of_reference_names_every_field_of_a_step(field):
    assert f"| `{field}` |" in (ROOT / "docs" / "workflows.md").read_text(encoding="utf-8")
