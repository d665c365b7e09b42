"""Whose a conversation or a batch is: a person's who has logged in, else a browser's, by a token that it alone knows.

The token is a cookie, set when a page is first loaded, so that it comes with every event and no script can read it.
Folders are named by a hash of it, so that who reads their names cannot pass for their owners.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection

from rag.errors import UsageError

if TYPE_CHECKING:
    import gradio as gr
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_COOKIE = "rag-visitor"
_KEPT = "Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000"
_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_USER = "user:"
_FOLDER_LETTERS = 32


class VisitorCookie:
    """Middleware: a browser that has no token yet gets one with the first page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http" or _token_of(HTTPConnection(scope).cookies):
            await self._app(scope, receive, send)
            return

        async def send_with_token(message: Message) -> None:
            """The page, and with its head the cookie."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("set-cookie", f"{_COOKIE}={secrets.token_urlsafe(_BYTES)}; {_KEPT}")
            await send(message)

        await self._app(scope, receive, send_with_token)


def visitor(request: gr.Request | None) -> str:
    """Who is asking: the user who is logged in, else who has the token.

    Raises UsageError where there is neither: nobody may come to another's by sending what is no token.
    """
    username = getattr(request, "username", None)
    if username:
        return f"{_USER}{username}"
    token = _token_of(getattr(request, "cookies", None) or {})
    if not token:
        raise UsageError("This page does not know whose it is. Load it again, in a browser that keeps cookies.")
    return token


def visitor_folder(owner: str) -> str:
    """What the folder of a visitor's things is called: 32 hexadecimal digits of the SHA-256 of who they are."""
    return sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()[:_FOLDER_LETTERS]


def _token_of(cookies: Mapping[str, str]) -> str:
    """The token that a browser sent, empty where it sent none."""
    token = cookies.get(_COOKIE, "")
    return token if _TOKEN.fullmatch(token) else ""
