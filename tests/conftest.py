"""Shared by all tests: no outbound connections, invented articles, hostile text."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")

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


@pytest.fixture(autouse=True)
def _no_outbound_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not ipaddress.ip_address(address[0]).is_loopback:
            raise AssertionError(f"an outbound connection to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("RAG_"):
            monkeypatch.delenv(name)


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


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of three short invented articles."""
    folder = tmp_path / "articles"
    write_articles(folder, ARTICLES)
    return folder


def write_articles(folder: Path, texts: dict[str, str]) -> None:
    for source, text in texts.items():
        path = folder / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")


@pytest.fixture
def open_library() -> Iterator[Callable[..., Library]]:
    """Opens libraries with the hash embedder, and closes them after the test."""
    opened: list[Library] = []

    def open_one(folder: Path, **settings: Any) -> Library:
        opened.append(Library(folder, Settings(**settings), HashEmbedder()))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()
