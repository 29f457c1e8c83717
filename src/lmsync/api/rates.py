"""Behind the door, before anything is worked out: does this caller ask too often, or this address with wrong tokens?"""

from lmsync.access.caller import Caller
from lmsync.access.request_limits import RequestLimits
from lmsync.api.door import CALLER, App, Receive, Refuse, Scope, Send
from lmsync.errors import TooManyRequests


def with_rates(app: App, limits: RequestLimits, refuse: Refuse) -> App:
    """Remembered answers count too. What the door lets everybody ask does not, nor does a request without a token."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if CALLER in scope:
            caller: Caller | None = scope[CALLER]
            try:
                if caller is not None:
                    await limits.count_request(caller.actor.name)
                elif any(name == b"authorization" for name, _ in scope["headers"]):
                    client = scope.get("client")
                    await limits.count_wrong_token(client[0] if client else None)
            except TooManyRequests as too_many:
                await refuse(too_many, scope, receive, send)
                return
        await app(scope, receive, send)

    return wrapped
