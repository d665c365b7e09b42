"""Invented articles and hostile text, for all tests."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import chdir, contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

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


def rag(*arguments: object, given: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """The command with the hash embedder, in this process, which has imported already what it needs; `given` is its
    standard input.

    `rag_apart` gives the same in a process of its own, a second or two later.
    """
    from rag.cli import main

    said, told = (TextIOWrapper(BytesIO(), write_through=True) for _ in range(2))
    with (
        patch.dict(os.environ, {"RAG_MODEL": "hash", **environment}),
        patch.multiple(sys, argv=["rag", *map(str, arguments)], stdin=TextIOWrapper(BytesIO(given.encode()), "utf-8")),
        patch.multiple(sys, stdout=said, stderr=told),
        chdir(ROOT),
    ):
        code = _code_of(main)
    printed, notes = (stream.buffer.getvalue().decode("utf-8").replace("\r\n", "\n") for stream in (said, told))
    return subprocess.CompletedProcess(sys.argv, code, printed, notes)


def _code_of(main: Callable[[], None]) -> int:
    """The exit code of a process whose program this is."""
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:
        traceback.print_exc()
        return 1
    return 0


def rag_apart(*arguments: object, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, with the hash embedder; `given` is its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "rag", *map(str, arguments)],
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
