"""What a difference is reported upstream with: `python -m local.emulator.reports NAME`, all names without one."""

import re
import sys
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from local.emulator.patching import ABOUT, EMULATOR_VERSION
from local.emulator.repairs import REPAIRS
from local.settings import ROOT

SOURCE = ROOT / "local" / "emulator" / "reports.yaml"
PAGE = ROOT / "docs" / "local-runtime.md"

TEXT = """# {title}

MiniStack {version}, installed from the Python Package Index.

## Reproduce

{reproduce}

## What AWS does

{behaviour} Source: {source}.

## What MiniStack does

{instead}

## A way to mend it

`{repair}` in `{file}` changes it at runtime; `{shown_by}` shows both.
"""


class Words(NamedTuple):
    """What a report says besides what `@restores` and the page on the local runtime say."""

    title: str
    source: str
    reproduce: str


def words() -> dict[str, Words]:
    """Return the words for each repair, by its name."""
    return {name: Words(**each) for name, each in yaml.safe_load(SOURCE.read_text(encoding="utf-8")).items()}


def instead() -> dict[str, str]:
    """Return what happens without each repair, from the page on the local runtime."""
    rows = re.findall(r"^\| `(\w+)` \| [^|\n]+\| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: f"{text[0].upper()}{text[1:]}." for name, text in rows}


def report(name: str) -> str:
    """Return the report on what a repair restores."""
    about, (repair,) = ABOUT[name], [each for each in REPAIRS if each.__name__ == name]
    return TEXT.format(
        **words()[name]._asdict(),
        version=about.needed_at,
        behaviour=about.behaviour,
        instead=instead()[name],
        repair=name,
        file=f"{repair.__module__.replace('.', '/')}.py",
        shown_by=about.shown_by,
    )


def main(names: Sequence[str]) -> None:
    """Print the reports that are named, or the titles of all."""
    for name in names:
        print(report(name))
    if not names:
        print(f"Seen in MiniStack {EMULATOR_VERSION}:")
        for name, each in words().items():
            print(f"  {name}: {each.title}")


if __name__ == "__main__":
    main(sys.argv[1:])
