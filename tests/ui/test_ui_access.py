"""Who may use the server."""

import base64

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.routing import BaseRoute, Mount

from rag.embedding import HashEmbedder
from rag.errors import UsageError
from rag.library import Library
from rag.settings import Settings
from support import ARTICLES, rag, run_apart, served, write_articles
from ui.access import USERNAME, Access, Login, is_loopback
from ui.server import _CLOSED_PATHS, MCP_PATH, ChatServer, Serving, _application

_PASSWORDS = {"ada": "open: sesame", "bo": "ünlocked"}


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("guarded")
    write_articles(folder, ARTICLES)
    with Library(folder, Settings(), HashEmbedder()) as library:
        library.sync()
        yield library


@pytest.fixture(scope="module")
def guarded(library):
    with served(library, serving=Serving(Access(_PASSWORDS), mcp=True)) as address:
        yield address


def header(name, password):
    return {"authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


def get(url, **headers):
    return httpx.get(url, headers=headers, timeout=20, trust_env=False)


def paths(routes: list[BaseRoute], below: str = ""):
    for route in routes:
        if isinstance(route, Mount):
            yield from paths(route.routes, below + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps the routes of a router that it includes
            yield from paths(route.original_router.routes, below)
        else:
            yield from ((method, below + route.path) for method in route.methods)


def test_no_route_answers_without_the_login(library, guarded):
    application = _application(library, "127.0.0.1", Serving(Access(_PASSWORDS), mcp=True))
    known = sorted(set(paths(application.routes)))
    assert len(known) > 60
    assert {f"/{MCP_PATH}", "/gradio_api/queue/join", "/gradio_api/upload", "/config", "/"} <= {
        path for _, path in known
    }
    with httpx.Client(base_url=guarded, trust_env=False, timeout=20) as client:
        for method, path in [*known, ("GET", "/no/such/path"), ("OPTIONS", "/config")]:
            refused = client.request(method, path.replace("{", "").replace("}", "").replace(":path", ""))
            expected = 404 if path.startswith(_CLOSED_PATHS) else 401
            assert refused.status_code == expected, (method, path)


@pytest.mark.parametrize(("name", "password"), _PASSWORDS.items())
def test_a_user_gets_everything_and_is_known_by_name(guarded, name, password):
    from gradio_client import Client

    known = header(name, password)
    assert "<html" in get(guarded, **known).text
    assert get(f"{guarded}gradio_api/user", **known).json() == name
    client = Client(guarded, verbose=False, headers=known, httpx_kwargs={"trust_env": False})
    assert client.predict(api_name="/documents")["documents"]
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accepts = known | {"accept": "application/json, text/event-stream"}
    listed = httpx.post(f"{guarded}{MCP_PATH}", json=body, headers=accepts, trust_env=False)
    assert listed.json()["result"]["tools"]


def test_a_wrong_password_is_refused_and_not_told(guarded, capfd):
    for wrong in (header("ada", "guessed"), header("nobody", "open: sesame"), {"authorization": "Bearer open"}):
        refused = get(guarded, **wrong)
        assert refused.status_code == 401
        assert "Basic" in refused.headers["www-authenticate"]
    assert capfd.readouterr() == ("", "")
    assert "sesame" not in repr(Access(_PASSWORDS))


@given(st.text(), st.text())
def test_only_the_right_pair_is_let_in(name, password):
    asked = []

    async def inside(scope, receive, send):
        asked.append(scope[USERNAME])

    login = Login(inside, {"ada": "open: sesame"})
    login_header = b"Basic " + base64.b64encode(f"{name}:{password}".encode("utf-8", "replace"))
    assert run(login, login_header) is ((name, password) == ("ada", "open: sesame"))
    assert run(login, b"Basic " + base64.b64encode(b"ada:open: sesame")) is True
    assert asked[-1] == "ada"


@given(st.binary())
def test_no_header_breaks_the_login(header):
    async def inside(scope, receive, send):
        raise AssertionError(header)

    assert run(Login(inside, {"ada": "open: sesame"}), header) is False


def run(login, value):
    """Whether the request is let in."""
    from unittest.mock import patch

    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.disconnect"}

    async def no_wait(_):
        return

    with patch("ui.access.anyio.sleep", no_wait):
        run_apart(login({"type": "http", "headers": [(b"authorization", value)]}, receive, send))
    return not sent


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}, 200),
        ({"origin": "http://articles.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_pages_of_other_sites_may_link_here_and_do_nothing_else(guarded, headers, status):
    assert get(f"{guarded}config", **header("ada", "open: sesame"), **headers).status_code == status


@pytest.mark.parametrize(
    ("host", "is_local"),
    [
        *((host, True) for host in ("127.0.0.1", "127.8.9.1", "::1", "localhost")),
        *((host, False) for host in ("0.0.0.0", "", "::", "192.168.0.4", "news.example", "127.0.0.1.example")),  # noqa: S104
    ],
)
def test_a_host_that_others_reach_wants_to_know_who_may_come_in(host, is_local):
    assert is_loopback(host) is is_local
    Access(_PASSWORDS).check(host)
    Access(anyone=True).check(host)
    if is_local:
        Access().check(host)
    else:
        with pytest.raises(UsageError, match="--user NAME.*--no-auth"):
            Access().check(host)


def test_the_server_itself_insists(library):
    with pytest.raises(UsageError, match="--no-auth"):
        ChatServer(library, "0.0.0.0", 0)  # noqa: S104
    with served(library, host="0.0.0.0", serving=Serving(Access(anyone=True))) as address:  # noqa: S104
        assert get(address.replace("0.0.0.0", "127.0.0.1")).status_code == 200  # noqa: S104


@pytest.mark.parametrize(
    ("arguments", "given_input", "words"),
    [
        (["--host", "0.0.0.0"], "", "--user NAME"),  # noqa: S104
        (["--host", "0.0.0.0", "--user", "ada"], "", "no password for ada"),  # noqa: S104
        (["--user", "ada", "--user", "bo"], "hush-hush\n", "no password for bo"),
        (["--user", "ada", "--user", "ada"], "hush-hush\ntwo\n", "named twice"),
        (["--user", "a:b"], "hush-hush\n", "colon"),
        (["--user", "ada", "--no-auth"], "hush-hush\n", "exclude each other"),
    ],
)
def test_the_command_refuses_with_code_2(indexed, arguments, given_input, words):
    refused = rag("chat", indexed, "--no-browser", *arguments, given=given_input)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert words in refused.stderr
    assert "hush-hush" not in refused.stderr


def test_the_password_may_come_from_the_environment(indexed):
    secret = {"RAG_PASSWORD": "secret words"}
    refused = rag("chat", indexed, "--user", "ada", "--no-auth", **secret)
    assert "exclude each other" in refused.stderr
    assert "secret" not in refused.stderr
    assert rag("status", indexed, **secret).returncode == 0
