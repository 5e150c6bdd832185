"""Sign in by the password, and by the code of the second factor if the user has one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bivelio_core import audit
from bivelio_core.audit import Origin
from bivelio_core.context import Actor, Context
from bivelio_core.errors import ApiError, ResourceForbidden
from bivelio_core.store import keys
from bivelio_core.store.addresses import normalise_email
from bivelio_core.store.codec import Item
from bivelio_core.store.table import Table, TransactionFailed
from bivelio_core.store.writes import ConditionCheck, Update, UpdateWrite, all_of

from . import issue, known_devices, passwords, records, sessions
from .attempts import SignInAttempts
from .devices import Device, device_of
from .errors import InvalidCredentials, MfaRequired, WrongCode
from .models import Tokens
from .second_factor import challenges, proof
from .second_factor.proof import Proof

NOBODY = "usr_nobody"
"""The user that is looked up for an unknown address, so that it takes as many calls as a known one."""


def by_password(email: str, password: str, requested: str | None, ctx: Context) -> Tokens:
    """The tokens of a new session. Raises InvalidCredentials, MfaRequired, ResourceForbidden, TooManyAttempts."""
    table = ctx.store.table
    address = normalise_email(email)
    lock, caller = keys.email_lock(address), keys.organisation(ctx.organisation)
    attempts = SignInAttempts(address, ctx.source_ip)
    items = table.get_many([lock, caller, *attempts.keys()], consistent=True)
    is_platform = bool(items[caller].get("platform"))
    if requested not in (None, ctx.organisation) and not is_platform:
        raise ResourceForbidden
    locked_for = attempts.take(table, items)
    user = str(items[lock]["user"]) if lock in items else NOBODY
    account = _Account.of(table.query(keys.user(user).pk, consistent=True))
    wanted = requested or (None if is_platform else ctx.organisation)
    try:
        member = account.member(password, wanted)
        _check_organisation(table, member["organisation"], ctx)
    except ApiError:
        attempts.on_failure(table)
        _audit_failure(account, wanted, locked_for, ctx)
        raise
    if proof.is_enabled(account.about):
        raise _challenge(account, member, password, attempts, ctx, is_platform=is_platform)
    return _begin_session(account, member, password, attempts, ctx, is_platform=is_platform)


@dataclass(frozen=True, slots=True)
class _Account:
    """The account that signs in: the user (empty for an unknown one) and the memberships."""

    about: Item
    memberships: Mapping[str, Item]

    @classmethod
    def of(cls, partition: Sequence[Item]) -> "_Account":
        record = {item["SK"]: item for item in partition}
        members = {sk.removeprefix("ORG#"): item for sk, item in record.items() if sk.startswith("ORG#")}
        return cls(record.get("META", {}), members)

    def aimed_at(self, wanted: str | None) -> Item | None:
        """The requested membership, else the one used last, else the first."""
        if wanted is not None:
            return self.memberships.get(wanted)
        first = next(iter(self.memberships.values()), None)
        return self.memberships.get(self.about.get("last_organisation", ""), first)

    def member(self, password: str, wanted: str | None) -> Item:
        """The membership to sign in as. Raises InvalidCredentials for a wrong password, and where there is none."""
        member = self.aimed_at(wanted)
        if not passwords.matches(password, self.about.get("password")) or member is None:
            raise InvalidCredentials(details={"reason": "invalid_credentials"})
        return member


def _check_organisation(table: Table, chosen: str, ctx: Context) -> None:
    """Raise ResourceForbidden for an organisation that is not active, unless it is the caller's."""
    if chosen != ctx.organisation:
        organisation = table.get(keys.organisation(chosen))
        if organisation is None or organisation["status"] != "active":
            raise ResourceForbidden


def _begin_session(
    account: _Account, member: Item, password: str, attempts: SignInAttempts, ctx: Context, *, is_platform: bool
) -> Tokens:
    """The tokens of a new session. Raises TooManyAttempts or InvalidCredentials after a concurrent change."""
    user = account.about["id"]
    session = sessions.new(
        user,
        member["organisation"],
        ctx.tenant.environment,
        generation=records.generation(account.about),
        is_platform=is_platform,
    )
    device = device_of(ctx.user_agent)
    refresh_token, writes = sessions.start(session, ctx.source_ip, device)
    origin = Origin(Actor("user", user), ctx.request_id, ctx.source_ip)
    entry = audit.entry(session.organisation, "session.started", origin, session=session.id)
    account_change = _account_change(account.about, password, session.organisation, device)
    try:
        ctx.store.table.transact([*attempts.on_success(), account_change, *writes, entry])
    except TransactionFailed as failure:
        if 0 in failure.items:
            raise attempts.overtaken(failure.items[0]) from failure
        raise InvalidCredentials(details={"reason": "invalid_credentials"}) from failure
    known_devices.tell_if_new(account.about, device, session, ctx)
    return issue.tokens(session, member["role"], refresh_token, account.about)


def _challenge(
    account: _Account, member: Item, password: str, attempts: SignInAttempts, ctx: Context, *, is_platform: bool
) -> ApiError:
    """Write a challenge and return the error that asks for the code, or the error of a concurrent change."""
    about = account.about
    text, challenge_put = challenges.new(
        about["id"], member["organisation"], records.generation(about), ctx, is_platform=is_platform
    )
    rehashed = {"password": passwords.hash_password(password)} if passwords.is_outdated(about["password"]) else {}
    unchanged = records.same_generation(about)
    account_write = (
        UpdateWrite(keys.user(about["id"]), Update(set=rehashed), unchanged)
        if rehashed
        else ConditionCheck(keys.user(about["id"]), unchanged)
    )
    try:
        ctx.store.table.transact([*attempts.on_password(), account_write, challenge_put])
    except TransactionFailed as failure:
        if 0 in failure.items:
            return attempts.overtaken(failure.items[0])
        return InvalidCredentials(details={"reason": "invalid_credentials"})
    seconds = int(challenges.LIFETIME.total_seconds())
    return MfaRequired(details={"reason": "code_required", "challenge": text, "expires_in": seconds})


def by_code(text: str, code: str, ctx: Context) -> Tokens:
    """Return the tokens of a user who, after the password, sends the code. Raises WrongCode, TooManyAttempts."""
    table = ctx.store.table
    challenge = challenges.find(table, text, ctx)
    if challenge is None:
        raise WrongCode(details={"reason": "challenge_expired"})
    user = keys.user(challenge["user"])
    membership, owner = (
        keys.membership(challenge["user"], challenge["organisation"]),
        keys.organisation(challenge["organisation"]),
    )
    items = table.get_many([user, membership, owner], consistent=True)
    is_same = user in items and records.generation(items[user]) == challenge["generation"]
    if not is_same or membership not in items or not proof.is_enabled(items[user]):
        raise WrongCode(details={"reason": "challenge_expired"})
    attempts = SignInAttempts(normalise_email(items[user]["email"]), ctx.source_ip)
    proof.count(table, challenge["user"])
    proved = proof.prove(items[user], code)
    if proved is None:
        attempts.on_failure(table)
        entry = audit.entry(challenge["organisation"], "sign_in.failed", Origin.of(ctx), user=challenge["user"])
        table.put(entry.item)
        raise WrongCode(details={"reason": "wrong_code"})
    return _complete(challenge, text, items[user], items[membership], proved, attempts, ctx)


def _complete(
    challenge: Item, text: str, about: Item, member: Item, proved: Proof, attempts: SignInAttempts, ctx: Context
) -> Tokens:
    """The tokens of a new session; the challenge and the code are used up with it."""
    session = sessions.new(
        about["id"],
        challenge["organisation"],
        ctx.tenant.environment,
        generation=challenge["generation"],
        is_platform=challenge["is_platform"],
    )
    device = device_of(ctx.user_agent)
    refresh_token, writes = sessions.start(session, ctx.source_ip, device)
    used_last = {"last_organisation": session.organisation, **known_devices.change(about, device)}
    change = proved.change._replace(set={**proved.change.set, **used_last})
    origin = Origin(Actor("user", about["id"]), ctx.request_id, ctx.source_ip)
    try:
        ctx.store.table.transact(
            [
                challenges.answered(text),
                UpdateWrite(keys.user(about["id"]), change, all_of(proved.condition, records.same_generation(about))),
                proof.forgive(about["id"]),
                *attempts.on_code(),
                *writes,
                audit.entry(session.organisation, "session.started", origin, session=session.id),
            ]
        )
    except TransactionFailed as failure:
        raise WrongCode(details={"reason": "wrong_code"}) from failure
    known_devices.tell_if_new(about, device, session, ctx)
    return issue.tokens(session, member["role"], refresh_token, about)


def _audit_failure(account: _Account, wanted: str | None, locked_for: int, ctx: Context) -> None:
    """Write to the audit log that a sign-in failed, or that this failure locked the account, and for how many seconds.

    The entry goes to the log of the organisation that the user would have signed in to, else to the caller's.
    """
    member = account.aimed_at(wanted)
    organisation = ctx.organisation if member is None else member["organisation"]
    action: audit.Action = "sign_in.locked" if locked_for else "sign_in.failed"
    details = {"user": account.about.get("id"), "seconds": locked_for or None}
    ctx.store.table.put(audit.entry(organisation, action, Origin.of(ctx), **details).item)


def _account_change(about: Item, password: str, organisation: str, device: Device) -> UpdateWrite:
    """The change that a sign-in makes to the user: the organisation and device used last, a hash that is up to date.

    Its condition is the generation that was read, so a password that was changed meanwhile opens no session.
    """
    changes: dict[str, Any] = {"last_organisation": organisation, **known_devices.change(about, device)}
    if passwords.is_outdated(about["password"]):
        changes["password"] = passwords.hash_password(password)
    return UpdateWrite(keys.user(about["id"]), Update(set=changes), records.same_generation(about))
