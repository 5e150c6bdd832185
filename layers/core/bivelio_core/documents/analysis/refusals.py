"""Why a document cannot be read."""

from typing import Literal, get_args

Reason = Literal[
    "empty",  # zero bytes
    "too_large",  # more bytes than MAXIMUM_BYTES
    "encrypted",  # a password is needed to open it
    "truncated",  # it begins as a PDF or XML document and its end is missing
    "unreadable",  # its format is known, and its content breaks the format
    "unsupported",  # of no format that is read here
    "too_many_pages",
    "too_complex",  # reading it takes more memory or time than allowed
    "hostile_xml",  # it declares a document type or entities, which no invoice has
    "no_sheet",  # a workbook has no sheet of that name, and a CSV file none at all
    "no_text",  # an image or a scan: only a model can read it
]
"""Every refusal is the document's fault: the same bytes are refused again."""

REASONS: frozenset[str] = frozenset(get_args(Reason))


class Refused(Exception):
    """A document that cannot be read; `reason` is the contract, `detail` an English sentence for the log."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason
        self.detail = detail
