"""The library as an MCP server, asked with the official client: over HTTP and over standard input and output."""

import json
import os
import signal
import subprocess
import sys

import httpx
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.programs import endpoints
from rag.settings import Settings
from support import ARTICLES, COMMAND, ROOT, run_apart, served, write_articles
from ui.server import MCP_PATH

_CALLS = [
    ("ask", {"question": "How many passengers does the electric ferry carry?"}),
    ("search", {"words": "dockers", "k": 2}),
    ("read", {"source": "bridge.txt"}),
    ("cite", {"words": "the ferry carries 40 cars"}),
    ("check", {"draft": "“It makes the crossing in 8 minutes.”"}),
    ("documents", {}),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("told")
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        yield library


def over_http(url, work):
    async def run():
        async with (
            httpx.AsyncClient(trust_env=False) as http,
            streamable_http_client(url, http_client=http) as (incoming, outgoing, _),
            ClientSession(incoming, outgoing) as session,
        ):
            return await session.initialize(), await work(session)

    return run_apart(run())


def over_stdio(folder, work):
    environment = {**os.environ, "RAG_MODEL": "hash", "PYTHONPATH": str(ROOT)}
    server = StdioServerParameters(command=sys.executable, args=["-c", COMMAND, "mcp", str(folder)], env=environment)

    async def run():
        async with stdio_client(server) as (incoming, outgoing), ClientSession(incoming, outgoing) as session:
            return await session.initialize(), await work(session)

    return run_apart(run())


async def everything(session):
    return (await session.list_tools()).tools, [await session.call_tool(*call) for call in _CALLS]


@pytest.mark.parametrize("way", ["HTTP", "HTTP without a slash", "standard streams"])
def test_its_tools_are_the_endpoints_and_answer_as_they_do(library, address, way):
    if way == "standard streams":
        begun, (tools, results) = over_stdio(library.folder, everything)
    else:
        url = f"{address}{MCP_PATH}"
        begun, (tools, results) = over_http(url if way == "HTTP" else url.rstrip("/"), everything)
    assert begun.serverInfo.name == "rag"
    assert begun.instructions
    named = {endpoint.name: endpoint for endpoint in endpoints(library)}
    assert [tool.name for tool in tools] == list(named)
    for tool in tools:
        assert (tool.description, tool.inputSchema) == (named[tool.name].about, named[tool.name].schema())
        assert tool.annotations.readOnlyHint
    for (name, arguments), result in zip(_CALLS, results, strict=True):
        expected = json.loads(json.dumps(named[name].call(arguments)))
        assert not result.isError
        assert result.structuredContent == expected
        assert json.loads(result.content[0].text) == expected


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("ask", {}, "needs question"),
        ("ask", {"question": 7}, "question is 7"),
        ("ask", {"question": "Why?", "x": 1}, "takes no 'x'"),
        ("read", {"source": "/etc/hostname"}, "no article"),
        ("\x1b[31mno such tool", {}, "no tool"),
    ],
)
def test_what_it_refuses_it_says_why(address, capfd, name, arguments, words):
    async def call(session):
        return await session.call_tool(name, arguments)

    _, result = over_http(f"{address}{MCP_PATH}", call)
    assert result.isError
    assert words in result.content[0].text
    assert capfd.readouterr() == ("", "")


def test_control_c_ends_the_one_on_standard_streams(library):
    begin = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    asked = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": begin}) + "\n"
    command = [sys.executable, "-c", COMMAND, "mcp", str(library.folder), "--quiet"]
    environment = {**os.environ, "RAG_MODEL": "hash"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        process.stdin.write(asked)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "rag"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == -signal.SIGINT
        assert process.stdout.read() == process.stderr.read() == ""


def test_there_is_none_unless_it_is_asked_for(library):
    with served(library) as address:
        assert httpx.post(f"{address}{MCP_PATH}", json={}, trust_env=False).status_code in (404, 405)


def test_a_page_of_another_site_cannot_ask(address):
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    headers = {"accept": "application/json, text/event-stream", "sec-fetch-site": "cross-site"}
    assert httpx.post(f"{address}{MCP_PATH}", json=body, headers=headers, trust_env=False).status_code == 403
