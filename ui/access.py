"""Who may use the server: this machine alone, named people with their passwords, or, if that is said, anyone.

The login is HTTP's own (Basic, RFC 7617): browsers, curl and clients of every kind know it, and it stands before all
that the server has, whatever the page's framework adds to it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.websockets import WebSocketClose

from rag.errors import UsageError

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

USERNAME = "rag.username"
"""Under which key of a request's scope the name of who is logged in stands."""

_AFTER_A_WRONG_PASSWORD = 1.0
_CHALLENGE = {"www-authenticate": 'Basic realm="rag", charset="UTF-8"'}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may come in: those of `passwords`, by their names; where there are none, whoever reaches the server.

    `anyone` says that this is meant where other machines reach it.
    """

    passwords: Mapping[str, str] = field(default_factory=dict, repr=False)
    anyone: bool = False

    def check(self, host: str) -> None:
        """Raises UsageError where a server on that host would be open unawares, or nobody could log in."""
        if self.passwords and self.anyone:
            raise UsageError("Users and no login exclude each other. Give --user or --no-auth.")
        for name, password in self.passwords.items():
            check_user(name)
            if not password:
                raise UsageError(f"The password of {name} is empty. Give one.")
        if not self.passwords and not self.anyone and not is_loopback(host):
            raise UsageError(
                f"Other machines may reach {host or 'every address of this one'}. Say who may come in: --user NAME, "
                "whose password is asked for; or let in whoever reaches it: --no-auth."
            )


def check_user(name: str) -> str:
    """The user's name. Raises UsageError for one that the login cannot carry."""
    if not name.strip() or ":" in name or not name.isprintable():
        raise UsageError(f"The user's name is {name!r}; it must have letters, and no colon.")
    return name


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that host."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Login:
    """Middleware: nothing answers without a name and its password."""

    def __init__(self, app: ASGIApp, passwords: Mapping[str, str]) -> None:
        self._app = app
        self._digests = {name: _digest(password) for name, password in passwords.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes with a name and its password, and refuse the rest."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = _credentials(Headers(scope=scope).get("authorization", ""))
        # A name that is not known takes as long as one that is.
        known = self._digests.get(given[0], b"") if given else b""
        if given and hmac.compare_digest(_digest(given[1]), known):
            await self._app({**scope, USERNAME: given[0]}, receive, send)
            return
        if given:
            await anyio.sleep(_AFTER_A_WRONG_PASSWORD)
        await _refuse(scope, receive, send, PlainTextResponse("Log in.", status_code=401, headers=_CHALLENGE))


class OwnPageOnly:
    """Middleware: of pages in browsers, only the server's own may use it; a link elsewhere may still lead to it.

    Else a page of another site could ask, in the name of whoever looks at it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what does not come from another page, and refuse the rest."""
        if scope["type"] in ("http", "websocket") and _is_of_another_page(Headers(scope=scope), scope.get("method")):
            refusal = PlainTextResponse("Only the page of this server may use it.", status_code=403)
            await _refuse(scope, receive, send, refusal)
            return
        await self._app(scope, receive, send)


def _is_of_another_page(headers: Headers, method: str | None) -> bool:
    """As the browser says; those that say it over HTTPS and on the loopback alone tell the origin elsewhere."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        follows_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
        return site not in ("same-origin", "none") and not follows_link
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower()


async def _refuse(scope: Scope, receive: Receive, send: Send, refusal: Response) -> None:
    if scope["type"] == "websocket":
        await WebSocketClose(code=1008)(scope, receive, send)
    else:
        await refusal(scope, receive, send)


def _credentials(authorization: str) -> tuple[str, str] | None:
    """Name and password of the header's value; None where it has none."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def _digest(password: str) -> bytes:
    """Of one length, so that comparing tells nothing of the password's."""
    return hashlib.sha256(password.encode("utf-8")).digest()
