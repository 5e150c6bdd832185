"""Suggest the intended operation for a request with an unknown path or a method other than POST.

For a misspelt name, a path in the style of REST (`GET /contacts/ct_1`) or a doubled `/v1`, the answer names the
operation. If no operation is similar, the answer lists the operations of the resource, or an example for every
resource.
"""

import difflib
import re
from collections.abc import Sequence

from bivelio_core.errors import NearPath, OnlyPost, UnknownPath

LONGEST_SHOWN = 200
"""Characters of a path that are looked at, and repeated in the answer."""

NEAR = 0.7
"""How alike two names must be, of 1 (difflib, the share of what they have in common)."""

IN_FRONT = frozenset({"api", "v1", "sandbox"})
OF_ALL = {"GET": ("list", "balance"), "POST": ("create",)}
OF_ONE = {
    "GET": ("get",),
    "POST": ("update",),
    "PUT": ("update",),
    "PATCH": ("update",),
    "DELETE": ("delete", "archive"),
}
"""What a method of REST is called here, on a resource and on one thing of it."""


def refusal(method: str, path: str, known_paths: Sequence[str]) -> UnknownPath:
    """The error of a request that no operation takes. `known_paths` are the paths of the operations."""
    shown_path = path[:LONGEST_SHOWN]
    near_path = nearest(method, shown_path, known_paths)
    about = {"method": method, "path": shown_path}
    if near_path is None:
        return UnknownPath(details=about)
    kind = OnlyPost if near_path == shown_path else NearPath
    return kind(details={**about, "nearest": near_path}, method=method, path=shown_path, nearest=near_path)


def nearest(method: str, path: str, known_paths: Sequence[str]) -> str | None:
    """The operation's path that a request was perhaps meant for; None when none is near."""
    segments = _segments(path)
    tried = "/" + "/".join(segments)
    if tried in known_paths or not segments:
        return tried if segments else None
    resource = _like(segments[0], sorted({each.split("/")[1] for each in known_paths}))
    if resource is not None and (near_path := _in_rest(method, resource, segments[1:], known_paths)):
        return near_path
    own = [each for each in known_paths if resource is None or each.startswith(f"/{resource}/")]
    return _like(tried, own)


def _segments(path: str) -> list[str]:
    """The parts of a path as ours are written: `/api/v1/contacts/importStatus/` is `contacts`, `import_status`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path).lower().replace("-", "_")
    parts = [part for part in words.split("/") if part]
    while parts and parts[0] in IN_FRONT:
        parts.pop(0)
    return parts


def _in_rest(method: str, resource: str, rest: Sequence[str], known_paths: Sequence[str]) -> str | None:
    is_one = len(rest) == 1 and any(character.isdigit() for character in rest[0])
    verbs = OF_ONE if is_one else {} if rest else OF_ALL
    paths = (f"/{resource}/{verb}" for verb in verbs.get(method, ()))
    return next((path for path in paths if path in known_paths), None)


def _like(name: str, names: Sequence[str]) -> str | None:
    return next(iter(difflib.get_close_matches(name, names, n=1, cutoff=NEAR)), None)
