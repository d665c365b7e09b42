"""The notes of a page: which links are the marks of one, and its text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from bs4.element import NavigableString, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bs4 import BeautifulSoup
    from bs4.element import PageElement

_LONGEST_MARK = 6
"""Characters of a link to a note: 12, [12], †."""

_ANCHORS = frozenset({"a", "sup", "span"})
"""Elements that may only mark where a note begins; then its text stands beside them."""


class PageNotes:
    """The elements that the links of a page point to, each looked up once."""

    def __init__(self, soup: BeautifulSoup) -> None:
        linked = {name for link in soup.find_all("a") for name in _address_of(link)}
        self._places: dict[int, int] = {}
        self._targets: dict[str, Tag] = {}
        for place, tag in enumerate(node for node in soup.descendants if isinstance(node, Tag)):
            self._places[id(tag)] = place
            for name in linked.intersection(_names(tag)):
                self._targets.setdefault(name, tag)
        self._marked = {id(tag) for tag in self._targets.values()}
        self._texts: dict[int, str] = {}

    def note_of(self, link: Tag) -> str | None:
        """The text of the note that the link is the mark of; None where it is none.

        A note stands behind its mark: a link from it back to the text is no mark of the text.
        """
        if not 0 < len(link.get_text().strip()) <= _LONGEST_MARK:
            return None
        target = next((self._targets[name] for name in _address_of(link) if name in self._targets), None)
        if target is None or self._places[id(target)] <= self._places[id(link)]:
            return None
        if id(target) not in self._texts:
            self._texts[id(target)] = " ".join(" ".join(self._pieces(target)).split())
        text = self._texts[id(target)]
        return text if len(text) > _LONGEST_MARK else None

    def _pieces(self, target: Tag) -> Iterator[str]:
        """The text that the element holds; of one that only marks a place, what stands beside it, up to the next."""
        parent = target.parent
        if target.name not in _ANCHORS or parent is None:
            yield target.get_text(" ")
        elif not any(id(other) in self._marked and other is not target for other in parent.children):
            yield parent.get_text(" ")
        else:
            yield target.get_text(" ")
            for sibling in target.next_siblings:
                if id(sibling) in self._marked:
                    break
                yield _text_of(sibling)


def _address_of(link: Tag) -> tuple[str, ...]:
    """What the element may be called that the link points to on its own page."""
    address = str(link.get("href", ""))
    return (address[1:], unquote(address[1:])) if address.startswith("#") else ()


def _names(tag: Tag) -> Iterator[str]:
    yield from (str(tag[name]) for name in ("id", "name") if tag.get(name) and (name == "id" or tag.name == "a"))


def _text_of(node: PageElement) -> str:
    if isinstance(node, Tag):
        return node.get_text(" ")
    return str(node) if type(node) is NavigableString else ""
