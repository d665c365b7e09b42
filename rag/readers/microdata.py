"""What microdata (`itemprop`) in a page's own elements says of its article; in <meta> it is among the meta elements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.readers.markup import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import Tag

_MOST_LOOKED_AT = 20
# Those who comment have authors and dates of their own.
_OTHERS = re.compile(r"comment|review", re.IGNORECASE)
_COMMENT = re.compile(r"/Comment\s*$")
_BODY = re.compile(r"Organization\s*$")


def authors_of(soup: BeautifulSoup) -> list[tuple[str, bool]]:
    """The names of the article's authors, each with whether it is said to be a body's."""
    found: list[tuple[str, bool]] = []
    for tag in _elements(soup, "author"):
        name = tag.find(itemprop="name")
        kind = str(tag.get("itemtype", ""))
        found.append((_said(tag) or (_said(name) or text_of(name) if name else text_of(tag)), bool(_BODY.search(kind))))
    return found


def dates_of(soup: BeautifulSoup) -> list[str]:
    """When the article was published, as its elements write it."""
    return [_said(tag) or str(tag.get("datetime") or "") or text_of(tag) for tag in _elements(soup, "datePublished")]


def _elements(soup: BeautifulSoup, name: str) -> Iterator[Tag]:
    for tag in soup.find_all(itemprop=re.compile(rf"(?:^|\s){name}(?:\s|$)"), limit=_MOST_LOOKED_AT):
        if tag.name != "meta" and not tag.find_parent(itemprop=_OTHERS) and not tag.find_parent(itemtype=_COMMENT):
            yield tag


def _said(tag: Tag) -> str:
    return str(tag.get("content") or "")
