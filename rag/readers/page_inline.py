"""Whether an element stands within a sentence, so that it is words of it, whatever its name says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4.element import NavigableString

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4.element import PageElement, Tag

_PHRASING = frozenset(
    {
        *("a", "abbr", "b", "button", "cite", "code", "del", "em", "font", "i", "ins", "mark", "q", "s", "small"),
        *("span", "strong", "sub", "sup", "time", "u"),
    }
)
_OF_PROSE = frozenset({"p", "li", "dd", "blockquote", "figcaption"})
_MOST_AROUND = 5
# "Share on" and "12" are the words of a button's row; those of a sentence are more.
_LEAST_WORDS = 4
_LEADS_ON = tuple(",;([“«‘„–—-\"'")
_GOES_ON = tuple(",;.!?…)]”»’–—")


def is_within_sentence(tag: Tag) -> bool:
    """Whether a link, a button or the like goes on with the words before it, or those after it go on with it."""
    around = _around(tag) if tag.name in _PHRASING else None
    if around is None:
        return False
    before = next(filter(None, (_text_beside(one.previous_siblings) for one in around)), "").rstrip()
    after = next(filter(None, (_text_beside(one.next_siblings) for one in around)), "").lstrip()
    if len(before.split()) + len(after.split()) < _LEAST_WORDS:
        return False
    leads_on = before[-1:].isalpha() or before.endswith(_LEADS_ON)
    return leads_on or after.startswith(_GOES_ON) or (after[:1].isalpha() and not after[:1].isupper())


def _around(tag: Tag) -> list[Tag] | None:
    """The element and those between it and the paragraph that it stands in; None where it stands in none."""
    around = [tag]
    for parent in tag.parents:
        if parent.name in _OF_PROSE:
            return around
        if parent.name not in _PHRASING or len(around) > _MOST_AROUND:
            return None
        around.append(parent)
    return None


def _text_beside(siblings: Iterable[PageElement]) -> str:
    """The text right beside an element; where another element is, there is none."""
    for sibling in siblings:
        if type(sibling) is not NavigableString:
            return ""
        if sibling.strip():
            return str(sibling)
    return ""
