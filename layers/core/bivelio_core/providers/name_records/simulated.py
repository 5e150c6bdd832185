"""Name servers of the sandbox and of the local platform: nobody is asked.

Every domain has what it needs, but those below `sense-registres.exemple.com`, which have nothing.
"""

from collections.abc import Sequence

WITHOUT = "sense-registres.exemple.com"


class SimulatedNameRecords:
    """The adapter."""

    def texts(self, name: str) -> Sequence[str]:
        """See NameRecords.texts."""
        if name.endswith(WITHOUT):
            return ()
        if name.startswith("_dmarc."):
            return ["v=DMARC1; p=none"]
        return ["v=DKIM1; p=simulat"] if "._domainkey." in name else ["v=spf1 include:_spf.google.com ~all"]

    def mail_servers(self, name: str) -> Sequence[str]:
        """See NameRecords.mail_servers."""
        return () if name.endswith(WITHOUT) else [f"mx.{name}"]
