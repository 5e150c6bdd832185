"""Every page that a browser shows has a policy that allows what it needs; docs/deployment.md says what that is."""

import re
from typing import Any

import pytest
from bivelio_core.calendar.booking import page as booking_page
from bivelio_core.entrypoints import webchat_call
from bivelio_core.entrypoints.http import SECURITY_HEADERS
from bivelio_core.workflows.approvals import page as approval_page

from local.dashboard import Dashboard
from local.docs_site import DocsSite
from local.layout import HEADERS
from local.pages import page_for
from local.settings import read_settings
from tools.template import ROOT, stacks

ROW = re.compile(r"(?m)^\| (dashboard|documentation|approval by link|booking|web chat|local runtime) \|(.+)\|$")
COLUMNS = ("script-src", "style-src", "form-action", "Referrer-Policy")
SERVING_HTML = {"plain_page.py", "calendar/booking/page.py"}
READING_HTML = {"documents/analysis/sniffing.py", "knowledge/pages.py", "knowledge/cutting/lines.py"}
"""The files of the layer that name the type of a page: those that serve one, and those that read pages of others."""


def distribution(stack: str, policy: str) -> dict[str, str]:
    """The headers that a distribution adds, as CloudFront sends them."""
    (body,) = (each.body for each in stacks() if each.name == stack)
    declared: dict[str, Any] = body["Resources"][policy]["Properties"]["ResponseHeadersPolicyConfig"]
    security = declared["SecurityHeadersConfig"]
    assert all(each["Override"] for each in security.values())
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"][0],
        "Strict-Transport-Security": f"max-age={security['StrictTransportSecurity']['AccessControlMaxAgeSec']}",
        "X-Content-Type-Options": "nosniff" if "ContentTypeOptions" in security else "",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        **{each["Header"]: each["Value"] for each in declared["CustomHeadersConfig"]["Items"]},
    }


PAGES = {
    "dashboard": distribution("DashboardStack", "DashboardHeaders"),
    "documentation": distribution("SiteStack", "SiteHeaders"),
    "approval by link": {**SECURITY_HEADERS, **approval_page.HEADERS},
    "booking": {**SECURITY_HEADERS, **booking_page.HEADERS},
    "web chat": {**SECURITY_HEADERS, **webchat_call.PAGE_HEADERS},
    "local runtime": HEADERS,
}
IN_CLOUD = tuple(name for name in PAGES if name != "local runtime")


def directives(headers: dict[str, str]) -> dict[str, list[str]]:
    """The policy of a page: the sources of each directive."""
    parts = (each.split() for each in headers["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


def in_words(headers: dict[str, str], column: str) -> str:
    """What the table says of a page in a column."""
    if column not in ("script-src", "style-src", "form-action"):
        return f"`{headers[column]}`"
    policy = directives(headers)
    sources = policy.get(column, [])
    hashes = [each for each in sources if each.startswith("'sha256-")]
    words = [f"`{each}`" for each in sources if each not in hashes]
    words += ["hashes" if len(hashes) > 1 else "a hash"] if hashes else []
    words += ["Trusted Types"] if column == "script-src" and "require-trusted-types-for" in policy else []
    return ", ".join(words) or "none"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_allows_nothing_that_it_does_not_name(name):
    policy = directives(PAGES[name])
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["form-action"] in (["'none'"], ["'self'"])
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "data:"} & set(policy.get("script-src", []))
    assert PAGES[name]["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", IN_CLOUD)
def test_a_page_in_the_cloud_is_for_tls_alone_and_by_itself(name):
    headers = PAGES[name]
    assert int(headers["Strict-Transport-Security"].removeprefix("max-age=")) >= 31_536_000
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=()"
    assert headers["Cross-Origin-Opener-Policy"].startswith("same-origin")


def test_the_guide_says_of_each_page_what_it_allows():
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    told = {name: [cell.strip() for cell in cells.split("|")] for name, cells in ROW.findall(guide)}
    assert told == {name: [in_words(headers, each) for each in COLUMNS] for name, headers in PAGES.items()}


def test_no_other_file_of_the_platform_serves_a_page():
    layer = ROOT / "layers" / "core" / "bivelio_core"
    files = {
        file.relative_to(layer).as_posix()
        for file in [*layer.rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
        if "text/html" in file.read_text(encoding="utf-8")
    }
    assert files == SERVING_HTML | READING_HTML


@pytest.mark.parametrize(
    "path", ["/", "/docs/", "/docs/webhooks.md", "/mail", "/nothing", "/docs/errors/internal-error/"]
)
def test_every_page_of_the_local_runtime_has_its_policy(path):
    page = page_for(path, DocsSite(read_settings()))
    assert page.content_type.startswith("text/html")
    assert page.headers.items() >= HEADERS.items()


def test_the_page_that_waits_for_the_dashboard_has_it_too():
    page = Dashboard(read_settings(), folder=None, failure="no registry").page("/app/")
    assert page.status == 503
    assert page.headers.items() >= HEADERS.items()
