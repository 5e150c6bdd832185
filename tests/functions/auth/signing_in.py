"""Signs users in, for the tests of what they are given."""

from datetime import UTC, datetime
from typing import Any

from tests import gateway
from tests.api import Answer
from tests.operated import PASSWORD, new_key, new_organisation, new_user

NOW = datetime(2026, 4, 7, 12, 0, 0, tzinfo=UTC)


class Place:
    """An organisation with a user and the publishable keys that sign in."""

    def __init__(self, role: str = "admin", **about: Any) -> None:
        self.organisation = new_organisation(**{"plan": "enterprise", **about})
        self.email = new_user(self.organisation, role, f"ana@{self.organisation}.cat")
        self.key = new_key(self.organisation, "read", type="publishable")
        self.test_key = new_key(self.organisation, "read", type="publishable", environment="test")

    def sign_in(
        self,
        password: str = PASSWORD,
        email: str | None = None,
        key: str | None = None,
        stage: str = "v1",
        source_ip: str = "192.0.2.1",
        user_agent: str | None = None,
        **more: Any,
    ) -> Answer:
        """The reference's request."""
        return gateway.request(
            "/auth/token",
            {"email": email or self.email, "password": password, **more},
            query={"grant_type": "password"},
            headers={
                "apikey": key or (self.key if stage == "v1" else self.test_key),
                **({"User-Agent": user_agent} if user_agent else {}),
            },
            stage=stage,
            source_ip=source_ip,
        )

    def refresh(self, refresh_token: str, key: str | None = None, stage: str = "v1") -> Answer:
        """The next hour's token."""
        return gateway.request(
            "/auth/token",
            {"refresh_token": refresh_token},
            query={"grant_type": "refresh_token"},
            headers={"apikey": key or (self.key if stage == "v1" else self.test_key)},
            stage=stage,
        )


def tokens(answer: Answer) -> Any:
    """The bare document of a success."""
    assert answer.status == 200, answer
    return answer.body


def code(answer: Answer) -> tuple[int, str]:
    """Status and code of a failure, which is in the envelope."""
    return answer.status, answer.error["code"]


def ask(route: str, held: dict[str, str], stage: str = "v1", **data: Any) -> Answer:
    """What `/auth/sessions/<route>` answers to whoever holds these tokens."""
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    return gateway.request(f"/auth/sessions/{route}", {"data": data}, headers=headers, stage=stage)


def listed(held: dict[str, str], **data: Any) -> Any:
    """The sessions that are listed to whoever holds these tokens."""
    answer = ask("list", held, **data)
    assert answer.status == 200, answer
    return answer.data["sessions"]
