"""The lines between a title and the text: who wrote it and when, who made the picture, buttons to share it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.furniture import head_words as words
from rag.furniture import kinds
from rag.furniture.bylines import author_in, is_contact, is_group, is_person, is_role, read_meta

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.furniture.lines import Line

_DECK_PARAGRAPHS = 2
_DECK_WORDS = 110
_LINES_TO_DATE = 4
# A paper, a place or a section beside the author's name.
_BESIDE_WORDS = 5
# No one wraps lines by hand beyond this: such a line is a paragraph of its own.
_LONGEST_WRAPPED_LINE = 120


def lines_under_title(lines: Sequence[Line], title: int) -> list[int]:
    """The lines under title and deck that say author and date, share the article, or credit its picture."""
    found: list[int] = []
    deck: list[int] = []
    for i in range(title + 1, len(lines)):
        line = lines[i]
        if _is_caption(line):
            continue
        closed = bool(found) and bool(deck) and deck[-1] > found[0]
        if (_completes(lines, found, i) if closed else is_meta(lines, i)) or _is_between_meta(lines, i, found):
            found.append(i)
            continue
        deck.append(i)
        if kinds.is_tail_label(line) or not _can_be_deck(lines, deck):
            break
    if not all(_stands_among_meta(lines, i, title, found) for i in found):
        return []
    return found[:-1] if found and _is_diary(lines, found) else found


def _can_be_deck(lines: Sequence[Line], deck: Sequence[int]) -> bool:
    """Whether lines are so few that they stand between title and text, rather than being text."""
    paragraphs = sum(lines[i].after_blank or i - 1 not in deck or _is_paragraph(lines[i]) for i in deck)
    return paragraphs <= _DECK_PARAGRAPHS and sum(lines[i].words for i in deck) <= _DECK_WORDS


def _is_caption(line: Line) -> bool:
    return kinds.is_captioned(line) and not kinds.is_credit(line)


def _completes(lines: Sequence[Line], found: Sequence[int], i: int) -> bool:
    """Whether a line below a deck below the first such lines says what these left out: the date, or the author."""
    meta = read_meta(lines[i])
    known = [found_meta for j in found if (found_meta := read_meta(lines[j])) is not None]
    if meta is None:
        return kinds.is_share_bar(lines[i])
    if meta.date is not None and all(m.date is None for m in known):
        return True
    return (
        meta.author is not None
        and all(m.author is None for m in known)
        and not any(may_be_author(lines[j]) for j in found)
    )


def is_meta(lines: Sequence[Line], i: int) -> bool:
    """Whether the line at `i`, among its neighbours, says author or date, shares the article or credits its picture."""
    line = lines[i]
    if read_meta(line) is not None or kinds.is_chrome(line) or kinds.is_count(line) or kinds.is_credit(line):
        return True
    before = lines[i - 1] if i else None
    after = lines[i + 1] if i + 1 < len(lines) else None
    if line.bare in words.LONE_BYLINES or line.bare in (*words.PUBLISHED_WORDS, *words.UPDATED_WORDS):
        return after is not None and (author_in(after.text) is not None or _is_dated(after))
    if may_be_author(line):
        by_role = after is not None and is_role(after.text) and not is_person(after.text)
        lone = before is not None and before.bare in words.LONE_BYLINES
        return lone or by_role or _supports_author(before) or any(map(_supports_author, _near(lines, i)))
    if is_role(line.text) or is_contact(line.text):
        return before is not None and (may_be_author(before) or read_meta(before) is not None)
    return kinds.is_share_token(line) and _is_in_share_bar(lines, i)


def _is_in_share_bar(lines: Sequence[Line], i: int) -> bool:
    """Whether a button is one of several laid out downwards, and they are no list of networks."""
    first, last = i, i + 1
    while first > 0 and kinds.is_share_token(lines[first - 1]):
        first -= 1
    while last < len(lines) and kinds.is_share_token(lines[last]):
        last += 1
    return last - first > 1 and any(map(kinds.is_share_action, lines[first:last]))


def _near(lines: Sequence[Line], i: int) -> Sequence[Line]:
    """The line after a name, and those after that if only small matter (a paper, "Follow", "12") lies between."""
    near = lines[i + 1 : i + 2]
    for line in lines[i + 2 : i + 1 + _LINES_TO_DATE]:
        if not _is_small(near[-1]):
            break
        near = (*near, line)
    return near


def _is_small(line: Line) -> bool:
    if not line.bare or line.bare.isdecimal() or line.bare in words.BUTTONS:
        return "*" not in line.text
    return is_contact(line.text) or is_role(line.text) or kinds.is_edge(line) or kinds.is_share_token(line)


def _is_between_meta(lines: Sequence[Line], i: int, found: Sequence[int]) -> bool:
    """Whether a few words stand by what says author or date: a paper's name, a place, a count, a section."""
    line = lines[i]
    if not found or found[-1] != i - 1:
        return False
    if _is_small(line):
        return True
    if not line.is_heading_like or line.words > _BESIDE_WORDS:
        return False
    above = read_meta(lines[i - 1])
    named = may_be_author(lines[i - 1]) or (above is not None and above.author is not None)
    under_name = named and not line.after_blank
    return under_name or (i + 1 < len(lines) and is_meta(lines, i + 1) and not kinds.is_link(lines[i + 1]))


def _supports_author(line: Line | None) -> bool:
    """Whether a neighbour tells a name from a subheading."""
    return line is not None and (_is_dated(line) or (kinds.is_chrome(line) and not kinds.is_link(line)))


def _is_dated(line: Line) -> bool:
    meta = read_meta(line)
    return meta is not None and meta.date is not None


def may_be_author(line: Line) -> bool:
    """Whether the line has the shape of an author's name, or several; a subheading may have it too."""
    if line.is_prose or kinds.is_chrome(line) or kinds.is_menu(line):
        return False
    return is_person(line.text) or is_group(line.text) or author_in(line.text) is not None


def _stands_among_meta(lines: Sequence[Line], i: int, title: int, found: Sequence[int]) -> bool:
    """Whether the lines of the same block are such lines too, the title, or paragraphs of their own: a record of
    short fields ("Licence: …", "Updated: …") is no head."""
    first = i
    while first > title and not lines[first].after_blank:
        first -= 1
    last = i + 1
    while last < len(lines) and not lines[last].after_blank and not _is_paragraph(lines[last]):
        last += 1
    others = [j for j in range(max(first, title + 1), last) if j not in found and not _is_paragraph(lines[j])]
    return not others or (len(others) == 1 and first <= title and others[0] < found[0])


def _is_paragraph(line: Line) -> bool:
    return line.is_prose or _is_caption(line) or line.end - line.start > _LONGEST_WRAPPED_LINE


def _is_diary(lines: Sequence[Line], found: Sequence[int]) -> bool:
    """Whether the last line found, a date alone, is but the first of several that each lead text."""
    at = found[-1]
    meta = read_meta(lines[at])
    if meta is None or meta.date is None or meta.date.announced or meta.author is not None or at - 1 in found:
        return False
    return any(
        _is_dated(lines[i]) and lines[i + 1].is_prose and not may_be_author(lines[i - 1])
        for i in range(at + 1, len(lines) - 1)
    )
