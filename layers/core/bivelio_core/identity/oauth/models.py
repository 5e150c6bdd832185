"""What an app asks a person for, and the answer: the models of the request and the response."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bivelio_core.models import NOT_NULL, NullableResponse, Request

from .asking import LONGEST_QUERY


class AuthorizeApp(Request):
    """The request of an app, and what you decide about it; without a decision it is only shown."""

    query: Annotated[str | None, Field(min_length=1, max_length=LONGEST_QUERY), NOT_NULL] = Field(
        None, description="The query with which the app has opened the page of its authorization request."
    )
    user_code: Annotated[str | None, Field(min_length=1, max_length=20), NOT_NULL] = Field(
        None, description="Instead of `query`: the code that a program without a browser shows."
    )
    decision: Annotated[Literal["allow", "refuse"] | None, NOT_NULL] = Field(
        None, description="What you decide; nothing is decided without it."
    )
    access: Literal["read", "write"] = Field(
        "read", description="Whether the app may also change things, as far as it has asked for that."
    )
    days: Literal[1, 30, 90, 365] = Field(90, description="For how many days the app may act for you.")


class AppRequest(NullableResponse):
    """What an app asks for. `redirect_to` is where the browser goes once it is decided."""

    nullable: ClassVar[frozenset[str]] = frozenset({"app_host", "redirect_host", "redirect_to"})

    app_name: str = Field(description="What the app calls itself.")
    app_host: str | None = Field(None, description="The host that vouches for it; null if the app registered itself.")
    redirect_host: str | None = Field(
        None, description="The host that the answer goes to; null for a program that shows a code."
    )
    is_local: bool = Field(description="Whether the answer goes to a program on your own computer.")
    asked_from: str | None = Field(
        None, description="The address of the network from which a program asks that shows a code; absent for others."
    )
    is_same_network: bool | None = Field(
        None, description="Whether that is the network that you ask from; absent for apps that show no code."
    )
    organisation: str = Field(description="The name of the organisation that it would act in.")
    environment: Literal["live", "sandbox"] = Field(description="Where it would act.")
    resource: Literal["api", "mcp", "mcp_readonly"] = Field(description="What its tokens would be good at.")
    scopes: list[str] = Field(description="The scopes that it would have with `access: write`, at most your own.")
    redirect_to: str | None = Field(None, description="Where the browser goes next; null while nothing is decided.")
