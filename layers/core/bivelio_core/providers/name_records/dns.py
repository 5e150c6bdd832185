"""The name servers that this function has, asked by dnspython."""

from collections.abc import Sequence
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from bivelio_core import config

from .port import NotAnswered

SECONDS = 2.0
"""For one question, with all its repetitions."""


class NameServers:
    """The adapter."""

    def __init__(self) -> None:
        server = config.local_nameserver()
        self._resolver = dns.resolver.Resolver(configure=server is None)
        if server is not None:
            self._resolver.nameservers, self._resolver.port = [server[0]], server[1]
        self._resolver.lifetime = SECONDS

    def texts(self, name: str) -> Sequence[str]:
        """See NameRecords.texts."""
        return [b"".join(each.strings).decode("utf-8", "replace") for each in self._records(name, "TXT")]

    def mail_servers(self, name: str) -> Sequence[str]:
        """See NameRecords.mail_servers."""
        records = sorted(self._records(name, "MX"), key=lambda each: int(each.preference))
        return [each.exchange.to_text(omit_final_dot=True) if len(each.exchange) > 1 else "" for each in records]

    def _records(self, name: str, kind: str) -> Sequence[Any]:
        try:
            return list(self._resolver.resolve(name, kind, raise_on_no_answer=False, search=False))
        except (dns.resolver.NXDOMAIN, dns.name.LabelTooLong, dns.name.EmptyLabel, dns.name.NameTooLong):
            return ()
        except dns.exception.DNSException as failure:
            raise NotAnswered from failure
