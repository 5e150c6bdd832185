"""Grants of apps, and what their tokens open, for tests."""

from datetime import timedelta
from typing import Any

from bivelio_core import clock, ids
from bivelio_core.identity import sessions
from bivelio_core.identity.oauth import access
from bivelio_core.identity.sessions import AppGrant, Session
from bivelio_core.store.connect import table
from bivelio_core.tenancy import Environment

from tests.operated import new_organisation, operated

CLIENT = "https://app.example/oauth/client.json"


class Granted:
    """What a member of an organisation has granted to an app."""

    def __init__(
        self,
        scopes: str = "write",
        role: str = "admin",
        resource: str = "api",
        environment: Environment = "live",
        client: str = CLIENT,
        organisation: str | None = None,
    ) -> None:
        self.organisation = organisation or new_organisation(plan="enterprise")
        self.email = f"{role}-{len(scopes)}@{self.organisation}.cat"
        asked: dict[str, Any] = {"organisation": self.organisation, "email": self.email, "role": role}
        self.user = operated("create_user", password="correct horse battery", **asked)["id"]
        self.app = AppGrant(client, "Example", scopes, resource)
        self.session = Session(
            ids.unowned_id("session"),
            self.user,
            self.organisation,
            environment,
            ends_at=clock.ttl(timedelta(days=30)),
            app=self.app,
        )
        self.refresh_token, writes = sessions.start(self.session, "192.0.2.7")
        table().transact(writes)

    def token(self, scopes: str | None = None) -> str:
        """An access token of the grant."""
        return access.issue(self.session, self.app, tuple((scopes or self.app.scopes).split()))

    def headers(self) -> dict[str, str]:
        """The header with such a token."""
        return {"Authorization": f"Bearer {self.token()}"}
