"""The adapter of an environment, imported when it is asked for."""

from typing import NamedTuple

from bivelio_core import config

from .port import NameRecords


class NameService(NamedTuple):
    """Who is asked, and whether that is simulated."""

    records: NameRecords
    is_simulated: bool


def name_records(*, is_sandbox: bool) -> NameService:
    """Name servers, which are simulated in the sandbox, and on the local platform unless a test has one of its own."""
    if is_sandbox or (config.is_local() and config.local_nameserver() is None):
        from .simulated import SimulatedNameRecords  # noqa: PLC0415

        return NameService(SimulatedNameRecords(), is_simulated=True)
    from .dns import NameServers  # noqa: PLC0415 - dnspython takes 40 ms

    return NameService(NameServers(), is_simulated=False)
