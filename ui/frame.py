"""What all pages share: their head with the ways to the others, and parts of HTML with a script of their own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gradio as gr
from gradio.context import Context

from rag.html_text import escaped
from rag.printing import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from gradio.components import Component

    from rag.library import Library

_HERE = Path(__file__).parent

_WORDING = {"upload_text.drop_file": "Drop here, or", "upload_text.click_to_upload": "choose from your files"}
_LANGUAGES = (
    *(
        "ar",
        "ca",
        "ckb",
        "de",
        "en",
        "es",
        "et",
        "eu",
        "fa",
        "fi",
        "fr",
        "he",
        "hi",
        "id",
        "ja",
        "ko",
        "lt",
        "nb",
        "nl",
    ),
    *("pl", "pt", "pt-BR", "ro", "ru", "sv", "ta", "th", "tr", "uk", "ur", "uz", "zh-CN", "zh-TW"),
)
"""Those that Gradio would say it in."""

PAGES = (("Ask", ""), ("Articles", "articles"), ("Check a draft", "check"), ("Many questions", "batch"))
"""Each page's name and its path."""


def library_name(library: Library) -> str:
    """What the folder of articles is called."""
    return library.folder.resolve().name or str(library.folder)


def heading_html(name: str, articles: int, here: str) -> str:
    """A page's head: whose articles these are, how many, and the ways to the other pages; `here` is its own path."""
    ways = "".join(
        f'<a href="./{path}"{" aria-current=page" if path == here else ""}>{escaped(words)}</a>'
        for words, path in PAGES
    )
    return (
        f'<header class="library"><h1 dir="auto">{escaped(name)}</h1><p>{counted(articles, "article")}</p>'
        f'<nav aria-label="Pages">{ways}</nav></header>'
    )


def heading(library: Library, here: str) -> gr.HTML:
    """The page's head, in the block that is open; it counts the articles anew whenever a browser loads the page."""

    def now() -> str:
        """The head as of now."""
        return heading_html(library_name(library), len(library.documents()), here)

    head = html_part("heading", now(), Path(__file__).with_name("frame.js"))
    when_loaded(now, head)
    return head


def html_part(name: str, value: str, script: Path | None = None) -> gr.HTML:
    """HTML that a page's events change, named so for CSS and tests.

    `script` runs once, with `element`, `props`, `watch` and `trigger` at hand (gr.HTML): `trigger("event", {…})` calls
    what `part.event(…)` was given, with a gr.EventData of those values.
    """
    code = script.read_text(encoding="utf-8") if script else None
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=code)


def when_loaded(do: Callable[..., object], output: Component | list[Component]) -> None:
    """Give a part, or several, what `do` makes of the request, whenever a browser has loaded the page being built."""
    pages = Context.root_block
    if pages is None:
        raise RuntimeError("No page is being built.")
    # Not through the queue: where someone presses a button meanwhile, Gradio may lose the second's answer.
    pages.load(do, None, output, show_progress="hidden", api_visibility="private", queue=False)


def stylesheet() -> str:
    """The CSS of all pages: what they share first."""
    own = sorted(path for path in _HERE.glob("*/*.css"))
    return "\n".join(path.read_text(encoding="utf-8") for path in (_HERE / "frame.css", *own))


def wording() -> gr.I18n:
    """What Gradio's own parts say, in the words of these pages; they are English in every browser."""
    return gr.I18n(**dict.fromkeys(_LANGUAGES, _WORDING))


def theme() -> gr.themes.Base:
    """Gradio's plainest theme with the fonts that the machine has: nothing is fetched."""
    return gr.themes.Base(
        font=["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"], font_mono=["ui-monospace", "monospace"]
    )
