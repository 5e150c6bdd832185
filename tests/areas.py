"""Where the tests of a domain are: `make test-of D=contacts`, and what `make mutations` runs for a line of a domain.

A domain is a package or a module of layers/core/bivelio_core. Its own tests are found by its name; this table has those
that are elsewhere.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from tests.tiers import FAST, ROOT, tier_of

CORE = Path("layers/core/bivelio_core")

ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "calendar": ("tests/functions/inbound/test_calendar_answers.py",),
    "entrypoints": (
        "tests/contracts/test_matrix.py",
        "tests/functions/inbound",
        "tests/functions/invoices/test_send.py",
        "tests/workflows/triggers/test_inbound.py",
    ),
    "expressions": ("tests/workflows/execution/test_step_input.py",),
    "identity": (
        *("tests/functions/admin", "tests/functions/audit", "tests/functions/auth", "tests/functions/authorizer"),
        *("tests/functions/keys", "tests/functions/organisation", "tests/functions/users", "tests/entrypoints"),
        "tests/identity",
    ),
    "mcp": ("tests/functions/integrations/test_uses.py",),
    "mcp_server": ("tests/mcp_engine", "tests/functions/inbound/test_mcp*.py"),
    "secrets": ("tests/workflows/test_secrets.py", "tests/workflows/test_http_tokens.py"),
    "integrations": ("tests/functions/calendar", "tests/functions/messages"),
    "messages": ("tests/functions/inbound",),
    "providers": ("tests/functions/calendar", "tests/functions/messages", "tests/functions/workers"),
    "requests": ("tests/functions/usage", "tests/entrypoints/test_requests.py"),
    "store": ("tests/functions/workers/test_index_changes.py", "tests/functions/contacts"),
    "workflows": ("tests/expressions",),
}
"""What tests a domain beside the folders that are called like it."""

GROUND = ("tests/contracts/test_matrix.py", "tests/contracts/test_examples.py", "tests/functions/contacts")
"""What goes through a module that all domains use."""

MOST_USERS = 12
"""Files that are taken of those that import a module: the ones that import the least besides."""
FEW_USERS = 3
"""A module that more domains import is seen by its own tests, or is tested by all."""
IMPORT = re.compile(
    r"^\s*from (bivelio_core[\w.]*) import (\([^)]*\)|.*)$|^\s*import (bivelio_core[\w.]*)", re.MULTILINE
)


def paths(area: str) -> list[str]:
    """The files and folders of a domain's tests, without the contracts of its operations."""
    own = (f"tests/{area}", f"tests/functions/{area}", f"tests/functions/workers/test_*{area}*.py")
    return _outermost(path for pattern in (*own, *ELSEWHERE.get(area, ())) for path in _present(pattern))


def paths_of(module: Path) -> list[str]:
    """The files and folders of the tests of one module of a domain, as layers/core/bivelio_core/cases/items.py."""
    name, area = _name(module), module.relative_to(CORE).parts[0].removesuffix(".py")
    users = sorted((file for file, used in _imports().items() if name in used), key=lambda file: len(_imports()[file]))
    return _outermost([*(paths(area) or GROUND), *users[:MOST_USERS]])


def users_paths(module: Path) -> list[str]:
    """The tests of the domains that import a module of another, when they are few: a part that they share."""
    name, own = _name(module), module.relative_to(CORE).parts[0].removesuffix(".py")
    used = _core_imports().items()
    areas = {file.relative_to(CORE).parts[0] for file, names in used if name in names} - {own}
    return _outermost(chain.from_iterable(map(paths, areas))) if len(areas) <= FEW_USERS else []


def words(area: str, chosen: Iterable[str]) -> str:
    """What `pytest -k` takes to narrow the contracts, beside these tests, to a domain."""
    return " or ".join(dict.fromkeys([area, *(Path(path).stem for path in chosen)]))


def _present(pattern: str) -> Iterable[str]:
    found = (path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern))
    return (path for path in found if tier_of(path) == FAST)


def _outermost(found: Iterable[str]) -> list[str]:
    known = set(found)
    return sorted(one for one in known if not any(one.startswith(f"{other}/") for other in known))


@cache
def _imports() -> dict[str, set[str]]:
    """The modules of ours, or names in them, that each file of fast tests imports."""
    used: dict[str, set[str]] = {}
    for file in (ROOT / "tests").rglob("test_*.py"):
        name = file.relative_to(ROOT).as_posix()
        if tier_of(name) == FAST:
            used[name] = _imported(file)
    return used


@cache
def _core_imports() -> dict[Path, set[str]]:
    """The same for each file of the core, without what it imports from its own package."""
    return {file.relative_to(ROOT): _imported(file) for file in (ROOT / CORE).rglob("*.py")}


def _imported(file: Path) -> set[str]:
    found = IMPORT.findall(file.read_text(encoding="utf-8"))
    names = ((base or plain, re.findall(r"\w+", several)) for base, several, plain in found)
    return {one for base, several in names for one in (base, *(f"{base}.{each}" for each in several))}


def _name(module: Path) -> str:
    return ".".join(module.relative_to(CORE.parent).with_suffix("").parts).removesuffix(".__init__")


def main() -> None:
    """Print what pytest takes for a domain, for the Makefile: nothing for an unknown one."""
    area = "".join(sys.argv[1:])
    if area and (chosen := paths(area)):
        print("-k", f'"{words(area, chosen)}"', *chosen, "tests/contracts")


if __name__ == "__main__":
    main()
