"""The conversations that are kept, as a list: to open, to rename, to delete (shelf.js)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from ui.text import date_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.asking.kept import Heading

_DAY_LETTERS = len("2023-07-21")


def shelf_html(headings: Sequence[Heading], current: str) -> str:
    """The list, the conversation that is shown marked in it."""
    rows = "".join(_row_html(heading, current) for heading in headings)
    kept = f"<ul>{rows}</ul>" if rows else '<p class="none">Conversations are kept here.</p>'
    return (
        '<nav class="shelf" aria-label="Conversations">'
        '<button type="button" class="new" data-shelf="open_conversation" data-id="">New conversation</button>'
        f"{kept}</nav>"
    )


def _row_html(heading: Heading, current: str) -> str:
    here = ' aria-current="true"' if heading.id == current else ""
    name = heading.title or "Untitled"
    day = escaped(date_in_words(heading.begun[:_DAY_LETTERS]))
    return (
        f'<li data-id="{escaped(heading.id)}"><button type="button" class="open" data-shelf="open_conversation" '
        f'data-id="{escaped(heading.id)}"{here}><span class="name">{isolated(name)}</span>'
        f'<span class="day">{day}</span></button><span class="acts">'
        f'<button type="button" data-shelf="rename" aria-label="Rename: {escaped(name)}">Rename</button>'
        f'<button type="button" data-shelf="delete" aria-label="Delete: {escaped(name)}">Delete</button></span></li>'
    )
