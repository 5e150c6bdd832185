"""Contacts, with imports and exports of files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, List, Literal, Mapping, overload

from .. import _transport
from .._files import Target, content_of
from .._omit import OMIT, Omit
from .._waiting import LONGEST_WAIT_SECONDS, Pauses
from ..errors import ConfigurationError
from .resources import contacts as generated

if TYPE_CHECKING:
    import os
    from pathlib import Path

    from .. import models
    from .._files import File

_LARGEST_IN_A_REQUEST = 1_000_000


class Contacts(generated.Contacts):
    __doc__ = generated.Contacts.__doc__

    def import_file(
        self,
        file: File,
        *,
        dry_run: bool | Omit = OMIT,
        mode: Literal["import", "preview"] | Omit = OMIT,
        mapping: Mapping[str, str | None] | Omit = OMIT,
        on_existing: Literal["create", "skip", "update"] | Omit = OMIT,
        match_on: Literal["external_id", "email", "phone", "tax_number"]
        | List[Literal["external_id", "email", "phone", "tax_number"]]
        | Omit = OMIT,
        on_match: Literal["update", "skip", "fill_empty"] | Omit = OMIT,
        on_progress: Callable[[models.Import], object] | None = None,
        wait_seconds: float = LONGEST_WAIT_SECONDS,
    ) -> models.Import:
        """Import contacts from a CSV file, up to 50 MB, and wait until it is done: `import_file("contacts.csv")`.

        Scope: `write`. Raises WaitTimeoutError, with the import in `instance`; it goes on.

        Args:
            file: A path, the content as bytes, or a file that is open for reading bytes.
            dry_run: Only validate; write nothing.
            mode: `preview` answers what the columns are, and imports nothing.
            mapping: The field of each column that should go elsewhere than proposed; None leaves the column out.
            on_existing: The former way to say `match_on` and `on_match`, by e-mail address and phone.
            match_on: By what the contact of a row is found; without it each row without an `id` makes a contact.
            on_match: What becomes of a contact that is found.
            on_progress: Called with the import each time that its progress was asked for.
            wait_seconds: How long to wait at most, by default an hour.
        """
        content, _ = content_of(file, "contacts.csv")
        state = self._start_import(
            content,
            {
                "dry_run": dry_run,
                "mode": mode,
                "mapping": mapping,
                "on_existing": on_existing,
                "match_on": match_on,
                "on_match": on_match,
            },
        )
        pauses = Pauses(wait_seconds)
        while True:
            if on_progress is not None:
                on_progress(state)
            if state.status in {"completed", "failed", "previewed"}:
                return state
            message = f"The import {state.id} goes on after {wait_seconds:g} seconds: ask contacts.import_status()."
            _transport.sleep(pauses.before_asking_again(state, message))
            state = self.import_status(state.id)

    @overload
    def download_export(self, id: str, to: None = None) -> bytes: ...

    @overload
    def download_export(self, id: str, to: str | os.PathLike[str]) -> Path: ...

    def download_export(self, id: str, to: str | os.PathLike[str] | None = None) -> bytes | Path:
        """Get the file of an export that is completed: its content, or the path that it was written to.

        Scope: `read`. At `to` is the whole file or, when the download fails, what was there before.

        Args:
            id: The id of the export, of `contacts.export()`.
            to: Where to write it; its folder must be there.
        """
        target = Target(to)
        export = self.export_status(id)
        if export.url is None:
            raise ConfigurationError(f"The export {id} has no file yet: its status is {export.status}.")
        self._client.fetch(export.url, target)
        return target.outcome

    def _start_import(self, content: bytes, fields: Mapping[str, Any]) -> models.Import:
        try:
            text = content.decode("utf-8") if len(content) <= _LARGEST_IN_A_REQUEST else None
        except UnicodeDecodeError:
            text = None  # the platform reads other encodings, in a file
        if text is not None:
            return self.import_(csv=text, **fields)
        contact_import = self.import_(**fields)
        if contact_import.upload is None:
            raise ConfigurationError(
                f"The import {contact_import.id} takes no file: its status is {contact_import.status}."
            )
        self._client.put(contact_import.upload.url, content, {"Content-Type": contact_import.upload.content_type})
        return self.import_(id=contact_import.id, **fields)
