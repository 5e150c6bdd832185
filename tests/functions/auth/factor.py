"""A user with an authenticator app, for the tests of the second factor."""

from datetime import timedelta
from typing import Any

import pyotp
from bivelio_core import clock

from tests import gateway
from tests.api import Answer
from tests.functions.auth.signing_in import NOW, Place, tokens

STEP = timedelta(seconds=30)


def ask(held: dict[str, Any], route: str, stage: str = "v1", **data: Any) -> Answer:
    """What `/auth/<route>` answers to whoever holds these tokens."""
    headers = {"Authorization": f"Bearer {held['access_token']}"}
    return gateway.request(f"/auth/{route}", {"data": data}, headers=headers, stage=stage)


class App:
    """The authenticator app of a place's user: switched on at NOW, with recovery codes."""

    def __init__(self, place: Place) -> None:
        self.place = place
        with clock.frozen(NOW):
            self.held = tokens(place.sign_in())
            self.secret = ask(self.held, "mfa/enroll").data["secret"]
            self.recovery_codes = ask(self.held, "mfa/confirm", code=self.code(NOW)).data["recovery_codes"]

    def code(self, at: Any) -> str:
        """The code that the app shows."""
        return str(pyotp.TOTP(self.secret).at(at))

    def challenge(self, **more: Any) -> str:
        """What the right password is answered."""
        answer = self.place.sign_in(**more)
        assert (answer.status, answer.error["code"]) == (401, "AUTH_MFA_REQUIRED"), answer
        return str(answer.error["details"]["challenge"])

    def answer(
        self,
        challenge: str,
        code: str,
        key: str | None = None,
        stage: str = "v1",
        user_agent: str | None = None,
        **more: Any,
    ) -> Answer:
        """The second request of a sign-in."""
        key = key or (self.place.key if stage == "v1" else self.place.test_key)
        return gateway.request(
            "/auth/token",
            {"challenge": challenge, "code": code, **more},
            query={"grant_type": "mfa"},
            headers={"apikey": key, **({"User-Agent": user_agent} if user_agent else {})},
            stage=stage,
        )
