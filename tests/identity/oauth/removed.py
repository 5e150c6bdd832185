"""Takes a line out of the code while it is tested, to see that an attack then works: else its test proves nothing.

The file's text is changed and compiled, and the functions of the module that is loaded run the new code meanwhile. What
imported them by name runs it too, and all classes stay as they are.
"""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import NamedTuple

ROOT = "bivelio_core."


class Line(NamedTuple):
    """A text that is in a module once, and what stands there without the defence."""

    module: str
    text: str
    without: str


@contextmanager
def removed(*lines: Line) -> Iterator[None]:
    """Run the code without some lines."""
    kept: list[tuple[FunctionType, CodeType]] = []
    texts: dict[str, str] = {}
    for line in lines:
        source = texts.get(line.module) or _source(line.module)
        assert source.count(line.text) == 1, f"{line.module} has this {source.count(line.text)} times: {line.text}"
        texts[line.module] = source.replace(line.text, line.without)
    try:
        for name, source in texts.items():
            module = importlib.import_module(ROOT + name)
            compiled = _functions(compile(source, str(module.__file__), "exec"))
            for path, function in _loaded(module):
                kept.append((function, function.__code__))
                function.__code__ = compiled[path]
        yield
    finally:
        for function, code in kept:
            function.__code__ = code


def _source(name: str) -> str:
    return Path(str(importlib.import_module(ROOT + name).__file__)).read_text("utf-8")


def _functions(code: CodeType, above: str = "") -> dict[str, CodeType]:
    """The code of each function and method in a module's code, by its name with that of its class."""
    found: dict[str, CodeType] = {}
    for each in code.co_consts:
        if isinstance(each, CodeType):
            found[above + each.co_name] = each
            if above == "":
                found |= _functions(each, f"{each.co_name}.")
    return found


def _loaded(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__ and not value.__closure__:
            yield name, value
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for attribute, method in vars(value).items():
                if isinstance(method, FunctionType) and method.__code__.co_filename == module.__file__:
                    yield f"{name}.{attribute}", method
