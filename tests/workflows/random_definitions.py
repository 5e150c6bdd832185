"""Random definitions for properties: every kind of step, nested, with jumps, conditions and failures to come."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

INPUTS = st.fixed_dictionaries(
    {
        "n": st.integers(-3, 3),
        "flag": st.booleans(),
        "name": st.sampled_from(["", "Maria", "Empresa ABC"]),
        "list": st.lists(st.integers(0, 9), max_size=3),
    }
)
CONDITIONS = ("input.flag", "input.n > `0`", "input.name", "length(input.list) > `1`", "abs(input.name) == `1`")


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A definition that passes `check_definition`."""
    counter = iter(range(1_000))
    steps = _steps(draw, counter, (), in_loop=False, depth=0)
    output = draw(st.sampled_from([None, {"last": _read(steps[-1]["id"]), "n": "{{ input.n }}"}]))
    return {
        "name": "Random",
        "trigger_type": "manual",
        "steps": steps,
        **({"output": output} if output else {}),
    }


def _read(step: str, what: str = "output") -> str:
    return f"{{{{ steps.{step}.{what} }}}}"


def _steps(
    draw: st.DrawFn, counter: Iterator[int], visible: tuple[str, ...], *, in_loop: bool, depth: int
) -> list[dict[str, Any]]:
    ids = [f"s{next(counter)}" for _ in range(draw(st.integers(1, 4)))]
    return [
        _step(draw, counter, (*visible, *ids[:position]), ids[position:], in_loop=in_loop, depth=depth)
        for position in range(len(ids))
    ]


def _step(
    draw: st.DrawFn,
    counter: Iterator[int],
    visible: tuple[str, ...],
    own_and_later: list[str],
    *,
    in_loop: bool,
    depth: int,
) -> dict[str, Any]:
    own, *later = own_and_later
    kinds = ["set", "condition", "http_request", "http_request", "contact.find", "stop"]
    kind = draw(st.sampled_from(kinds + (["for_each", "parallel"] if depth < 2 else [])))
    step: dict[str, Any] = {"id": own, "type": kind}
    templates = ["text", "{{ input.n }}", "Hi {{ input.name }}!", "{{ abs(input.name) }}"]
    templates += [_read(name) for name in visible]
    templates += [f"{_read(name, 'status')}/{_read(name, 'error.code')}" for name in visible]
    templates += ["{{ item }} at {{ index }}"] if in_loop else []
    value = st.sampled_from(templates)
    condition = st.sampled_from([*CONDITIONS, *(f"steps.{name}.status == 'completed'" for name in visible)])
    match kind:
        case "set":
            step["input"] = {"a": draw(value), "b": [draw(value), 7]}
        case "condition":
            step["input"] = {"if": draw(condition)}
            for name in ("then", "else"):
                if bool(later) and draw(st.booleans()):
                    step["input"][name] = draw(st.sampled_from(later))
        case "stop":
            step["input"] = {"status": draw(st.sampled_from(["completed", "failed"])), "output": draw(value)}
        case "for_each":
            items = draw(st.sampled_from(["{{ input.list }}", [1, "two"], []]))
            inner = _steps(draw, counter, visible, in_loop=True, depth=depth + 1)
            step["input"] = {"items": items, "steps": inner}
        case "parallel":
            step["input"] = {
                "branches": [
                    {"id": name, "steps": _steps(draw, counter, visible, in_loop=in_loop, depth=depth + 1)}
                    for name in ("left", "right")
                ]
            }
        case "http_request":
            step["input"] = {"url": "https://example.com", "body": draw(value)}
        case "contact.find":
            step["input"] = {"id": draw(value)}
    if draw(st.integers(0, 3)) == 0:
        step["when"] = draw(condition)
    on_error = draw(st.sampled_from(["fail", "continue", "go_to"]))
    if on_error == "continue":
        step["on_error"] = "continue"
    if on_error == "go_to" and later:
        step["on_error"] = {"go_to": draw(st.sampled_from(later))}
    return step
