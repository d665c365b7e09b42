"""Invented articles and hostile text, for all tests."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

if TYPE_CHECKING:
    from rag.library import Library

ROOT = Path(__file__).parent.parent

PIECES = [
    *(
        "Él llegó. ",
        "naïve café ",
        "日本語の文。次の文！",
        "你好世界。",
        "مرحبا بالعالم. ",
        "שלום עולם. ",
        "👩‍👩‍👧 smiled. ",
        "e\u0301 ",
    ),
    *("\r\n", "\n\n", "\r\n\r\n", "\n", "\t", " ", "\x00", "\ufeff", "\u2028", "\u00a0"),
    *(
        "“Quoted, he said. Twice.” ",
        "Dr. Roe paid $3.5m in the U.S. on Jan. 5. ",
        "No stop",
        "***",
        "…",
        "?!",
        "word " * 40,
    ),
]
hostile_text = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=40).map("".join)


ARTICLES = {
    "bridge.txt": (
        "The bridge at Orsa\n\n"
        "By Ada Nilsen\n\n"
        "The old bridge at Orsa was closed to traffic on 3 May 2021 after engineers found cracks in two pillars. "
        "Repairs cost 4.2 million crowns.\n\n"
        "Mayor Lena Falk said the town had waited ten years for the work. It reopened in November.\n"
    ),
    "sub/ferry.md": (
        "---\ntitle: A ferry for the islands\nauthor: Per Lund\ndate: 2022-02-11\n---\n\n"
        "# A ferry for the islands\n\n"
        "The electric ferry carries 120 passengers and 40 cars between Holm and Vik. "
        "It makes the crossing in 18 minutes.\n\n"
        "## Cost\n\n"
        "The county paid 96 million crowns for the vessel, a third more than planned.\n"
    ),
    "strike.txt": (
        "Dockers end their strike\n\n"
        "Dockers in Vik went back to work on Monday after nine days. The union won a raise of 6 percent.\n\n"
        "During the strike 14 ships waited outside the harbour, the port authority said.\n"
    ),
}


def write_articles(folder: Path, texts: dict[str, str]) -> None:
    for source, text in texts.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


COMMAND = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from rag.cli import main; main()"
"""The command as a shell starts it: where tests run in the background Ctrl-C would be ignored."""


def rag(*arguments: object, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the hash embedder; `given` is its standard input."""
    return subprocess.run(
        [sys.executable, "-c", COMMAND, *map(str, arguments)],
        input=given,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
        env={**os.environ, "RAG_MODEL": "hash", **environment},
    )


def run_apart(work: Coroutine[Any, Any, Any]) -> Any:
    """What the coroutine gives, run in a thread of its own: the browser's tests keep a loop running in the main one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@contextmanager
def served(library: Library, port: int = 0, **how: Any) -> Iterator[str]:
    """The address of the chat over a library, served in a thread; `how` is what `ChatServer` takes too."""
    from ui.server import ChatServer

    server = ChatServer(library, port=port, **how)
    announced = threading.Event()
    thread = threading.Thread(target=server.run, args=[lambda _: announced.set()])
    thread.start()
    assert announced.wait(30)
    try:
        yield server.address
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()
