"""All regular expressions of ours, how each is used, and texts that would take long if one of them backtracked.

Patterns are found in three places: as values of modules, as texts that are handed to functions of `re`, and made of
values while a function runs; of these the places are known, so that a test can name each of them.
"""

import ast
import importlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tools.template import ROOT

CORE = ROOT / "layers" / "core"
ANCHORED = frozenset({"match", "fullmatch"})
METHODS = frozenset({*ANCHORED, "search", "sub", "subn", "split", "findall", "finditer"})
USES = re.compile(rf"\bre\.|\.(?:{'|'.join(sorted(METHODS))})\b")
"""What a source says that hands a text to `re` or uses a pattern; the others, most, need not be parsed."""
VARIANTS = 6
"""How many ways through its alternatives and classes are tried of each pattern."""

SAMPLES = " a0\n-.!<>&\"'=;@:/,\t\\_éA(){}[]*#%|"
TAILS = ("", "\n\x01")

_sre: Any = importlib.import_module("re._parser")


@dataclass(frozen=True)
class Used:
    """A pattern with its place, `module:name` or `module:line`, and whether it looks everywhere in a text."""

    place: str
    pattern: re.Pattern[Any]
    is_anchored: bool

    def run(self, text: str) -> None:
        """Use it as it is used, on a text; patterns of bytes on its UTF-8."""
        asked: Any = text.encode("utf-8", "replace") if isinstance(self.pattern.pattern, bytes) else text
        if self.is_anchored:
            self.pattern.match(asked)
            self.pattern.fullmatch(asked)
        else:
            for _ in self.pattern.finditer(asked):
                pass


def sources() -> dict[str, Path]:
    """Our modules that run on a server or a developer's machine, by their names."""
    found = {}
    for folder, root in ((CORE / "bivelio_core", CORE), (ROOT / "local", ROOT)):
        for file in folder.rglob("*.py"):
            parts = file.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return found


def used() -> list[Used]:
    """All patterns that are known without running anything."""
    files, found = sources(), list[Used]()
    texts = {name: file.read_text(encoding="utf-8") for name, file in files.items()}
    trees = {name: ast.parse(text) for name, text in texts.items() if USES.search(text)}
    methods = _methods(trees.values())
    for name in files:
        module = _module(name)
        if module is None:
            continue
        values = list(_values(module))
        for variable, pattern in values:
            asked = methods.get(variable, set())
            found.append(Used(f"{name}:{variable}", pattern, bool(asked) and asked <= ANCHORED))
        known = {pattern.pattern for _, pattern in values}
        handed = _handed(name, trees[name], module) if name in trees else ()
        found += [each for each in handed if each.pattern.pattern not in known]
    return list({(each.place, each.pattern): each for each in found}.values())


def made_while_running() -> set[str]:
    """The places, `module:function`, of patterns that are made of values while a function runs."""
    found = set()
    for name, file in sources().items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for function in (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)):
            for call in _calls(function):
                if not isinstance(call.args[0], ast.Constant | ast.Name):
                    found.add(f"{name}:{function.name}")
    return found


def attacks(pattern: re.Pattern[Any]) -> list[tuple[str, str, str]]:
    """Beginnings, what is to be repeated behind each, and ends: of each part of a pattern, in several ways."""
    source = pattern.pattern.decode("latin-1") if isinstance(pattern.pattern, bytes) else pattern.pattern
    parsed = _sre.parse(source, pattern.flags & ~re.DEBUG)
    found = dict[tuple[str, str, str], None]()
    for variant in range(VARIANTS):
        parts = [part for part in _parts(parsed, variant) if part]
        for at, part in enumerate(parts):
            before = "".join(parts[:at])
            pairs = [("", part), (before, part), ("", before + part), (before, part + "".join(parts[at + 1 : at + 2]))]
            found |= {(begin, repeated, tail): None for begin, repeated in pairs for tail in TAILS}
    return list(found)


def _parts(parsed: Any, variant: int) -> Iterator[str]:
    """A text that matches, in the pieces that the pattern's parts match; the variant says which of several."""
    for operation, about in parsed:
        match str(operation):
            case "LITERAL":
                yield chr(about)
            case "NOT_LITERAL":
                yield _chosen([each for each in SAMPLES if each != chr(about)], variant)
            case "ANY":
                yield _chosen(["a", " ", "<", "\n", "0", "."], variant)
            case "IN":
                yield _chosen(_members(about), variant)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                least, _, inside = about
                pieces = list(_parts(inside, variant))
                yield from pieces
                yield "".join(pieces) * (max(least, 1) - 1)
            case "SUBPATTERN":
                yield from _parts(about[3], variant)
            case "ATOMIC_GROUP":
                yield from _parts(about, variant)
            case "BRANCH":
                yield from _parts(about[1][variant % len(about[1])], variant // len(about[1]))
            case "ASSERT":
                if about[0] > 0:
                    yield from _parts(about[1], variant)


def _members(members: Any) -> list[str]:
    """Characters that a class has: some of each range and category, or that a negated one does not name."""
    named = dict[str, None]()
    for operation, about in members:
        match str(operation):
            case "LITERAL":
                named[chr(about)] = None
            case "RANGE":
                named[chr(about[0])] = None
            case "CATEGORY":
                named |= dict.fromkeys(each for each in SAMPLES if _is_in(str(about), each))
    if str(members[0][0]) == "NEGATE":
        ranges = [about for operation, about in members if str(operation) == "RANGE"]
        others = [each for each in SAMPLES if each not in named]
        return [each for each in others if not any(low <= ord(each) <= high for low, high in ranges)] or ["\x02"]
    return list(named)


def _is_in(category: str, character: str) -> bool:
    letter = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}[category.rsplit("_", maxsplit=1)[-1]]
    return (re.match(letter, character) is not None) is ("NOT" not in category)


def _chosen(characters: list[str], variant: int) -> str:
    return characters[variant % len(characters)] if characters else ""


def _module(name: str) -> ModuleType | None:
    """A module, imported unless it begins to work when it is."""
    if name.endswith("__main__"):
        return None
    return sys.modules.get(name) or importlib.import_module(name)


def _values(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for variable, value in list(vars(module).items()):
        for pattern in _patterns(value):
            yield variable, pattern


def _patterns(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    """The patterns that a value is or has in it."""
    match value:
        case re.Pattern():
            yield value
        case Mapping() if depth < 3 and type(value) is dict:
            for each in value.values():
                yield from _patterns(each, depth + 1)
        case list() | tuple() | frozenset() if depth < 3:
            for each in value:
                yield from _patterns(each, depth + 1)


def _methods(trees: Any) -> dict[str, set[str]]:
    """By which methods the patterns of each name are used, anywhere; none of one that is used otherwise."""
    found = dict[str, set[str]]()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                name = node.value
                variable = (
                    name.id if isinstance(name, ast.Name) else name.attr if isinstance(name, ast.Attribute) else ""
                )
                found.setdefault(variable, set()).add(node.attr)
    return found


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls of functions of `re` that take a pattern."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        if (
            isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in {*METHODS, "compile"}
        ):
            yield node


def _handed(name: str, tree: ast.AST, module: ModuleType) -> Iterator[Used]:
    for call in _calls(tree):
        assert isinstance(call.func, ast.Attribute)
        asked = call.args[0]
        source = getattr(module, asked.id, None) if isinstance(asked, ast.Name) else getattr(asked, "value", None)
        if isinstance(source, str | bytes):
            flags = [*call.args[{"compile": 1, "sub": 4, "subn": 4, "split": 3}.get(call.func.attr, 2) :]]
            flags += [each.value for each in call.keywords if each.arg == "flags"]
            expression = compile(ast.Expression(flags[0]), name, "eval") if flags else None
            value = eval(expression, vars(module)) if expression else 0  # noqa: S307 - flags of our own code
            yield Used(f"{name}:{call.lineno}", re.compile(source, value), call.func.attr in ANCHORED)
