"""All pages over one library, as one Gradio application."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from ui.api import add_endpoints
from ui.articles.page import articles_page
from ui.asking.page import asking_page
from ui.batches.page import batch_page
from ui.checking.page import checking_page
from ui.frame import PAGES, library_name

if TYPE_CHECKING:
    from rag.library import Library

_AT_ONCE = 8
_LOOKS_AFTER = 0.02
"""Seconds after which Gradio looks again whether there is something to do: every millisecond, as it would, takes a
twelfth of a core while nobody asks."""

_BUILDERS = {"check": checking_page, "batch": batch_page}


def build_page(library: Library) -> gr.Blocks:
    """The pages over one library."""
    pages = gr.Blocks(title=f"{library_name(library)} – ask the articles", fill_width=True, analytics_enabled=False)
    with pages:
        add_endpoints(library)
        asking_page(library, pages)
    for words, path in PAGES:
        if path:
            with pages.route(words, path, show_in_navbar=False):
                if path == "articles":
                    articles_page(library, pages)
                else:
                    _BUILDERS[path](library)
    pages.queue(default_concurrency_limit=_AT_ONCE)
    pages._queue.sleep_when_free = pages._queue.progress_update_sleep_when_free = _LOOKS_AFTER  # noqa: SLF001
    return pages
