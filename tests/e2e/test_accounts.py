"""People on the running platform: an invitation by mail, its acceptance, a second factor, a forgotten password."""

import re
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from bivelio_core import clock

from tests.running import Answer, Runtime, until

pytestmark = pytest.mark.e2e
ADDRESS, PASSWORD, NEW = "nova@exemple.cat", "una contrasenya llarga", "una altra contrasenya"


def test_somebody_joins_by_mail_signs_in_with_a_code_and_finds_a_way_back(platform: Runtime):
    demo = platform.demo()["organisations"]["demo"]
    key = {"apikey": demo["keys"]["live_publishable"]}

    def ask(route: str, data: Any, **headers: str) -> Answer:
        return platform.call(f"/v1{route}", {"data": data}, **(headers or key))

    def token(grant: str, **body: str) -> Answer:
        return platform.call(f"/v1/auth/token?grant_type={grant}", body, **key)

    def link(page: str) -> str:
        """The token of the link in the mail to the address, once it is there."""

        def found() -> list[str]:
            mails = platform.call("/mail", method="GET").body.decode().split("<h2>")
            mine = "".join(mail for mail in mails if f"<dt>To</dt><dd>{ADDRESS}</dd>" in mail)
            return re.findall(rf"{re.escape(platform.settings.url)}/app/{page}#(\w{{43}})", mine)

        return str(until(found)[0])

    owner = demo["users"][0]
    held = token("password", email=owner["email"], password=owner["password"]).json()
    bearer = {"Authorization": f"Bearer {held['access_token']}"}
    invited = ask("/users/invite", {"email": ADDRESS, "role": "member"}, **bearer)
    assert invited.status == 200, invited
    opened = link("accept")
    assert ask("/users/invitation/get", {"token": opened}).json()["data"]["email"] == ADDRESS
    assert ask("/users/accept", {"token": opened, "password": PASSWORD}).status == 200
    assert ask("/users/accept", {"token": opened, "password": PASSWORD}).status == 422

    mine = token("password", email=ADDRESS, password=PASSWORD).json()
    bearer = {"Authorization": f"Bearer {mine['access_token']}"}
    secret = ask("/auth/mfa/enroll", {}, **bearer).json()["data"]["secret"]
    code = pyotp.TOTP(secret).now()
    codes = ask("/auth/mfa/confirm", {"code": code}, **bearer).json()["data"]["recovery_codes"]
    asked = token("password", email=ADDRESS, password=PASSWORD)
    assert (asked.status, asked.json()["error"]["code"]) == (401, "AUTH_MFA_REQUIRED")
    challenge = asked.json()["error"]["details"]["challenge"]
    assert token("mfa", challenge=challenge, code=code).status == 401, "it has counted"
    following = pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30))
    assert token("mfa", challenge=challenge, code=following).status == 200

    assert ask("/auth/password/forgot", {"email": ADDRESS}).json()["data"] == {"status": "accepted"}
    assert ask("/auth/password/reset", {"token": link("reset"), "new_password": NEW}).status == 200
    asked = token("password", email=ADDRESS, password=NEW)
    challenge = asked.json()["error"]["details"]["challenge"]
    assert token("mfa", challenge=challenge, code=codes[0]).status == 200
