"""Whose a conversation or a batch is: a person's who has logged in, else a browser's, by a token that it alone knows.

The token is made on the server when a page is first loaded and kept in the browser's local storage. Folders are named
by a hash of it, so that who reads their names cannot pass for their owners.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256

import gradio as gr

from rag.errors import UsageError

_KEY = "rag-visitor"
_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)
_USER = "user:"
_FOLDER_LETTERS = 32


def visitor_token() -> gr.BrowserState:
    """The part of a page that keeps the visitor's token; give it `kept_token` when the page is loaded."""
    return gr.BrowserState("", storage_key=_KEY, secret=_KEY)


def kept_token(token: object) -> str:
    """The token that a browser has, or a new one where it has none."""
    return str(token) if _is_token(token) else secrets.token_urlsafe(_BYTES)


def visitor(request: gr.Request | None, token: object) -> str:
    """Who is asking: the user who is logged in, else who has the token.

    Raises UsageError where there is neither: nobody may come to another's by sending what is no token.
    """
    username = getattr(request, "username", None)
    if username:
        return f"{_USER}{username}"
    if not _is_token(token):
        raise UsageError("This page does not know whose it is. Load it again, in a browser that keeps a page's data.")
    return str(token)


def visitor_folder(owner: str) -> str:
    """What the folder of a visitor's things is called: 32 hexadecimal digits of the SHA-256 of who they are."""
    return sha256(owner.encode("utf-8", "surrogatepass")).hexdigest()[:_FOLDER_LETTERS]


def _is_token(token: object) -> bool:
    return isinstance(token, str) and bool(_TOKEN.fullmatch(token))
