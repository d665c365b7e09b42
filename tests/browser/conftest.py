import os
import shutil

import pytest

from rag.embedding import HashEmbedder
from rag.library import Library
from support import ARTICLES, write_articles

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)

_WHEN_A_FILE_IS_SENT = "Method not implemented."  # Gradio's own warning, of a thing that no page asks for


@pytest.fixture(scope="session")
def chromium():
    """A running Chromium. Where there is none the tests are skipped, but never in CI, where that would hide a fault."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    missing = pytest.fail if os.environ.get("CI") else pytest.skip
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if path is None:
        missing(f"none of {', '.join(_NAMES)} is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """What the pages are about, unless a module has its own."""
    folder = tmp_path_factory.mktemp("Fjord papers")
    write_articles(folder, ARTICLES)
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


@pytest.fixture
def open_page(chromium, address):
    """Opens a page as one more visitor, or once more as one of them; in the end, none had an error or asked another
    host for anything."""
    contexts, troubles = [], []

    def open_one(width=1200, height=800, path="", visitor=None, scheme="light"):
        if visitor is None:
            contexts.append(chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme))
        page = (visitor.context if visitor else contexts[-1]).new_page()
        page.on("request", lambda one: one.url.startswith((address, "data:", "blob:")) or troubles.append(one.url))
        page.on("console", lambda said: said.type in {"error", "warning"} and troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.goto(f"{address}{path}")
        page.locator("#heading nav").wait_for()
        if not path:
            page.get_by_label("Your question").wait_for()
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [trouble for trouble in troubles if trouble != _WHEN_A_FILE_IS_SENT] == []
