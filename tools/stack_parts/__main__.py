"""`python -m tools.stack_parts [--check]`: writes the parts of the templates that handlers declare."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from tools.generated import write_or_check_all
from tools.intrinsics import parse
from tools.template import ROOT
from tools.watch.dashboard import dashboard_section
from tools.watch.objectives import objective_section
from tools.watch.status import states_section

from . import domain_stack
from .function import Declared, declared
from .root import alarm_section, is_in_root, replaced, sections, watch_parameters

ROOT_FILE, WATCH_FILE, GATEWAY_FILE = "template.yaml", "watch/template.yaml", "gateway/template.yaml"
SITE_FILE = "hosting/template.yaml"
ABOUT = {
    "inbound": "what providers call, one function per path.",
    "workers": "the functions that work off queues, of all domains.",
}


def texts() -> dict[str, str]:
    """Return the text of each generated file, by its path below the root."""
    nested = {f"functions/{folder}/template.yaml": _domain(folder, functions) for folder, functions in _folders()}
    written = _written(ROOT_FILE)
    root = parse(written)
    watch = replaced(_written(WATCH_FILE), "alarms", alarm_section(declared()))
    watch = replaced(watch, "objectives", objective_section())
    watch = replaced(watch, "dashboard", dashboard_section([each.needs for each in declared()], _acting(watch)))
    watch = replaced(watch, "parameters", watch_parameters(parse(watch), root))
    others = {GATEWAY_FILE: _written(GATEWAY_FILE), WATCH_FILE: watch}
    for name, section in sections(declared(), nested | others, root).items():
        written = replaced(written, name, section)
    site = replaced(_written(SITE_FILE), "component states", states_section())
    return {**nested, WATCH_FILE: watch, SITE_FILE: site, ROOT_FILE: written}


def _acting(watch: str) -> list[str]:
    """The alarms that tell somebody, apart from those of objectives and those that not every stack has."""
    return [
        name
        for name, each in parse(watch)["Resources"].items()
        if each["Type"] == "AWS::CloudWatch::Alarm"
        and "AlarmActions" in each["Properties"]
        and each.get("Condition", "IsCloud") == "IsCloud"
    ]


def _folders() -> list[tuple[str, list[Declared]]]:
    functions = (each for each in declared() if not is_in_root(each))
    return [(folder, list(each)) for folder, each in groupby(functions, lambda each: each.folder.partition("/")[0])]


def _domain(folder: str, functions: list[Declared]) -> str:
    return domain_stack.text(ABOUT.get(folder, f"{folder}, one function per endpoint."), functions)


def _files() -> dict[Path, str]:
    return {ROOT / name: text for name, text in texts().items()}


def _present() -> Iterator[Path]:
    return (ROOT / "functions").glob("*/template.yaml")


def _written(name: str) -> str:
    file = ROOT / name
    return file.read_text(encoding="utf-8") if file.exists() else ""


if __name__ == "__main__":
    write_or_check_all(
        "the templates", lambda: {ROOT / name: text for name, text in texts().items()}, "stacks", _present
    )
