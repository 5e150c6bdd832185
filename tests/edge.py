"""CloudFront before the API: it hands a request on as the dashboard's distribution does, whatever the viewer has sent.

CloudFront Developer Guide, "Add custom headers to origin requests": a header of the distribution replaces the viewer's
of that name; what the function at the edge writes does so too (hosting/dashboard/template.yaml).
"""

from collections.abc import Mapping
from dataclasses import dataclass

ADDRESS = "203.0.113.9"
"""Of the edge: where the API sees the connection come from."""


@dataclass(frozen=True)
class Edge:
    """The distribution, which proves itself by a secret."""

    secret: str

    def headers(self, viewer: str, sent: Mapping[str, str]) -> dict[str, str]:
        """The headers that reach the API of what a viewer sends, from an address."""
        ours = {"X-BiVelio-Edge": self.secret, "X-BiVelio-Viewer": viewer}
        names = {name.lower() for name in ours}
        return {name: value for name, value in sent.items() if name.lower() not in names} | ours
