"""The page's server: this machine's own unless asked otherwise, and a page that can reach nothing but it."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import threading
import warnings
import webbrowser
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rag.errors import UsageError
from ui import SCRATCH
from ui.access import USERNAME, Access, Login, OwnPageOnly, is_loopback
from ui.api import PlainCalls
from ui.frame import stylesheet, theme, wording
from ui.page import build_page
from ui.visitors import VisitorCookie

if TYPE_CHECKING:
    from collections.abc import Callable

    from fastapi import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from rag.library import Library

_LOG = logging.getLogger(__name__)
_PORTS = range(7860, 7960)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_LOCAL = Access()
MCP_PATH = "gradio_api/mcp/"
"""Where the MCP server is, below the server's address: where Gradio's own would be."""

# Gradio's page is built of inline scripts and compiles its templates, hence the two 'unsafe'; but neither it nor a
# text that found a hole in the escaping can send anything anywhere else.
_POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data:; font-src 'self' data:; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'self'; base-uri 'self'"
)
# Gradio's own ways of fetching for a visitor and of keeping what they do: the pages have no use for them. Files go in
# and out through one folder of the index alone, which is deleted at the end.
_CLOSED_PATHS = tuple(f"/gradio_api/{name}" for name in ("proxy", "stream", "deep_link", "process_"))
_SCRATCH_NAME = "scratch"
_ASSETS = "/assets/"


@dataclass(frozen=True, slots=True)
class Serving:
    """How a library is served: who may come in, and whether it is an MCP server too."""

    access: Access = _LOCAL
    mcp: bool = False


def serve(
    library: Library,
    host: str = "127.0.0.1",
    port: int | None = None,
    serving: Serving = Serving(),
    *,
    open_browser: bool = False,
    announce: Callable[[str], None] = _LOG.info,
) -> None:
    """Serve the chat until Ctrl-C; `announce` gets its address as soon as that answers.

    Without `port`, the first free one from 7860 on. Raises UsageError for a host or port that cannot be had, and for a
    host that other machines reach where nothing says who may come in.
    """
    ChatServer(library, host, port, serving).run(announce, open_browser=open_browser)


class ChatServer:
    """The chat over one library at one address, which is taken on construction and served by `run`.

    Raises UsageError as `serve` does.
    """

    def __init__(
        self,
        library: Library,
        host: str = "127.0.0.1",
        port: int | None = None,
        serving: Serving = Serving(),
    ) -> None:
        self._socket = _listening(host, port)
        try:
            serving.access.check(host)
            self._scratch = _scratch(library)
            application = _application(library, host, serving)
        except BaseException:
            self._socket.close()
            raise
        self.address = _address(host, self._socket.getsockname()[1])
        self._server = _Server(application)

    def run(self, announce: Callable[[str], None], *, open_browser: bool = False) -> None:
        """Serve until Ctrl-C or `stop`; `announce` gets the address once it answers."""

        def ready() -> None:
            """Once it answers."""
            announce(self.address)
            if open_browser:  # Apart, for a browser in the terminal would hold up the server.
                threading.Thread(target=webbrowser.open, args=[self.address], daemon=True).start()

        self._server.when_ready = ready
        try:
            self._server.run(sockets=[self._socket])
        except KeyboardInterrupt:
            return
        finally:
            self._socket.close()
            for folder in (self._scratch, SCRATCH):
                shutil.rmtree(folder, ignore_errors=True)

    def stop(self) -> None:
        """End `run`, from whichever thread."""
        self._server.should_exit = True


class _Server(uvicorn.Server):
    """Uvicorn, saying when it answers, and not waiting for open tabs when it is to end."""

    def __init__(self, application: ASGIApp) -> None:
        super().__init__(uvicorn.Config(application, log_level="critical", timeout_graceful_shutdown=1))
        self.when_ready: Callable[[], None] = lambda: None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """See uvicorn.Server."""
        await super().startup(sockets)
        self.when_ready()


class _Seclusion:
    """Middleware: the page may reach nothing but this server, and of this server nothing it has no use for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(_CLOSED_PATHS):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
            return

        async def send_secluded(message: Message) -> None:
            """What the page may reach, told with the head of every answer."""
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = _POLICY
                headers["referrer-policy"] = "no-referrer"
                headers["x-content-type-options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, send_secluded)


class _KeptAssets:
    """Middleware: what Gradio's page is made of, in files named by what they hold, a browser need not ask for again."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(_ASSETS):
            await self._app(scope, receive, send)
            return

        async def send_to_be_kept(message: Message) -> None:
            """The file, and with its head how long it holds."""
            if message["type"] == "http.response.start" and message["status"] < HTTPStatus.BAD_REQUEST:
                MutableHeaders(scope=message)["cache-control"] = "private, max-age=31536000, immutable"
            await send(message)

        await self._app(scope, receive, send_to_be_kept)


def _application(library: Library, host: str, serving: Serving) -> FastAPI:
    application = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    # The one that is added last sees a request first.
    application.add_middleware(PlainCalls, library=library)
    application.add_middleware(_KeptAssets)
    application.add_middleware(OwnPageOnly)
    if serving.access.passwords:
        application.add_middleware(Login, passwords=serving.access.passwords)
    application.add_middleware(VisitorCookie)
    application.add_middleware(_Seclusion)
    if is_loopback(host):  # Else a page elsewhere could name itself 127.0.0.1 in the DNS and read the articles.
        application.add_middleware(TrustedHostMiddleware, allowed_hosts=[*_LOOPBACK, host])
    if serving.mcp:
        _mount_mcp(application, library)
    with warnings.catch_warnings():
        # That pages of several are not rendered on the server, which nobody has asked for.
        warnings.filterwarnings("ignore", message="SSR mode", category=UserWarning)
        _mount_pages(application, library, host, serving.access)
    return application


def _scratch(library: Library) -> Path:
    """Where files are while they go in or out: in the index, or where that cannot be written, among temporary files."""
    scratch = library.index / _SCRATCH_NAME if os.access(library.index, os.W_OK) else SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    os.environ["GRADIO_TEMP_DIR"] = str(scratch)  # Gradio has no other way to be told.
    return scratch


def _mount_mcp(application: FastAPI, library: Library) -> None:
    """Before the page, which answers for every path that is left."""
    from rag.programs.mcp_server import http_sessions

    sessions = http_sessions(library)

    class Sessions:
        """As an application, which `Route` takes an instance of for; a function it would give a Request."""

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await sessions.handle_request(scope, receive, send)

    for path in (f"/{MCP_PATH}", f"/{MCP_PATH}".rstrip("/")):
        application.router.routes.append(Route(path, Sessions(), methods=["GET", "POST", "DELETE"]))
    application.router.lifespan_context = lambda _: sessions.run()


def _mount_pages(application: FastAPI, library: Library, host: str, access: Access) -> None:
    def logged_in(request: Request) -> Any:  # noqa: ANN401 – Gradio takes what it is annotated with for a dependency
        """Who `Login` has let in."""
        return request.scope.get(USERNAME)

    gr.mount_gradio_app(
        application,
        build_page(library),
        path="/",
        server_name=host,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        max_file_size=library.settings.max_file_bytes,
        pwa=False,
        mcp_server=False,
        theme=theme(),
        css=stylesheet(),
        i18n=wording(),
        auth_dependency=logged_in if access.passwords else None,
    )


def _listening(host: str, port: int | None) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in [port] if port is not None else [*_PORTS, 0]:
        try:
            return socket.create_server((host, candidate), family=family)
        except (OSError, OverflowError) as error:
            refusal = error
    if port is None:
        raise UsageError(f"The chat cannot listen on {host}: {refusal}. Choose a host of this machine: 127.0.0.1.")
    raise UsageError(f"The chat cannot listen on {host}, port {port}: {refusal}. Choose another port, or none.")


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
