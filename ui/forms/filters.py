"""The filter bar beside questions: which articles are asked. Folded away at first; what is in force always shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from rag.errors import RagError
from rag.filters import filter_of, left_out
from rag.html_text import escaped, isolated
from rag.printing import counted
from ui.text import alert_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gradio.components import Component

    from rag.library import Library
    from rag.values import DocumentInfo, Filter

_DATE = "2023, 2023-07 or 2023-07-21"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the bar says: the filter, None for all articles; what it comes to, as HTML; why it cannot be used."""

    within: Filter | None
    html: str = ""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class FilterBar:
    """The bar's parts: `fields` in the order of `read_filter`, and `told`, which `tell` gives the values of.

    `choices` are the files and folders, and the authors, that a browser gets with the page.
    """

    fields: list[Component]
    told: list[Component]
    choices: tuple[list[str], list[str]]

    def offered(self, library: Library) -> dict[Component, Any]:
        """What the first two fields offer now."""
        return {field: gr.update(choices=some) for field, some in zip(self.fields, _choices(library), strict=False)}

    def offered_on_arrival(self, library: Library) -> dict[Component, Any]:
        """The same for a page just loaded: nothing where it has them, for that would take away what is being typed."""
        return {} if _choices(library) == self.choices else self.offered(library)


def filter_bar(library: Library) -> FilterBar:
    """The bar with its events, in the block that is open. Its choices are those of the articles there are now."""
    files, names = offers = _choices(library)
    with gr.Accordion("Filter articles", open=False, elem_id="filter"):
        sources = _many("Files and folders", files, "A file, a folder, or a pattern such as *.pdf")
        authors = _many("Authors", names, "A name, or a part of one")
        since = gr.Textbox(label="Since date", placeholder=_DATE, max_lines=1)
        until = gr.Textbox(label="Until date", placeholder=_DATE, max_lines=1)
    with gr.Row(elem_id="filter-told"):
        script = (Path(__file__).parent / "filters.js").read_text(encoding="utf-8")
        told = gr.HTML(_told_html(""), elem_id="asked-of", apply_default_css=False, js_on_load=script)
        clear = gr.Button("Ask all articles", elem_id="clear-filter", visible=False)
    bar = FilterBar([sources, authors, since, until], [told, clear], offers)

    def follow(*values: object) -> tuple[Any, ...]:
        """What the fields come to now."""
        return tell(read_filter(library, *values))

    # Not through the queue: leaving a field by asking sets off two events at once, and Gradio may then lose the
    # second's answer.
    quietly: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
    changes = [sources.change, authors.change, since.blur, since.submit, until.blur, until.submit]
    gr.on(changes, follow, bar.fields, bar.told, trigger_mode="always_last", **quietly)
    clear.click(lambda: ([], [], "", "", *tell(Chosen(None))), None, [*bar.fields, *bar.told], **quietly)
    return bar


def _choices(library: Library) -> tuple[list[str], list[str]]:
    """The files and folders, and the authors, that there are now."""
    documents = library.documents()
    return _paths(documents), sorted({document.author for document in documents if document.author})


def filter_html(within: Filter) -> str:
    """A filter in words: source 2023/* or *.pdf, author Ada Nilsen, since 2022-12."""
    sources, authors = (" or ".join(map(isolated, values)) for values in (within.sources, within.authors))
    parts = (("source", sources), ("author", authors))
    dates = (("since", escaped(within.since or "")), ("until", escaped(within.until or "")))
    return ", ".join(f"{part} {value}" for part, value in (*parts, *dates) if value)


def read_filter(library: Library, *values: object) -> Chosen:
    """What the four fields say: sources, authors, since and until, as they come from the page."""
    within = filter_of(*values)
    if within is None:
        return Chosen(None)
    try:
        admitted = library.admitted(within)
    except RagError as error:
        return Chosen(within, alert_html(str(error)), str(error))
    notes = "".join(f' <span class="left-out">{escaped(note)}</span>' for note in left_out(admitted))
    asked = f"Asking {len(admitted.sources):,} of {counted(admitted.of, 'article')}: {filter_html(within)}."
    return Chosen(within, f"<p>{asked}{notes}</p>")


def tell(chosen: Chosen) -> tuple[Any, ...]:
    """The values of the bar's `told`: the line that says what is asked, and whether it can be cleared."""
    return _told_html(chosen.html), gr.update(visible=chosen.within is not None)


def _told_html(html: str) -> str:
    return f'<div class="asked-of" role="status">{html}</div>'


def _many(label: str, choices: Iterable[str], info: str) -> gr.Dropdown:
    return gr.Dropdown(list(choices), value=[], label=label, info=info, multiselect=True, allow_custom_value=True)


def _paths(documents: Sequence[DocumentInfo]) -> list[str]:
    """The folders, each with a slash at its end, then the files."""
    folders: set[str] = set()
    for document in documents:
        names = document.source.split("/")[:-1]
        folders |= {"/".join(names[:end]) + "/" for end in range(1, len(names) + 1)}
    return [*sorted(folders), *(document.source for document in documents)]
