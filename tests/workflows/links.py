"""Members of the tests' organisation, and the page of an approval's link as their browsers call it."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlencode

from bivelio_core import clock
from bivelio_core.entrypoints.stores import store_of
from bivelio_core.store import keys
from bivelio_core.store.connect import table
from bivelio_core.tenancy import Environment, Tenant
from bivelio_core.workflows.approvals import links
from bivelio_core.workflows.approvals.links import Link

from tests.api import ORGANISATION
from tests.mail_server import Mail
from tests.workflows.inbound import FORM, reach


@dataclass(frozen=True)
class Page:
    """What the browser was sent."""

    status: int
    headers: dict[str, str]
    html: str

    @property
    def title(self) -> str:
        """Its heading."""
        return str(re.findall(r"<h1>(.*?)</h1>", self.html)[0])


def member(name: str, role: str = "member", organisation: str = ORGANISATION) -> str:
    """The id of a user who is a member with a role from now on."""
    user = f"usr_{name}"
    key = keys.organisation_member(organisation, user)
    about = {"user": user, "organisation": organisation, "role": role, "email": f"{name}@example.com"}
    table().put({"PK": key.pk, "SK": key.sk, **about})
    return user


def suspend(organisation: str = ORGANISATION) -> None:
    """The organisation is suspended from now on."""
    key = keys.suspension(organisation)
    table().put({"PK": key.pk, "SK": key.sk})


def link(instance: str, user: str, *, step: str = "ok", seconds: int = 3_600, **about: Any) -> str:
    """The token of a link to an approval."""
    environment: Environment = about.get("environment", "live")
    tenant = Tenant.at(about.get("organisation", ORGANISATION), environment)
    expires = int((clock.now() + timedelta(seconds=seconds)).timestamp())
    return links.token_of(store_of(tenant), Link(instance, step, about.get("iteration", "0"), user, expires))


def browse(
    token: str,
    form: dict[str, Any] | bytes | None = None,
    *,
    language: str = "en",
    query: dict[str, str] | None = None,
    stage: str = "v1",
    more: dict[str, str] | None = None,
) -> Page:
    """Open the page of a link, or send its form, with more headers."""
    content = form if isinstance(form, bytes) else urlencode(form or {}, doseq=True).encode()
    headers = {"Content-Type": FORM, "Accept-Language": language, **(more or {})}
    method = "GET" if form is None else "POST"
    answer = reach("approvals", token, content, headers, method=method, stage=stage, query=query)
    return Page(answer["statusCode"], answer["headers"], answer["body"])


def token_in(mail: Mail) -> str:
    """The token in a mail of the platform."""
    text = message_from_bytes(mail.content, policy=policy.default).get_content()
    return str(re.findall(r"https://api\.example\.com/v1/inbound/approvals/(\S+)", text)[0])


def claim_of(token: str) -> list[Any]:
    """What a token says in its middle part."""
    claim = token.split("~")[1]
    return list(json.loads(base64.urlsafe_b64decode(claim + "=" * (-len(claim) % 4))))
