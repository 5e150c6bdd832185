"""Invoices, with their files."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Literal, overload

from .._files import Target
from .resources import invoices as generated

if TYPE_CHECKING:
    import os
    from pathlib import Path


class Invoices(generated.Invoices):
    __doc__ = generated.Invoices.__doc__

    @overload
    def download(
        self,
        id: str,
        to: None = None,
        *,
        format: Literal["pdf", "facturx", "ubl", "cii", "facturae", "facturae_signed"] = "pdf",
    ) -> bytes: ...

    @overload
    def download(
        self,
        id: str,
        to: str | os.PathLike[str],
        *,
        format: Literal["pdf", "facturx", "ubl", "cii", "facturae", "facturae_signed"] = "pdf",
    ) -> Path: ...

    def download(
        self,
        id: str,
        to: str | os.PathLike[str] | None = None,
        *,
        format: Literal["pdf", "facturx", "ubl", "cii", "facturae", "facturae_signed"] = "pdf",
    ) -> bytes | Path:
        """Get an invoice as a file: its content, or the path that it was written to.

        Scope: `read`. At `to` is the whole file or, when the download fails, what was there before.

        Args:
            id: The id of the invoice.
            to: Where to write it; its folder must be there.
            format: `pdf`, `facturx`, `ubl`, `cii`, `facturae` (unsigned) or `facturae_signed`, that FACe takes.
        """
        target = Target(to)
        exported = self.export(id=id, format=format)
        if exported.content_base64 is not None:
            with target.writing() as write:
                write(base64.b64decode(exported.content_base64))
        elif exported.url is not None:
            self._client.fetch(exported.url, target)
        return target.outcome
