"""What follows an article on its page: share bars, the author's box, and lists of other stories.

The only safe sign of a list is its shape: cards of a headline, a blurb, a name and a date, below something that no
article holds (a share bar, "Most read"). A single paragraph that fits no card ends the search: better a menu line kept
than a line of the article lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from rag.furniture import kinds, other_scripts, words
from rag.furniture.bylines import (
    ends_or_begins_with_date,
    is_biography,
    is_contact,
    is_credit,
    is_desk_credit,
    is_person,
    is_role,
    read_meta,
    whom_a_note_tells_of,
)
from rag.furniture.tail_signs import is_anchor, is_dated, is_signature

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from rag.furniture.lines import Line

LINES = 1500
"""How many lines of a page are looked at for its tail."""

_CARD_LINES = 6
_CARD_PROSE = 2
_BLURB_WORDS = 110
_UNDATED_BLURB_WORDS = 60
_HEADLINE_WORDS = 3
_CARDS = 2
_CARDS_WITHOUT_ANCHOR = 3
_REPEATED_LINES = 3
_LINES_OF_LINKS = 100
_LINES_BETWEEN_ANCHORS = 8
_FOOT_LINES = 3
_FOOT_WORDS = 25
_BODY_WORDS = 30
_BODY_WORDS_ABOVE_AUTHORS = 60
_BODY_WORDS_WITHOUT_ANCHOR = 150


@dataclass(frozen=True, slots=True)
class Tail:
    """`furniture` are indices of lines; `published` is a date, and `author` a byline, right at the article's end."""

    furniture: tuple[int, ...] = ()
    published: str | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class _Card:
    """A teaser of another story, from headline to date; whole if it has a blurb and a name between them."""

    headline: int
    date: int
    whole: bool


def read(lines: Sequence[Line], body: int, author: str | None, repeated: AbstractSet[str]) -> Tail:
    """The furniture below the article that `lines`, the last of a document, end with.

    `body` is the index of the first line after the head; `repeated` are lines found in several documents.
    """
    return _Tail(lines, body, author, repeated).read()


class _Tail:
    def __init__(self, lines: Sequence[Line], body: int, author: str | None, repeated: AbstractSet[str]) -> None:
        self._lines = lines
        self._body = body
        self._author = author
        self._repeated = repeated
        self._dated = [is_dated(line) for line in lines]
        self._prose = [line.is_prose and not kinds.is_edge(line) and not kinds.is_insert(line) for line in lines]
        self._anchor = [is_anchor(line) for line in lines]
        self._label = [kinds.is_tail_label(line) for line in lines]
        counts = (i for i in range(body, len(lines)) if kinds.is_count(lines[i]))
        self._comments = next(counts, len(lines))
        self._next_date = self._distances_to_date()
        self._body_words = [0, *accumulate(line.words if line.is_prose else 0 for line in lines)]

    def read(self) -> Tail:
        """The furniture that the lines end with."""
        furniture: set[int] = set()
        for first, last in self._stretches():
            start = self._start(first, last)
            if start is not None:
                end = last if last == len(self._lines) else self._last_card(start, last) + 1
                furniture.update(range(start, end))
        end = self._foot(furniture)
        author = other_scripts.credited(self._lines[end].text) if end < len(self._lines) else None
        furniture.update(range(end, len(self._lines)))
        published, end = self._published(end)
        furniture.update(range(end, min(end + 1, len(self._lines))) if published else ())
        return Tail(tuple(sorted(furniture)), published, author or None)

    def _distances_to_date(self) -> list[int]:
        distances = [len(self._lines)] * (len(self._lines) + 1)
        for i in range(len(self._lines) - 1, -1, -1):
            distances[i] = 0 if self._dated[i] else distances[i + 1] + 1
        return distances

    def _stretches(self) -> list[tuple[int, int]]:
        """The runs of lines, after the head, with no paragraph that must be the article's."""
        stretches: list[tuple[int, int]] = []
        first = i = self._body
        while i < len(self._lines):
            if not self._prose[i]:
                i += 1
                continue
            after = i
            while after < len(self._lines) and self._prose[after]:
                after += 1
            if not self._is_explained(i, after):
                stretches.append((first, i))
                first = after
            i = after
        return [*((a, b) for a, b in stretches if b > a), (first, len(self._lines))]

    def _is_explained(self, first: int, after: int) -> bool:
        """Whether the paragraphs `first` to `after` could be a card's, an author's box or a notice."""
        prose = self._lines[first:after]
        if first == self._body or len(prose) > _CARD_PROSE or any(line.words > _BLURB_WORDS for line in prose):
            return False
        if all(kinds.is_notice(line) or kinds.is_edge(line) for line in prose):
            return True
        before = self._lines[first - 1]
        if kinds.is_share_bar(before):
            return False
        if self._is_author_box(first, after) or (self._dated[first - 1] and self._comments < first):
            return True
        if self._next_date[after] < _CARD_LINES:
            follows = self._lines[after] if after < len(self._lines) else None
            return len(prose) == 1 or (follows is not None and is_signature(follows))
        return self._is_undated_blurb(first, after)

    def _is_author_box(self, first: int, after: int) -> bool:
        """A name below an anchor, and a paragraph that takes it up."""
        at = first - 1
        while at > self._body and (is_contact(self._lines[at].text) or is_role(self._lines[at].text)):
            at -= 1
        name, prose = self._lines[at], self._lines[first]
        if after - first > _CARD_PROSE or not is_signature(name) or at == 0:
            return False
        takes_up = any(part in prose.text.split() for part in name.text.split())
        return self._anchor[at - 1] and (takes_up or name.text == self._author)

    def _is_undated_blurb(self, first: int, after: int) -> bool:
        """One short paragraph under a headline, in a list that a label has opened."""
        prose = self._lines[first]
        if after - first > 1 or prose.words > _UNDATED_BLURB_WORDS or self._lines[first - 1].is_prose:
            return False
        return any(self._label[max(self._body, first - _CARD_LINES) : first])

    def _start(self, first: int, last: int) -> int | None:
        """Where in a stretch furniture begins; None where nothing proves it."""
        anchors = [i for i in range(first, last) if self._anchor[i]]
        cards = self._cards(first, last)
        proven = (
            anchor
            for anchor, following in pairwise((*anchors, last))
            if self._body_words[anchor] >= _BODY_WORDS and self._is_proven(anchor, following, last, cards)
        )
        starts = [start for start in (next(proven, None), self._start_without_anchor(last, cards)) if start is not None]
        return self._backward(min(starts), first) if starts else None

    def _start_without_anchor(self, last: int, cards: Sequence[_Card]) -> int | None:
        """The first of several whole cards at the very end of a page with enough of an article above them."""
        whole = [card.headline for card in cards if card.whole]
        if last < len(self._lines) or len(whole) < _CARDS_WITHOUT_ANCHOR:
            return None
        return whole[0] if self._body_words[whole[0]] >= _BODY_WORDS_WITHOUT_ANCHOR else None

    def _is_proven(self, anchor: int, following: int, last: int, cards: Sequence[_Card]) -> bool:
        """Whether what lies between an anchor and the next is furniture."""
        after = [card for card in cards if anchor < card.headline]
        within = any(card.date < following for card in after)
        at_end = last == len(self._lines)
        if at_end and self._is_followed(anchor, following):
            return True
        if self._label[anchor]:
            links = any(line.is_heading_like for line in self._lines[anchor + 1 : anchor + 1 + _LINES_OF_LINKS])
            return within or (at_end and links and last - anchor <= _LINES_OF_LINKS)
        if not at_end:
            return within and sum(card.whole for card in after) >= _CARDS
        if within and len(after) >= _CARDS:
            return True
        if any(self._prose[i] and self._is_author_box(i, i + 1) for i in range(anchor + 2, following)):
            return True
        between = self._lines[anchor + 1 : following]
        seen_elsewhere = sum(line.text in self._repeated for line in between)
        return seen_elsewhere >= _REPEATED_LINES and 2 * seen_elsewhere > len(between)

    def _is_followed(self, anchor: int, following: int) -> bool:
        """Whether an unlike anchor follows closely, one of the two more than a word that may head a section."""
        if following == len(self._lines) or following - anchor > _LINES_BETWEEN_ANCHORS:
            return False
        both = {self._lines[anchor].bare, self._lines[following].bare}
        return len(both) > 1 and not both <= words.WEAK_TAIL_LABELS

    def _cards(self, first: int, last: int) -> list[_Card]:
        cards: list[_Card] = []
        floor = first
        for date in range(first, last):
            if self._dated[date]:
                near = range(max(floor, date - _CARD_LINES + 1), date)
                headline = next((i for i in near if self._is_headline(i)), None)
                if headline is not None:
                    cards.append(_Card(headline, date, self._is_whole(headline, date)))
                floor = date + 1
            elif ends_or_begins_with_date(self._lines[date]):
                cards.append(_Card(date, date, whole=False))
                floor = date + 1
        return cards

    def _is_headline(self, i: int) -> bool:
        line = self._lines[i]
        return (
            line.words >= _HEADLINE_WORDS and line.is_heading_like and not self._anchor[i] and not is_person(line.text)
        )

    def _is_whole(self, headline: int, date: int) -> bool:
        """Whether a blurb and then a name stand between, the name in the date's line maybe."""
        meta = read_meta(self._lines[date])
        signed = meta is not None and meta.author is not None
        if not signed and (date - 1 <= headline or not is_signature(self._lines[date - 1])):
            return False
        return any(line.is_prose for line in self._lines[headline + 1 : date])

    def _last_card(self, start: int, last: int) -> int:
        return max((i for i in range(start, last) if self._dated[i] or self._anchor[i]), default=start)

    def _backward(self, start: int, first: int) -> int:
        """`start`, moved up over furniture right above it: the author's name, a credit, a subscription."""
        while start > max(first, self._body):
            line = self._lines[start - 1]
            signed = line.text == self._author
            credit = kinds.is_credit(line) or is_credit(line.text)
            if not (
                signed or credit or kinds.is_chrome(line) or kinds.is_edge(line) or line.bare in words.SHARE_TOKENS
            ):
                break
            start -= 1
        return start

    def _foot(self, furniture: AbstractSet[int]) -> int:
        """Where the page's foot begins: the lines above its end, each of which can be one of a foot, from the first
        that is sure or has another beside it."""
        end = first = len(self._lines)
        while first > self._body and (first - 1 in furniture or self._can_be_foot(first - 1)):
            first -= 1
            line = self._lines[first]
            if end == len(self._lines) and kinds.is_turn(line):
                break
            above_other = kinds.is_turn(line) or (end < len(self._lines) and is_credit(line.text))
            sure = above_other or kinds.is_chrome(line) or kinds.is_edge(line) or kinds.is_tail_label(line)
            sure = sure or self._is_about_authors(first)
            if first in furniture or sure or end - first >= _FOOT_LINES:
                end = first
        return end

    def _can_be_foot(self, i: int) -> bool:
        line = self._lines[i]
        if kinds.is_chrome(line) or kinds.is_edge(line) or kinds.is_tail_label(line) or kinds.is_menu(line):
            return True
        if (line.words <= _FOOT_WORDS and kinds.is_notice(line)) or self._is_about_authors(i):
            return True
        if line.bare in words.SHARE_TOKENS or kinds.is_insert(line):
            return True
        return kinds.is_turn(line) or kinds.is_call(line) or is_credit(line.text)

    def _is_about_authors(self, i: int) -> bool:
        """Whether a paragraph of one line, below an article of some length, tells of those who made it."""
        line = self._lines[i]
        if other_scripts.credited(line.text) is not None:
            return self._body_words[i] >= _BODY_WORDS
        if not line.after_blank or self._body_words[i] < _BODY_WORDS_ABOVE_AUTHORS:
            return False
        if is_biography(line.text, self._author) or is_desk_credit(line.text):
            return True
        person = whom_a_note_tells_of(line.text)
        return person is not None and (person in (self._author or "") or not self._is_told_of(person, i))

    def _is_told_of(self, person: str, end: int) -> bool:
        """Whether the lines above `end` have the person's last name."""
        return any(person.rsplit(maxsplit=1)[-1] in line.text for line in self._lines[:end])

    def _published(self, end: int) -> tuple[str | None, int]:
        """The date of a line "Published on …" right above `end`, and that line's index."""
        meta = read_meta(self._lines[end - 1]) if end > self._body else None
        if meta is None or meta.date is None or not meta.date.announced or meta.date.updated:
            return None, end
        return meta.date.iso, end - 1
