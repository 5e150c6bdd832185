"""The failures that leave a function: raised in it or in what it calls, and not caught on the way.

Names are followed through imports, those within functions too. What is called on an object is looked for in the classes
that the code on the way names, since only of these there can be objects. So there are too many rather than too few;
only what a declaration of a domain hands over is not seen.
"""

import ast
from pathlib import Path

from bivelio_core.errors import ApiError

from tools.core_modules import Place, class_at, module_of
from tools.endpoints import operations
from tools.pieces import Kinds, Piece, core_name, piece_at
from tools.unanswered import ABSENT, PLACES, TOLD

Raised = tuple[str, type[ApiError]]
"""A function of the core and a failure that it raises: `("store.revise.revise", Conflict)`."""

GIVEN: tuple[Place, ...] = (("bivelio_core.store.tenant_store", "TenantStore"), ("bivelio_core.context", "Context"))
"""The classes of what every service is given."""


def failures_of(file: Path, name: str, without: frozenset[Raised] = frozenset()) -> frozenset[type[ApiError]]:
    """Return the failures that leave a function of a file.

    `without` has those that are not to count.
    """
    operations()  # it imports what declares failures
    entry = (str(file), name)
    pieces, methods = _reached(entry)
    callers: dict[Place, list[tuple[Place, Kinds]]] = {}
    for place, piece in pieces.items():
        for call in piece.calls:
            for target in (call.target,) if call.target else methods.get(call.attribute, ()):
                callers.setdefault(target, []).append((place, call.caught))
    leaving = {
        place: {kind for kind in _met(place, piece.raised) if (core_name(place), kind) not in without}
        for place, piece in pieces.items()
    }
    waiting = [place for place, kinds in leaving.items() if kinds]
    while waiting:
        place = waiting.pop()
        for caller, caught in callers.get(place, ()):
            passed = {kind for kind in leaving[place] - leaving[caller] if not issubclass(kind, caught)}
            passed = _met(caller, passed)
            if passed:
                leaving[caller] |= passed
                waiting.append(caller)
    return frozenset(leaving[entry])


def _met(place: Place, kinds: set[type[ApiError]]) -> set[type[ApiError]]:
    """Return the failures that requests meet: what tools/unanswered.py names finds what it looks for."""
    if core_name(place) in TOLD:
        return set()
    if core_name(place) not in PLACES:
        return set(kinds)
    return {kind for kind in kinds if not issubclass(kind, ABSENT)}


def _reached(entry: Place) -> tuple[dict[Place, Piece], dict[str, set[Place]]]:
    """Return the pieces that may run, and the methods of the classes they name, by the name of the method."""
    pieces: dict[Place, Piece] = {}
    classes: set[Place] = set()
    methods: dict[str, set[Place]] = {}
    named: set[str] = set()
    waiting = [entry]
    for kind in GIVEN:
        _add_class(kind, classes, methods)
    while waiting:
        place = waiting.pop()
        if place in pieces:
            continue
        pieces[place] = piece = piece_at(place)
        for kind in piece.classes - classes:
            waiting.extend(at for name in _add_class(kind, classes, methods) if name in named for at in methods[name])
        for call in piece.calls:
            if call.target:
                waiting.append(call.target)
            elif call.attribute not in named:
                named.add(call.attribute)
                waiting.extend(methods.get(call.attribute, ()))
    return pieces, methods


def _add_class(kind: Place, classes: set[Place], methods: dict[str, set[Place]]) -> set[str]:
    """Take a class and those above it in; return the names of their methods."""
    added: set[str] = set()
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        if one in classes:
            continue
        classes.add(one)
        module = module_of(one[0])
        for node in module.classes[one[1]].body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                methods.setdefault(node.name, set()).add((one[0], f"{one[1]}.{node.name}"))
                added.add(node.name)
        waiting.extend(above for base in module.classes[one[1]].bases if (above := class_at(base, module)))
    return added
