"""Answers about who may come in: tokens, operators, sessions, and what the audit keeps of their acts."""

from typing import Annotated, Any

from msgspec import Meta

from lmsync.access.rights import Right, Role
from lmsync.api.answers import Answer
from lmsync.records import Kind
from lmsync.store.reading.rows import Time, literal

# Tokens


class TokenRow(Answer):
    """A token of a program, without its secret."""

    id: int
    name: str
    scopes: Annotated[list[Right], Meta(description="What it may do.")]
    connections: Annotated[list[str] | None, Meta(description="Slugs of those that it is limited to; null: all.")]
    kinds: Annotated[list[Kind] | None, Meta(description="Kinds of record that it is limited to; null: all.")]
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None
    last_used_at: Annotated[Time | None, Meta(description="To the minute.")]


class NewToken(TokenRow):
    token: Annotated[
        str, Meta(description="Shown only now.", examples=["lmsync_EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE00abcdef"])
    ]


class Tokens(Answer):
    tokens: list[TokenRow]


# Operators


class OperatorRow(Answer):
    """Somebody who may log in."""

    id: int
    login: str
    name: str
    role: Role
    state: literal("active", "disabled")  # type: ignore[valid-type]
    has_password: Annotated[bool, Meta(description="False until the one-time link was used.")]
    has_second_factor: bool
    created_at: Time
    last_login_at: Time | None


class OperatorWithLink(OperatorRow):
    link_token: Annotated[
        str,
        Meta(
            description="Shown only now, works once and for an hour: `POST /api/v1/auth/setup` with it sets the password.",
            examples=["EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0EXAMPLE0000"],
        ),
    ]


class Operators(Answer):
    operators: list[OperatorRow]


class OwnSession(Answer):
    """Who is logged in."""

    operator: OperatorRow
    expires_at: Annotated[Time, Meta(description="At the latest; after twelve hours without a request earlier.")]
    csrf_token: Annotated[str, Meta(description="Send it as `X-CSRF-Token` with every call other than GET.")]


class SecondFactorStarted(Answer):
    """For the app that shows the codes."""

    secret: Annotated[str, Meta(description="To type into the app.", examples=["EXAMPLEEXAMPLEEXAMPLEEXAMPLE2345"])]
    uri: Annotated[str, Meta(description="To open in the app.")]
    qr_svg: Annotated[str, Meta(description="To scan with the app: a QR code as SVG.")]


class RecoveryCodes(Answer):
    recovery_codes: Annotated[
        list[str],
        Meta(description="Shown only now. Each takes the place of a code once; keep them apart from the phone."),
    ]


class SecondFactorEnded(Answer):
    has_second_factor: bool


class LoginWays(Answer):
    """How people may come in, for the page that asks them."""

    single_sign_on: Annotated[bool, Meta(description="Whether `GET /auth/oidc/start` leads to the school's provider.")]
    first_owner: Annotated[
        bool, Meta(description="Nobody was let in yet: the link of the first owner needs a `login`.")
    ]


class LoggedOut(Answer):
    logged_out: bool


class SessionRow(Answer):
    """A session that holds."""

    id: int
    operator_id: int
    login: str
    created_at: Time
    last_used_at: Annotated[Time, Meta(description="To the minute.")]
    expires_at: Time
    address: str | None
    user_agent: str | None
    is_own: Annotated[bool, Meta(description="Whether it is the one that asks.")]


class Sessions(Answer):
    sessions: list[SessionRow]


class SessionEnded(Answer):
    id: int


# Audit


class ActRow(Answer):
    """An administrative act."""

    id: int
    at: Time
    actor: Annotated[str, Meta(description="Who acted.", examples=["token:1", "command line"])]
    address: Annotated[str | None, Meta(description="Where the request came from; null for the command line.")]
    action: Annotated[str, Meta(examples=["connection configured"])]
    subject: Annotated[str, Meta(description="What it was done to.", examples=["connection:school"])]
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class AuditPage(Answer):
    items: list[ActRow]
    next_cursor: str | None
