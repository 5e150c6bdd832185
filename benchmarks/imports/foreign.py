"""Two large files of other programs, imported as proposed and taken back, on the local runtime.

Each file goes a person's way: a preview, whose columns must be proposed right; the import, which must take every row;
an undo. After it, contacts, lists, searches and totals must answer as before.
"""

import contextlib
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from local.demo import make_organisation
from tests.functions.contacts.foreign_files import FILES, ForeignFile
from tests.functions.contacts.test_import_foreign import is_right
from tests.running import Runtime
from tools.deployed import Deployed

from .__main__ import upload

LARGE = ("google", "catalan_excel")
THERE = (
    {"type": "person", "name": "Maria Roca", "email": "maria@exemple.cat", "tags": ["lead"], "phone": "600111222"},
    {"type": "company", "name": "Fusta S.L.", "email": "fusta@exemple.cat"},
)
"""Contacts that are there before."""

ASKED: tuple[dict[str, Any], ...] = (
    {},
    {"search": "roca"},
    {"search": "exemple.cat"},
    {"search": "600111222"},
    {"type": "company"},
    {"tags": ["lead"]},
    {"tags": ["VIP"]},
)
SILENT = ("version", "updated_at")
"""What an undo may leave another."""

LONGEST_SECONDS = 3_600

Call = Callable[[str, dict[str, Any]], Any]


class PlatformBusy(Exception):
    """The platform has answered 503: it is busy with the import, and may be asked again."""


def report(running: Runtime, rows: int) -> str:
    """A table of the two files, each in an organisation of its own."""
    lines = [
        "| file | MB | columns proposed right | imported | s | rows a second | removed by the undo | s |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    return "\n".join(lines + [_line(running, name, rows) for name in LARGE])


def _line(running: Runtime, name: str, rows: int) -> str:
    organisation = make_organisation(Deployed(None, running.settings).operate, f"imports-{name}", "enterprise")
    key = organisation["keys"]["live_secret"]

    def call(operation: str, data: dict[str, Any]) -> Any:
        answer = running.call(f"/v1/contacts/{operation}", {"data": data}, X_API_Key=key)
        if answer.status == HTTPStatus.SERVICE_UNAVAILABLE:
            raise PlatformBusy(answer.json())
        assert answer.status in {200, 202}, answer.json()
        return answer.json()["data"]

    for contact in THERE:
        call("create", contact)
    before = _settled(call)
    file = FILES[name]
    content = file.content(rows)
    contact_import = call("import", {})
    upload(contact_import["upload"], content)
    proposed = _proposed(call, contact_import["id"], file)
    import_seconds = _timed(
        lambda: call("import", {"id": contact_import["id"]}), lambda: _done(call, contact_import["id"], "running")
    )
    state = call("import_status", {"id": contact_import["id"]})
    assert (state["status"], state["created"], state["failed"]) == ("completed", rows, 0), state
    total = call("list", {})["pagination"]["total"]
    assert total == rows + len(THERE), total
    undo_seconds = _timed(
        lambda: call("import_undo", {"id": contact_import["id"]}), lambda: _done(call, contact_import["id"], "undoing")
    )
    state = call("import_status", {"id": contact_import["id"]})
    assert (state["status"], state["undo"]["removed"], state["undo"]["unchanged"]) == ("undone", rows, 0), state
    assert _settled(call) == before
    return (
        f"| {name} | {len(content) / 1e6:.1f} | {proposed} | {rows:,} | {import_seconds:.0f} | "
        f"{rows / import_seconds:.0f} | {state['undo']['removed']:,} | {undo_seconds:.0f} |"
    )


def _proposed(call: Call, import_id: str, file: ForeignFile) -> str:
    columns = call("import", {"id": import_id, "mode": "preview"})["columns"]
    right = sum(is_right(column, file.targets) for column in columns)
    return f"{right} of {len(columns)}"


def _timed(begin: Callable[[], Any], wait: Callable[[], None]) -> float:
    began = time.perf_counter()
    begin()
    wait()
    return time.perf_counter() - began


def _done(call: Call, import_id: str, running: str) -> None:
    """Look until it has ended, an hour at most. Only a look that the busy platform has put off is repeated."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(PlatformBusy):
            if call("import_status", {"id": import_id})["status"] != running:
                return
        time.sleep(1)
    raise TimeoutError(f"{import_id} is still {running} after {LONGEST_SECONDS} s")


def _settled(call: Call) -> list[Any]:
    """What lists and searches answer, and the contacts by their ids, without what an undo may change."""
    lists = [call("list", data) for data in ASKED]
    contacts = [call("get", {"id": contact["id"]}) for contact in lists[0]["contacts"]]
    return [
        [
            {name: value for name, value in contact.items() if name not in SILENT}
            for contact in [*each["contacts"], *(contacts if not place else ())]
        ]
        + [each["pagination"]]
        for place, each in enumerate(lists)
    ]
