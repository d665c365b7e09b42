"""Links from the other pages to a place in an article, which the asking page opens."""

from __future__ import annotations

from urllib.parse import urlencode

from rag.html_text import escaped, isolated

_WINDOW = "rag-article"


def article_address(source: str, start: int | None = None, end: int | None = None) -> str:
    """Where `text[start:end]` of the article at `source` is shown, from any of the pages; all of it without them."""
    place = {"source": source, "start": start, "end": end}
    return f"./?{urlencode({name: at for name, at in place.items() if at is not None}, errors='replace')}"


def article_link(said: str, source: str, start: int | None = None, end: int | None = None) -> str:
    """What is said of a place in an article, as a link to it. It opens in one other tab, so that this page stays."""
    address = escaped(article_address(source, start, end))
    return f'<a class="to-article" href="{address}" target="{_WINDOW}" title="Opens the article">{isolated(said)}</a>'
