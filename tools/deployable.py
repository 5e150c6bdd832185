"""Whether an environment of samconfig.toml may be deployed: ``make deployable ENVIRONMENT=production``.

CloudFormation judges the rules of template.yaml, when everything has been built and uploaded. They are judged here
before, with what a rule cannot judge: whether the producer's tax number is right, and whether it has declared the
version that would run (docs/deployment.md, "Producer of the program").
"""

import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from bivelio_core.invoices.verifactu import producer

from tools.intrinsics import parse
from tools.stamp import parameters_of
from tools.template import TEMPLATE


def faults(environment: str) -> list[str]:
    """Return why an environment may not be deployed, each as a sentence."""
    return list(_faults(overrides_of(parameters_of(environment))))


def overrides_of(text: str) -> dict[str, str]:
    """Return the parameters of `parameter_overrides`, which are written as a shell writes words."""
    pairs = (word.partition("=") for word in shlex.split(text))
    return {name: value for name, _, value in pairs}


def _faults(overrides: Mapping[str, str]) -> Iterator[str]:
    root = parse(TEMPLATE.read_text(encoding="utf-8"))
    values = {name: str(each.get("Default", "")) for name, each in root["Parameters"].items()} | dict(overrides)
    broken = [
        assertion["AssertDescription"]
        for rule in root["Rules"].values()
        if holds(rule.get("RuleCondition", True), values)
        for assertion in rule["Assertions"]
        if not holds(assertion["Assert"], values)
    ]
    yield from broken
    if not values["ProducerName"] or broken:
        return
    os.environ["PRODUCER"] = json.dumps({name: values[f"Producer{name.capitalize()}"] for name in NAMES})
    if producer.producer() is None:
        yield f"ProducerNif {values['ProducerNif']} is no valid tax number."
    elif not producer.answers_for():
        yield f"ProducerDeclared has no day for the version that would run, {producer.VERSION}."


NAMES = ("name", "nif", "address", "town", "country", "contact", "declared")


def holds(condition: Any, values: Mapping[str, str]) -> bool:
    """Evaluate a condition of a rule. Raises ValueError for a function that our rules do not use."""
    match condition:
        case bool():
            return condition
        case {"Fn::Not": [inner]}:
            return not holds(inner, values)
        case {"Fn::And": [*parts]}:
            return all(holds(part, values) for part in parts)
        case {"Fn::Equals": [one, other]}:
            return _text(one, values) == _text(other, values)
        case {"Fn::Contains": [[*texts], one]}:
            return _text(one, values) in [_text(each, values) for each in texts]
    raise ValueError(f"a rule has a function that is not known here: {condition}")


def _text(value: Any, values: Mapping[str, str]) -> str:
    return values[value["Ref"]] if isinstance(value, dict) else str(value)


def main() -> None:
    """Print why the environment may not be deployed, and exit with 1; nothing when it may."""
    environment = sys.argv[1] if len(sys.argv) > 1 else "default"
    sentences = faults(environment)
    for sentence in sentences:
        print(f"{environment} cannot be deployed: {sentence}")
    sys.exit(bool(sentences))


if __name__ == "__main__":
    main()
