"""What was found out of a connection at its service and its domain: models of the answer."""

from typing import Literal

from pydantic import Field

from bivelio_core.models import Response, Timestamp


class Reporting(Response):
    """Whether WhatsApp was told to report to the connection's `inbound_url`, and what remains to be done."""

    status: Literal["told", "by_hand", "refused"] = Field(
        description="`told`: Meta has accepted the URL. `by_hand`: enter it at Meta. `refused`: Meta did not accept it."
    )
    reason: str | None = Field(
        None,
        description="Why it was not told: `business_account_missing`, `url_too_long`, `interrupted`, "
        "`permission_missing`, `callback_rejected` or `provider_unavailable`.",
    )
    message: str = Field(description="What remains to be done, in your language.")
    provider_message: str | None = Field(None, description="What Meta says of it.")


class PhoneHistory(Response):
    """What the phone of a WhatsApp number has told of the time before it was connected."""

    status: Literal["asked", "receiving", "complete", "declined", "refused"] = Field(
        description="`asked`: Meta is about to send it. `receiving`, `complete`: it comes, or all was sent. "
        "`declined`: the owner of the phone does not share it. `refused`: Meta did not take the request."
    )
    percent: int | None = Field(None, description="How much of it Meta has sent, from 0 to 100.")
    message: str = Field(description="What that means, in your language.")
    provider_message: str | None = Field(None, description="What Meta says of it.")
    updated_at: Timestamp = Field(description="When that was noted.")


class DomainRecord(Response):
    """A record of the domain that mails come from, and whether it is as other servers want it."""

    name: Literal["spf", "dkim", "dmarc", "return_path"] = Field(description="What the record is for.")
    type: Literal["TXT", "MX"] = Field(description="The type of the record.")
    host: str = Field(description="The name that has it, or should have it.")
    status: Literal["ok", "missing", "wrong", "unknown"] = Field(
        description="`ok`, `missing`, `wrong`, or `unknown` when no name server answered, or without `dkim_selector`."
    )
    value: str | None = Field(None, description="What the name has now.")
    advised: str | None = Field(None, description="What it could have, where that is known.")
    message: str = Field(description="What to do, in your language.")


class SendingDomain(Response):
    """The domain that mails come from, as name servers told of it when the connection was last tried."""

    domain: str = Field(description="The domain of `from_address`.")
    records: list[DomainRecord] = Field(description="SPF, DKIM, DMARC, and where what cannot be delivered goes back.")
    simulated: bool | None = Field(None, description="True where no name server was asked: sandbox, local platform.")
    checked_at: Timestamp = Field(description="When they were asked.")
