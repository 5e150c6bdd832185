"""A mutation is one change of one place, is made in a copy, and counts as caught only when it alone fails a test."""

import ast
import subprocess
from pathlib import Path

import pytest

from tests.areas import CORE, paths, paths_of, users_paths
from tests.for_each import for_each
from tests.mutations.judging import Copy
from tests.mutations.places import Change, changed_nodes, changes, drawn
from tools.template import ROOT

SOURCE = """
def is_small(number: int = 3) -> bool:
    return number < 4


def words(count):
    return f"{count + 1}"
"""
TESTS = """
from small import is_small


def test_small():
    assert is_small(4) is False
    assert is_small(3)


def test_that_always_fails():
    assert False
"""


def after(source):
    """What stands in the places of a function."""
    (function,) = ast.parse(source).body
    assert isinstance(function, ast.FunctionDef)
    return {ast.unparse(other) for _, other in changed_nodes(ast.Module(function.body, []))}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("if a < b: pass", {"a >= b", "a <= b"}),
        ("if a == b and c: pass", {"a != b", "a == b or c"}),
        ("return not a", {"None", "a"}),
        ("return None", set()),
        ("return a + 1", {"None", "a - 1", "2"}),
        ("x: list[1] = a if b else c", {"c if b else a"}),
        ("x(consistent=True)", {"False"}),
        ("f'{a + 1}'", set()),
        ("def inner(): return 1", set()),
    ],
)
def test_one_thing_is_changed(body, expected):
    assert after(f"def it(a: int = 5):\n    {body}") == expected


def test_a_seed_draws_the_same_changes_of_all_domains():
    found = drawn(7, 30)
    assert [*map(str, found)] == [*map(str, drawn(7, 30))] != [*map(str, drawn(8, 30))]
    assert len(set(found)) == 30
    assert len({one.area for one in found}) > 20


@for_each("file", [CORE / "calendar" / "items.py", CORE / "formats.py", CORE / "invoices" / "words.py"])
def test_a_changed_file_is_python_and_differs(file):
    text = (ROOT / file).read_text(encoding="utf-8")
    for change in changes(file):
        assert ast.dump(ast.parse(change.applied(text))) != ast.dump(ast.parse(text)), change


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    folder.mkdir()
    for name, text in {"small.py": SOURCE, "test_small.py": TESTS, "pytest.ini": "[pytest]\npythonpath = .\n"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    subprocess.run(["git", "init", "-q", folder], check=True)  # noqa: S607
    return folder


@pytest.mark.parametrize(
    ("after_", "chosen", "limit", "word"),
    [
        ("number <= 4", "test_small", 600, "caught"),
        ("number in (3,)", "test_small", 600, "SURVIVED"),
        ("number <= 4", "test_that_always_fails", 600, "UNJUDGED"),
        ("[each for each in iter(int, 1)]", "test_small", 3, "caught"),
    ],
    ids=["seen", "not seen", "fails anyway", "endless"],
)
def test_a_change_is_judged_in_a_copy_that_is_as_before_afterwards(repository, tmp_path, after_, chosen, limit, word):
    (tmp_path / "copy").mkdir()
    copy = Copy(tmp_path / "copy", repository)
    before = "number < 4"
    start = SOURCE.index(before)
    change = Change(Path("small.py"), 3, start, start + len(before), before, after_)
    verdict = copy.judged(change, [[f"test_small.py::{chosen}"]], limit)
    assert (str(verdict).split()[0], verdict.is_caught) == (word, word == "caught")
    assert {(folder / "small.py").read_text(encoding="utf-8") for folder in (copy.folder, repository)} == {SOURCE}


def test_the_tests_of_a_line_are_those_of_its_domain_and_of_who_imports_its_module():
    assert {"tests/functions/contacts"} <= {*paths_of(CORE / "contacts" / "items.py")}
    assert "tests/test_ttl_cache.py" in paths_of(CORE / "ttl_cache.py")
    assert "tests/functions/auth" in paths("identity")
    assert "tests/invoices" in users_paths(CORE / "store" / "turns.py")
    assert users_paths(CORE / "store" / "keys.py") == []
    assert paths("nonsense") == []
    for area in (path.stem for path in (ROOT / CORE).iterdir() if (path / "__init__.py").exists()):
        assert paths(area) or area == "planned", f"no tests are known for {area}: name them in tests/areas.py"
