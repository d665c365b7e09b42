"""The page of articles: which event changes which of its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr

from ui.articles.events import ArticlesEvents
from ui.articles.parts import lay_out

if TYPE_CHECKING:
    from rag.library import Library

_QUIETLY: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE: dict[str, Any] = {"queue": False, **_QUIETLY}


def articles_page(library: Library, pages: gr.Blocks) -> None:
    """The page's parts and events, in the block that is open."""
    parts = lay_out(library)
    events = ArticlesEvents(library, parts)
    looked_at = [parts.view, parts.search]
    seen = [parts.heading, parts.stale, parts.table, parts.removed]
    viewed = [parts.heading, parts.table, parts.removed, parts.view]
    gr.on([pages.load, parts.timer.tick], events.look, looked_at, seen, **_AT_ONCE)
    # Not `input`, which Gradio sets off with keys that write a letter: neither with what is pasted nor with Backspace.
    parts.search.change(events.search, looked_at, viewed, trigger_mode="always_last", **_AT_ONCE)
    parts.table.sort_by(events.sort_by, looked_at, viewed, **_AT_ONCE)
    parts.table.show_more(events.show_more, looked_at, viewed, **_AT_ONCE)

    changed = [*seen, parts.told, parts.box, parts.correction]
    # As they were sent, for what Gradio makes of them has lost the person's own names of the files.
    parts.box.upload(events.add, [parts.box, *looked_at], changed, preprocess=False, **_QUIETLY)
    parts.stale.bring_up_to_date(events.bring_up_to_date, looked_at, changed, **_QUIETLY)
    parts.table.remove_article(events.remove_article, looked_at, changed, **_QUIETLY)
    for part in (parts.told, parts.removed):
        part.put_back(events.put_back, looked_at, changed, **_QUIETLY)
    parts.table.open_correction(events.open_correction, None, [parts.correction, parts.told], **_AT_ONCE)
    parts.correction.save_correction(events.save_correction, looked_at, changed, **_AT_ONCE)
    parts.correction.as_the_article_says(events.as_the_article_says, looked_at, changed, **_AT_ONCE)
