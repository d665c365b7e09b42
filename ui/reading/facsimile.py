"""The page of a PDF as it looks, with the quoted places that it holds marked on it."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from rag.html_text import escaped

if TYPE_CHECKING:
    from rag.facsimile.values import Box, PageImage


def facsimile_html(image: PageImage, opened: int | None, quotation: str) -> str:
    """The picture of the page, a box over each line of each place; `opened` is the number of the one that is meant.

    `quotation` is what it says, for who does not see the picture.
    """
    boxes = "".join(
        _box_html(box, "opened" if number == opened else "other")
        for number, place in enumerate(image.marks)
        for box in place
    )
    marked = f", marked: {quotation}" if quotation else ""
    alternative = escaped(f"Page {image.page} of {image.source}{marked}")
    return (
        f'<figure class="facsimile"><img src="data:image/png;base64,{b64encode(image.png).decode()}" '
        f'width="{image.width}" height="{image.height}" alt="{alternative}">{boxes}</figure>'
    )


def pages_html(image: PageImage) -> str:
    """The way to the pages before and after."""
    back, on = image.page - 1, image.page + 1
    return (
        f'<span class="steps">{_step_html("‹", "Previous page", back if back >= 1 else None)}'
        f'<span role="status">Page {image.page} of {image.pages}</span>'
        f"{_step_html('›', 'Next page', on if on <= image.pages else None)}</span>"
    )


def _step_html(sign: str, words: str, page: int | None) -> str:
    target = "disabled" if page is None else f'data-page="{page}"'
    return f'<button type="button" data-tool="page" aria-label="{words}" {target}>{sign}</button>'


def _box_html(box: Box, kind: str) -> str:
    left, top, width, height = (
        f"{100 * part:.3f}%" for part in (box.left, box.top, box.right - box.left, box.bottom - box.top)
    )
    return f'<span class="box {kind}" style="left:{left};top:{top};width:{width};height:{height}"></span>'
