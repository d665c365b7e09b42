"""What each event of the page of articles is given, and which parts it changes.

Gradio looks at the annotations to see who wants the event's data, so all they name is imported for real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr  # noqa: TC002 – Gradio reads the annotations

from rag.corrections import Correction
from rag.errors import RagError, UsageError
from rag.html_text import escaped, isolated
from ui.articles.rows import ROWS_AT_ONCE, View, found, read_rows
from ui.articles.table import FIELDS, correction_html, in_one_line, put_back_button, removed_html, table_html
from ui.brought import text_of
from ui.forms.uploads import sent_file
from ui.frame import heading_html, library_name
from ui.text import problem_html
from ui.upkeep import bringing_up_to_date, stale_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.library import Library
    from ui.articles.parts import Parts

Updates = dict[Any, Any]


class ArticlesEvents:
    """The page's events, over its parts. What an event brings may be anything that a request can hold."""

    def __init__(self, library: Library, parts: Parts) -> None:
        self._library = library
        self._parts = parts

    # Looking

    def look(self, view: View, search: str) -> Updates:
        """Everything as it is now: when the page is loaded, and every few seconds after."""
        return self._table(view, search) | {self._parts.stale: stale_html(self._library)}

    def search(self, view: View, search: str) -> Updates:
        """The rows that hold what is looked for, from the first."""
        return self._viewed(replace(view, most=ROWS_AT_ONCE), search)

    def sort_by(self, event: gr.EventData, view: View, search: str) -> Updates:
        """Sorted by another column, or the other way round."""
        return self._viewed(view.sorted_by(text_of(event, "column")), search)

    def show_more(self, view: View, search: str) -> Updates:
        """More rows."""
        return self._viewed(replace(view, most=view.most + ROWS_AT_ONCE), search)

    # Changing what there is

    def bring_up_to_date(self, view: View, search: str) -> Iterator[Updates]:
        """The index brought up to date with the folder."""
        yield from self._synced(view, search)

    def add(self, sent: object, view: View, search: str) -> Iterator[Updates]:
        """Files that were dropped, each an article now or refused with the reason."""
        files = sent if isinstance(sent, list) else [sent]
        added, refused = 0, []
        yield {self._parts.told: f"<p>Reading {len(files):,} …</p>", self._parts.box: None}
        for file in files:
            try:
                with sent_file(file, Path(self._parts.box.GRADIO_CACHE)) as (path, name):
                    self._library.add(path, name)
                added += 1
            except RagError as error:
                refused.append(str(error))
        told = _refused_html(refused)
        if added:
            yield from self._synced(view, search, told)
        else:
            yield self.look(view, search) | {self._parts.told: told}

    def remove_article(self, event: gr.EventData, view: View, search: str) -> Iterator[Updates]:
        """An article out of the folder and the index, with the way back."""
        try:
            removed = self._library.remove(text_of(event, "source"))
        except RagError as error:
            yield self.look(view, search) | {self._parts.told: problem_html(error)}
            return
        undo = f"<p>Removed: {isolated(removed.source)}. {put_back_button(removed)}</p>"
        yield from self._synced(view, search, undo)

    def put_back(self, event: gr.EventData, view: View, search: str) -> Iterator[Updates]:
        """An article that was removed, where it was."""
        try:
            source = self._library.put_back(text_of(event, "key"))
        except RagError as error:
            yield self.look(view, search) | {self._parts.told: problem_html(error)}
            return
        yield from self._synced(view, search, f"<p>Put back: {isolated(source)}.</p>")

    def _synced(self, view: View, search: str, told: str = "") -> Iterator[Updates]:
        """The index brought up to date: how far it is, then what came of it after what is `told`."""
        news = ""
        for news in bringing_up_to_date(self._library):
            yield {self._parts.told: told + news}
        yield self.look(view, search) | {self._parts.told: told + news}

    # Correcting

    def open_correction(self, event: gr.EventData) -> Updates:
        """The form for an article."""
        source = text_of(event, "source")
        try:
            document = self._library.document(source)
            corrected = source in self._library.corrections()
        except RagError as error:
            return {self._parts.told: problem_html(error)}
        now = {name: in_one_line(getattr(document, name)) for name in FIELDS}
        return {self._parts.correction: correction_html(source, now, now, corrected=corrected)}

    def save_correction(self, event: gr.EventData, view: View, search: str) -> Updates:
        """What was changed in the form is so of the article; or the form again with the reason why not."""
        source = text_of(event, "source")
        now = {name: text_of(event, f"was_{name}") for name in FIELDS}
        written = {name: in_one_line(text_of(event, name)) for name in FIELDS}
        said = {name: text for name, text in written.items() if text != now[name]}
        try:
            kept = self._library.corrections().get(source, Correction())
            if said:
                self._library.correct(source, kept.setting(**said))
        except RagError as error:
            form = correction_html(
                source, now, written, corrected=_is_corrected(self._library, source), problem=str(error)
            )
            return {self._parts.correction: form}
        words = "Corrected" if said else "Nothing was changed"
        return self._corrected(f"{words}: {isolated(source)}", view, search)

    def as_the_article_says(self, event: gr.EventData, view: View, search: str) -> Updates:
        """Nothing is corrected of the article any more."""
        source = text_of(event, "source")
        try:
            self._library.correct(source, Correction())
        except RagError as error:
            return {self._parts.correction: "", self._parts.told: problem_html(error)}
        return self._corrected(f"As the article says again: {isolated(source)}", view, search)

    def _corrected(self, told: str, view: View, search: str) -> Updates:
        return self._table(view, search) | {self._parts.correction: "", self._parts.told: f"<p>{told}.</p>"}

    # Showing

    def _viewed(self, view: View, search: str) -> Updates:
        return self._table(view, search) | {self._parts.view: view}

    def _table(self, view: View, search: str) -> Updates:
        parts, library = self._parts, self._library
        try:
            rows = read_rows(library)
            indexed = sum(row.is_indexed for row in rows)
            shown = {
                parts.table: table_html(found(rows, str(search or "")), view, len(rows)),
                parts.heading: heading_html(library_name(library), indexed, "articles"),
            }
        except RagError as error:
            shown = {parts.table: problem_html(error)}
        return shown | {parts.removed: _said(lambda: removed_html(library.removed()))}


def _said(made: Callable[[], str]) -> str:
    try:
        return made()
    except RagError as error:
        return problem_html(error)


def _refused_html(refused: list[str]) -> str:
    if not refused:
        return ""
    rows = "".join(f"<li>{escaped(reason)}</li>" for reason in refused)
    return f'<p class="problem">Not added:</p><ul class="unread">{rows}</ul>'


def _is_corrected(library: Library, source: str) -> bool:
    try:
        return source in library.corrections()
    except UsageError:
        return False
