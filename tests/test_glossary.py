"""The glossary: each of its words is one of the code, and what it names is there."""

import ast
import re

from tests.for_each import for_each
from tools.template import ROOT

CORE = ROOT / "layers" / "core" / "bivelio_core"
ROW = re.compile(r"^\| \*\*(?P<word>[^*]+)\*\* \| (?P<meaning>.+) \| (?P<places>.+) \|$", re.MULTILINE)
PLACE = re.compile(r"`([\w/]+\.py)`: `([\w.]+)`")
ROWS = ROW.findall((ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"))
SOURCES = {file: file.read_text(encoding="utf-8").lower() for file in CORE.rglob("*.py")}


def names_of(node: ast.AST) -> dict[str, ast.AST]:
    """The classes, functions and constants of a module or class."""
    by_name: dict[str, ast.AST] = {}
    for child in getattr(node, "body", ()):
        if isinstance(child, ast.ClassDef | ast.FunctionDef):
            by_name[child.name] = child
        elif isinstance(child, ast.Assign):
            by_name.update({each.id: child for each in child.targets if isinstance(each, ast.Name)})
    return by_name


@for_each("row", ROWS, ids=lambda row: row[0])
def test_what_a_word_of_the_glossary_names_is_there(row):
    places = PLACE.findall(row[2])
    assert places, "the glossary says where each word is: `file.py`: `Name`"
    for file, path in places:
        node: ast.AST = ast.parse((CORE / file).read_text(encoding="utf-8"))
        for name in path.split("."):
            assert name in names_of(node), f"{file} has no {path}"
            node = names_of(node)[name]


@for_each("word", [row[0].lower() for row in ROWS])
def test_a_word_of_the_glossary_is_one_of_the_code(word):
    pattern = re.compile(rf"(?<![a-z]){re.escape(word).replace(chr(92) + ' ', '[ _]')}", re.IGNORECASE)
    assert sum(bool(pattern.search(source)) for source in SOURCES.values()) > 1, f"the code does not say {word}"


def test_the_glossary_has_each_word_once():
    words = [row[0] for row in ROWS]
    assert len(set(words)) == len(words) >= 40
