"""The commands that serve a library: to people in a browser, and to programs."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import partial, wraps
from typing import TYPE_CHECKING

import click

from rag.commands.common import Common, common, open_library, reranked, sync
from rag.errors import UsageError

if TYPE_CHECKING:
    from ui.access import Access

_PASSWORD = "RAG_PASSWORD"  # noqa: S105 – the variable's name

_FIRST_FREE = "the first free one from 7860"


def for_users(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say who may come in, as its argument `access`."""

    @wraps(command)
    def run(*given: object, users: tuple[str, ...], no_auth: bool, **own: object) -> None:
        """Gather them, and run this command."""
        from ui.access import Access

        command(*given, access=Access(_passwords(users), anyone=no_auth), **own)

    helped = f"Let only this user in; may be repeated. The password is asked for; or {_PASSWORD}, or standard input."
    for option in (
        click.option("--no-auth", is_flag=True, help="Let in whoever reaches the host."),
        click.option("--user", "users", metavar="NAME", multiple=True, help=helped),
    ):
        run = option(run)
    return run


@click.command()
@common
@reranked
@click.option("--host", default="127.0.0.1", show_default=True, help="The host to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), help="The port.", show_default=_FIRST_FREE)
@for_users
@click.option("--mcp", is_flag=True, help="Serve programs over MCP too.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def chat(given: Common, *, host: str, port: int | None, access: Access, mcp: bool, no_browser: bool) -> None:
    """Bring the index up to date and open the web chat on 127.0.0.1."""
    access.check(host)  # before gradio is imported, which takes seconds
    from ui import serve
    from ui.server import Serving

    with open_library(given) as library:
        sync(library, given)
        library.warm_up()
        announce = partial(_announce, mcp=mcp)
        serve(library, host, port, Serving(access, mcp), open_browser=not no_browser, announce=announce)


@click.command(short_help="Serve one program over MCP on standard input and output.")
@common
@reranked
def mcp(given: Common) -> None:
    """Serve one program over MCP on standard input and output, which is how most programs start such a server."""
    from rag.programs.mcp_server import serve_on_stdio

    with open_library(given) as library:
        sync(library, given)
        library.warm_up()
        # Python would wait for standard input to end before it heeds Ctrl-C; and there is nothing left to write.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        serve_on_stdio(library)


def _announce(address: str, *, mcp: bool) -> None:
    from ui.server import MCP_PATH

    if mcp:
        click.echo(f"Its MCP server is at {address}{MCP_PATH}", err=True)
    click.echo(f"The chat is at {address} – Ctrl-C ends it.", err=True)


def _passwords(users: tuple[str, ...]) -> dict[str, str]:
    """The users' passwords: from the environment for one alone, from the terminal, else a line each in their order."""
    from ui.access import check_user

    for user in users:
        check_user(user)
    if len(set(users)) < len(users):
        raise UsageError(f"A user is named twice: {', '.join(users)}. Name each once.")
    if len(users) == 1 and os.environ.get(_PASSWORD):
        return {users[0]: os.environ[_PASSWORD]}
    if sys.stdin.isatty():
        return {user: _asked(user) for user in users}
    return {user: _line_for(user) for user in users}


def _asked(user: str) -> str:
    return str(click.prompt(f"Password for {user}", hide_input=True, confirmation_prompt="Once more", err=True))


def _line_for(user: str) -> str:
    password = sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise UsageError(
            f"There is no password for {user}. Start it on a terminal, which asks for it; or set {_PASSWORD} for one "
            "user; or give standard input a line for each, in the order of --user."
        )
    return password


COMMANDS: list[click.Command] = [chat, mcp]
"""What `rag.cli` adds to `rag`."""
