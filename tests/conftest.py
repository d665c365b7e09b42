"""Shared by all tests: no outbound connections, no settings from outside, a folder of articles."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from rag.embedding import HashEmbedder
from rag.library import Library
from rag.settings import Settings
from support import ARTICLES, rag, served, write_articles

settings.register_profile("quick", max_examples=60, deadline=None)
settings.load_profile("quick")


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


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder of three short invented articles."""
    folder = tmp_path / "articles"
    write_articles(folder, ARTICLES)
    return folder


@pytest.fixture
def indexed(articles: Path) -> Path:
    """The same folder with its index, by the hash embedder."""
    assert rag("index", articles).returncode == 0
    return articles


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


@pytest.fixture(scope="module")
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """One of the module's ARTICLES, or of the three, by the hash embedder; its own fixture of that name goes first."""
    folder = tmp_path_factory.mktemp("articles")
    write_articles(folder, getattr(request.module, "ARTICLES", ARTICLES))
    with Library.open(folder, Settings(), HashEmbedder()) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(library: Library) -> Iterator[str]:
    """Where the chat over the module's `library` is served, to programs too."""
    from ui.server import Serving

    with served(library, serving=Serving(mcp=True)) as address:
        yield address
