"""The page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.frame import heading

if TYPE_CHECKING:
    from rag.library import Library


def articles_page(library: Library) -> None:
    """The page's parts and events, in the block that is open."""
    heading(library, "articles")
