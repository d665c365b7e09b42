"""The endpoints as the tools of an MCP server, for a web server to mount or over standard input and output.

Gradio makes MCP servers too, but answers with Python's own notation in place of JSON, and calls itself over HTTP
without a login. So this one is made with the official package alone.
"""

from __future__ import annotations

import json
import logging
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import anyio
import anyio.to_thread
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.types import CallToolResult, TextContent, Tool, ToolAnnotations

from rag.errors import RagError
from rag.programs.endpoints import endpoints

if TYPE_CHECKING:
    from rag.library import Library
    from rag.programs.endpoint import Endpoint

_AT_ONCE = 8
_ABOUT = (
    "A folder of articles that answers questions with sentences quoted from them character for character, each with "
    "its source; it makes nothing up. Quote only what it gives, with the source it names. Where it does not know, it "
    'says so: status "not_found".'
)
# What the tools do: read, and nothing beyond the articles.
_NATURE = ToolAnnotations(readOnlyHint=True, openWorldHint=False)


def mcp_server(library: Library) -> Server[Any, Any]:
    """An MCP server whose tools are the endpoints: each result is one JSON object, as text and as structured content.

    What an endpoint refuses is a result of `isError` with the reason in words.
    """
    # What a client gets wrong is told to it; the terminal would show its words unchecked.
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    server: Server[Any, Any] = Server("rag", version("article-rag"), _ABOUT)
    tools = {endpoint.name: endpoint for endpoint in endpoints(library)}
    at_once = anyio.CapacityLimiter(_AT_ONCE)

    @server.list_tools()  # type: ignore[no-untyped-call, untyped-decorator]
    async def list_tools() -> list[Tool]:
        """All tools."""
        return [_tool(endpoint) for endpoint in tools.values()]

    # The endpoints check what they are given, and say what is wrong in better words.
    @server.call_tool(validate_input=False)  # type: ignore[untyped-decorator]
    async def call_tool(name: str, arguments: dict[str, Any]) -> CallToolResult:
        """What the tool gives; in a thread of its own, so that others are served meanwhile."""
        if name not in tools:
            return _result(f"There is no tool {name!r}. There are: {', '.join(tools)}.", is_error=True)
        try:
            call = partial(tools[name].call, arguments)
            value = await anyio.to_thread.run_sync(call, limiter=at_once)
        except RagError as error:
            return _result(str(error), is_error=True)
        text = json.dumps(value, ensure_ascii=False)
        return _result(text, structured=json.loads(text))

    return server


def http_sessions(library: Library) -> StreamableHTTPSessionManager:
    """The server over streamable HTTP: `run()` it once, and give it requests with `handle_request`.

    Every request stands for itself, so a restart of the server ends no session.
    """
    return StreamableHTTPSessionManager(mcp_server(library), json_response=True, stateless=True)


def serve_on_stdio(library: Library) -> None:
    """Serve one client over standard input and output until it closes them."""

    async def run() -> None:
        """Serve it."""
        server = mcp_server(library)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(run)


def _tool(endpoint: Endpoint) -> Tool:
    return Tool(name=endpoint.name, description=endpoint.about, inputSchema=endpoint.schema(), annotations=_NATURE)


def _result(text: str, structured: dict[str, Any] | None = None, *, is_error: bool = False) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=text)], structuredContent=structured, isError=is_error)
