import os
import shutil
from urllib.parse import urlsplit

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
def profile(tmp_path_factory):
    """A running Chromium with a profile on disk, which keeps the pages' scripts, compiled, from test to test. Where there is none the tests are skipped, but never in CI, where that would hide a fault."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    missing = pytest.fail if os.environ.get("CI") else pytest.skip
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if path is None:
        missing(f"none of {', '.join(_NAMES)} is installed")
    with sync_playwright() as playwright:
        profile = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"), executable_path=path, args=list(_FLAGS)
        )
        yield profile
        profile.close()


@pytest.fixture(scope="session")
def chromium(profile):
    """The running Chromium, for contexts that share nothing with any other."""
    return profile.browser


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """What the pages are about, unless a module has its own."""
    folder = tmp_path_factory.mktemp("Fjord papers")
    write_articles(folder, ARTICLES)
    with Library.open(folder, embedder=HashEmbedder()) as library:
        yield library


@pytest.fixture
def newcomer(profile):
    """The profile of someone who has been on none of the pages: all that is kept from test to test is the cache."""
    yield profile
    blank, *pages = profile.pages
    origins = {urlsplit(page.url)._replace(path="", query="", fragment="").geturl() for page in pages}
    for page in pages:
        page.close()
    devtools = profile.new_cdp_session(blank)
    for origin in origins:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    devtools.detach()
    profile.clear_cookies()


@pytest.fixture
def open_page(newcomer, chromium, address):
    """Opens a page as one more visitor, or once more as one of them; in the end, none had an error or asked another
    host for anything."""
    from playwright.sync_api import expect

    contexts, troubles = [], []

    def next_context():
        contexts.append(chromium.new_context() if contexts else newcomer)
        return contexts[-1]

    def open_one(width=1200, height=800, path="", visitor=None, scheme="light"):
        page = (visitor.context if visitor else next_context()).new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.on("request", lambda one: one.url.startswith((address, "data:", "blob:")) or troubles.append(one.url))
        page.on("console", lambda said: said.type in {"error", "warning"} and troubles.append(said.text))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        page.goto(f"{address}{path}")
        page.locator("#heading nav").wait_for()
        if not path:
            # The box waits for what the page brings when it is loaded, which would take the place of what is typed.
            expect(page.get_by_label("Your question")).to_be_enabled(timeout=30_000)
        return page

    yield open_one
    for context in contexts[1:]:
        context.close()
    assert [trouble for trouble in troubles if trouble != _WHEN_A_FILE_IS_SENT] == []
