"""People of the demo organisation, with the mails that the running platform sends them."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.front_door import FrontDoor
from tests.running import Runtime, until

PASSWORD = "una contrasenya ben llarga"


@pytest.fixture
def mails(platform: Runtime | FrontDoor) -> Callable[[str, str], list[str]]:
    """`mails("reset", address)`: the tokens of the links to a page in the mails to an address, the newest first."""
    if isinstance(platform, FrontDoor):
        return platform.tokens

    def tokens(page: str, address: str) -> list[str]:
        text = platform.call("/mail", method="GET").body.decode()
        each = [mail for mail in text.split("<h2>") if f"<dt>To</dt><dd>{address}</dd>" in mail]
        return [token for mail in each for token in re.findall(rf"/app/{page}#([\w-]{{43}})", mail)]

    return tokens


@pytest.fixture
def token_of(mails: Callable[[str, str], list[str]]) -> Callable[..., str]:
    """`token_of("accept", address, after=1)`: the newest token, once more than so many have come.

    A token that was handed out is not the newest again: two mails of one moment have no order.
    """
    former: set[str] = set()

    def token(page: str, address: str, after: int = 0) -> str:
        def newest() -> str | None:
            tokens = mails(page, address)
            return next((each for each in tokens if each not in former), None) if len(tokens) > after else None

        latest = str(until(newest))
        former.add(latest)
        return latest

    return token


@pytest.fixture
def address() -> str:
    """An address that nobody had before."""
    return f"{secrets.token_hex(4)}@exemple.cat"


def bearer(platform: Runtime | FrontDoor, role: str = "owner") -> dict[str, str]:
    """The credential of a user of the demo organisation."""
    demo = platform.demo()["organisations"]["demo"]
    user = next(each for each in demo["users"] if each["role"] == role)
    sent = {"email": user["email"], "password": user["password"]}
    answer = platform.call("/v1/auth/token?grant_type=password", sent, apikey=demo["keys"]["live_publishable"])
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def joined(platform: Runtime | FrontDoor, token_of: Callable[..., str], address: str) -> None:
    """Make an account with the address, a member of the demo organisation, through the API."""
    key = platform.demo()["organisations"]["demo"]["keys"]["live_publishable"]
    asked = {"data": {"email": address, "role": "member"}}
    assert platform.call("/v1/users/invite", asked, **bearer(platform)).status == 200
    taken = {"data": {"token": token_of("accept", address), "password": PASSWORD}}
    assert platform.call("/v1/users/accept", taken, apikey=key).status == 200


def heading(page: Page, name: str) -> None:
    """Wait until a heading is there."""
    expect(page.get_by_role("heading", name=name)).to_be_visible()
