"""The endpoints of the page's server: what programs can ask of a library, under the names they have everywhere."""

from __future__ import annotations

import json
import re
from functools import wraps
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api
from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse

from rag.errors import NothingFound, RagError, UsageError
from rag.programs import endpoints

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rag.library import Library
    from rag.programs import Endpoint

_REFUSALS = {UsageError: "Refused", NothingFound: "Not found"}
"""The titles of errors that are the caller's to mend."""

_FAILED = 500
_STATUSES = {"Refused": 422, "Not found": 404}
_KEPT = ("data", "session_hash")
"""What of a call's body goes on to Gradio, which would answer another endpoint for a fn_index."""

_CALL = re.compile(r"/gradio_api/(call/v2|call|run|api)/([^/]+)/?")
_PAGES_OWN = "predict"
"""The name under which the page calls what is behind its own buttons, each by its fn_index."""


def add_endpoints(library: Library) -> None:
    """Add every endpoint to the Blocks that are open; what one refuses is an error with the reason in words.

    To be called before there are other events, whose names would be taken first.
    """
    for endpoint in endpoints(library):
        api(_exposed(endpoint), api_name=endpoint.name, api_description=endpoint.described())


def _exposed(endpoint: Endpoint) -> Callable[..., dict[str, Any]]:
    names = [parameter.name for parameter in endpoint.parameters]

    @wraps(endpoint.function)  # for its signature, which Gradio describes
    def run(*given: object) -> dict[str, Any]:
        """What the endpoint gives."""
        try:
            return endpoint.call(dict(zip(names, given, strict=True)))
        except RagError as error:
            title = _REFUSALS.get(type(error), "Error")
            raise gr.Error(str(error), title=title, print_exception=False) from error

    return run


class PlainCalls:
    """Middleware: calls over plain HTTP may leave arguments out; wrong ones are refused in words.

    Gradio, which leaves that to its client, would fail, and print how.
    """

    def __init__(self, app: ASGIApp, library: Library) -> None:
        self._app = app
        self._endpoints = {endpoint.name: endpoint for endpoint in endpoints(library)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Complete or refuse the call of an endpoint, and pass on the rest."""
        called = _CALL.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        if called is None:
            await self._app(scope, receive, send)
            return
        way, name = called.groups()
        try:
            body = await Request(scope, receive).body()
            if name == _PAGES_OWN and _is_of_the_page(body):
                await self._app(scope, _replayed(body, receive), send)
                return
            body = _completed(self._endpoint(name), body, named=way == "call/v2")
        except ClientDisconnect:
            return
        except (NothingFound, UsageError) as error:
            status = _STATUSES[_REFUSALS[type(error)]]
            await JSONResponse({"error": str(error)}, status_code=status)(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        headers["content-type"], headers["content-length"] = "application/json", str(len(body))
        await self._app({**scope, "headers": headers.raw}, _replayed(body, receive), _told(send))

    def _endpoint(self, name: str) -> Endpoint:
        """The endpoint of that name. Raises NothingFound, where Gradio would fail."""
        if name not in self._endpoints:
            raise NothingFound(f"There is no endpoint {name!r:.80}. There are: {', '.join(self._endpoints)}.")
        return self._endpoints[name]


def _is_of_the_page(body: bytes) -> bool:
    try:
        called = json.loads(body)
    except (ValueError, RecursionError):
        return False
    return isinstance(called, dict) and isinstance(called.get("fn_index"), int)


def _completed(endpoint: Endpoint, body: bytes, *, named: bool) -> bytes:
    """The body of a call with all of the endpoint's arguments. Raises UsageError for one that is no call of it."""
    try:
        called = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise UsageError("The body of the call is not JSON. Send an object.") from error
    if not isinstance(called, dict):
        raise UsageError("The body of the call is not a JSON object. Send one.")
    if named:
        endpoint.check(called)
        return body
    data = called.get("data")
    if not isinstance(data, list) or len(data) > len(endpoint.parameters):
        names = ", ".join(parameter.name for parameter in endpoint.parameters)
        raise UsageError(f'The call needs "data", a list of the arguments in order: {names or "none, so []"}.')
    endpoint.check({one.name: value for one, value in zip(endpoint.parameters, data, strict=False)})
    left_out = [parameter.default for parameter in endpoint.parameters[len(data) :]]
    kept = {key: called[key] for key in _KEPT if key in called}
    return json.dumps(kept | {"data": [*data, *left_out]}).encode("ascii")


def _replayed(body: bytes, receive: Receive) -> Receive:
    """What gives the body as if it had not been read, and then whatever comes after."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        """The body, then what comes after it."""
        return messages.pop() if messages else await receive()

    return replay


def _told(send: Send) -> Send:
    """What sends a response on, but for one by which Gradio says that it failed where the caller was refused."""
    held: list[Message] = []

    async def told(message: Message) -> None:
        """Hold a failure until its body has come."""
        if message["type"] == "http.response.start" and message["status"] == _FAILED:
            held.append(message)
        elif not held or message["type"] != "http.response.body":
            await send(message)
        elif message.get("more_body"):
            held.append(message)
        else:
            start, *parts = *held, message
            body = b"".join(part.get("body", b"") for part in parts)
            for one in _refusal(body) or (start, *parts):
                await send(one)

    return told


def _refusal(body: bytes) -> list[Message]:
    """The response that tells of a refusal, if the body of Gradio's is one."""
    try:
        told = json.loads(body)
    except ValueError:
        return []
    title = told.get("title") if isinstance(told, dict) else None
    status = _STATUSES.get(title) if isinstance(title, str) else None
    if status is None:
        return []
    refused = JSONResponse({"error": told["error"]}, status_code=status)
    return [
        {"type": "http.response.start", "status": status, "headers": refused.raw_headers},
        {"type": "http.response.body", "body": refused.body},
    ]
