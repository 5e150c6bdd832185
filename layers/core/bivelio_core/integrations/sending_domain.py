"""Whether the domain that mails come from has the records by which other servers believe them.

Sources: RFC 7208 (SPF), RFC 6376 (DKIM), RFC 7489 (DMARC), RFC 5321 and 7505 (where undelivered mail goes back).
Which servers send for a domain only its owner knows, so SPF is judged by its form, and for Gmail by what Google asks.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bivelio_core import clock
from bivelio_core.catalogue import Entry
from bivelio_core.context import Context
from bivelio_core.providers.name_records.port import NameRecords, NotAnswered
from bivelio_core.providers.name_records.registry import name_records
from bivelio_core.store.codec import Item

from .shown import DomainRecord, SendingDomain

BY_MAIL = ("smtp", "gmail")
NOT_OWN = frozenset({"gmail.com", "googlemail.com"})
"""Domains of mailboxes whose owners cannot change them."""

GOOGLE_SPF, GOOGLE_SELECTOR = "include:_spf.google.com", "google"
OPEN = frozenset({"+all", "all"})
POLICIES = ("none", "quarantine", "reject")
LONGEST_VALUE = 1_000


class Finding(NamedTuple):
    """What was found of a record: `why` names the sentence; it is right where that is `ok`."""

    name: str
    type: str
    host: str
    why: str
    value: str = ""
    advised: str = ""


def checked(item: Item, ctx: Context) -> dict[str, Any]:
    """The attributes of a mail connection about its domain; none of another one."""
    domain = str(item["settings"].get("from_address", "")).rpartition("@")[2].lower()
    if item["provider"] not in BY_MAIL or not domain or domain in NOT_OWN:
        return {}
    records, is_simulated = name_records(is_sandbox=ctx.tenant.is_sandbox)
    is_google = item["provider"] == "gmail"
    selector = GOOGLE_SELECTOR if is_google else item["settings"].get("dkim_selector")
    findings = [
        _spf(records, domain, is_google=is_google),
        _dkim(records, domain, selector),
        _dmarc(records, domain, item["settings"]["from_address"]),
        _return_path(records, domain),
    ]
    found_records = [{name: value for name, value in each._asdict().items() if value} for each in findings]
    about = {"domain": domain, "records": found_records, "checked_at": clock.timestamp()}
    return {"sending_domain": {**about, **({"simulated": True} if is_simulated else {})}}


def show(item: Item, ctx: Context) -> SendingDomain | None:
    """What a connection says of its domain, once it was tried."""
    if (about := item.get("sending_domain")) is None:
        return None
    records = [_record(each, ctx.language) for each in about["records"]]
    return SendingDomain(**{**about, "records": records})


def _record(finding: dict[str, Any], language: str) -> DomainRecord:
    why = finding["why"]
    status = why if why in ("ok", "missing", "unknown") else "unknown" if why == "no_selector" else "wrong"
    common = Entry("integrations", f"sending_domain.{why}")
    own = Entry("integrations", f"sending_domain.{finding['name']}.{why}")
    fields = {name: value for name, value in finding.items() if name != "why"}
    return DomainRecord(**fields, status=status, message=(own if own.exists else common)[language])


def _spf(records: NameRecords, domain: str, *, is_google: bool) -> Finding:
    advised = f"v=spf1 {GOOGLE_SPF if is_google else 'a mx'} ~all"
    finding = Finding("spf", "TXT", domain, "ok", advised=advised)
    try:
        policies = [each for each in records.texts(domain) if each.lower().split()[:1] == ["v=spf1"]]
    except NotAnswered:
        return finding._replace(why="unknown")
    if len(policies) != 1:
        return finding._replace(why="several" if policies else "missing", value=_value(policies))
    words = policies[0].lower().split()
    if OPEN & set(words):
        return finding._replace(why="open", value=_value(policies))
    if is_google and GOOGLE_SPF not in words:
        return finding._replace(why="without_google", value=_value(policies))
    return finding._replace(value=_value(policies), advised="")


def _dkim(records: NameRecords, domain: str, selector: str | None) -> Finding:
    if selector is None:
        return Finding("dkim", "TXT", f"*._domainkey.{domain}", "no_selector")
    finding = Finding("dkim", "TXT", f"{selector}._domainkey.{domain}", "ok")
    try:
        texts = [each for each in records.texts(finding.host) if "p" in _tags(each)]
    except NotAnswered:
        return finding._replace(why="unknown")
    if not texts:
        return finding._replace(why="missing")
    return finding._replace(why="ok" if _tags(texts[0])["p"] else "revoked", value=_value(texts))


def _dmarc(records: NameRecords, domain: str, address: str) -> Finding:
    """The policy of the domain, or of the nearest one above that has one."""
    finding = Finding("dmarc", "TXT", f"_dmarc.{domain}", "missing", advised=f"v=DMARC1; p=none; rua=mailto:{address}")
    labels = domain.split(".")
    try:
        for first in range(max(1, len(labels) - 1)):
            host = f"_dmarc.{'.'.join(labels[first:])}"
            policies = [each for each in records.texts(host) if _tags(each).get("v", "").upper() == "DMARC1"]
            if policies:
                is_right = len(policies) == 1 and _tags(policies[0]).get("p", "").lower() in POLICIES
                of_host = finding._replace(host=host, value=_value(policies))
                return of_host._replace(why="ok", advised="") if is_right else of_host._replace(why="malformed")
    except NotAnswered:
        return finding._replace(why="unknown")
    return finding


def _return_path(records: NameRecords, domain: str) -> Finding:
    finding = Finding("return_path", "MX", domain, "ok")
    try:
        servers = records.mail_servers(domain)
    except NotAnswered:
        return finding._replace(why="unknown")
    if not servers:
        return finding._replace(why="missing")
    return finding._replace(value=_value(servers)) if servers[0] else finding._replace(why="no_mail")


def _tags(text: str) -> dict[str, str]:
    """The tags of a record, `name=value` between semicolons."""
    parts = (each.partition("=") for each in text[:LONGEST_VALUE].split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in parts}


def _value(texts: Sequence[str]) -> str:
    return "\n".join(texts)[:LONGEST_VALUE]
