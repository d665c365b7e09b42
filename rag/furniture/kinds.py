"""What kind of furniture a single line is, by its words alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.furniture import patterns, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.furniture.lines import Line

# The longest a line of furniture may be; a cookie notice is a paragraph.
_CHROME_WORDS = 20
_LINK_WORDS = 35
_NOTICE_WORDS = 80
_LABEL_WORDS = 6
_SHORTEST_RUN = 3
_ITEM_WORDS = 3

_BETWEEN_ITEMS = re.compile(r"\s*[|·•>»›→]\s*")
_BETWEEN_CRUMBS = re.compile(r"\s*[>»›→/]\s*")
_BETWEEN_TOKENS = re.compile(r"[\s|·•]+")
_OPENERS = "|".join(map(re.escape, words.LINK_OPENERS))
_OPENERS_WITH_COLON = "|".join(map(re.escape, (*words.LINK_OPENERS, *words.LINK_OPENERS_WITH_COLON)))
_OPENINGS = (*words.LINK_OPENERS, *words.LINK_OPENERS_WITH_COLON)
_LINK = re.compile(
    rf"(?i:{_OPENERS_WITH_COLON})(?:\s?[:|»>]|\s[–—-])\s?\S.*|(?i:{_OPENERS})(?: [\"'«“„‘¿¡]*[^\W_a-zß-öø-ÿ].*)?"
)
_ENDS_A_SENTENCE = (".", "。")


def _any_of(patterns: Iterable[str], **table: str) -> re.Pattern[str]:
    filled = list(patterns)
    for name, value in table.items():
        filled = [pattern.replace("{" + name + "}", value) for pattern in filled]
    return re.compile("|".join(f"(?:{pattern})" for pattern in filled))


_NEWSLETTER = _any_of(patterns.NEWSLETTER_LINE, networks="|".join(sorted(words.NETWORKS)))
_COUNTS = _any_of((*patterns.COMMENT_COUNT_LINE, *patterns.READING_TIME_LINE))
_LEGAL = _any_of((*patterns.TAGS_LINE, *patterns.COPYRIGHT_LINE, *patterns.COMMENT_FORM_LINE))
_COOKIES = _any_of(patterns.COOKIE_NOTICE)
_CREDIT = _any_of(patterns.PHOTO_CREDIT_LINE, agencies=patterns.PHOTO_AGENCIES)
_CAPTIONED = re.compile(patterns.CAPTION_END.replace("{agencies}", patterns.PHOTO_AGENCIES))
_NOTICE = re.compile(patterns.TAIL_NOTICE)
_CALL = re.compile(patterns.CALL)


def is_share_bar(line: Line) -> bool:
    """Whether the line is a row of networks and share buttons, such as "Facebook Twitter Share"."""
    if line.words > _CHROME_WORDS:
        return False
    if line.bare.partition(" ")[0] not in words.SHARE_TOKENS:
        return False
    tokens = _BETWEEN_TOKENS.split(line.bare)
    return len(tokens) > 1 and words.SHARE_TOKENS.issuperset(tokens) and not words.NETWORKS.isdisjoint(tokens)


def is_link(line: Line) -> bool:
    """Whether the line leads to another story: "You might be interested in: …", "Lire aussi …", "Related: …"."""
    if not line.bare.startswith(_OPENINGS) or line.words > _LINK_WORDS or line.text.endswith(_ENDS_A_SENTENCE):
        return False
    return _LINK.fullmatch(line.text) is not None


def is_chrome(line: Line) -> bool:
    """Whether the line is furniture wherever it stands."""
    if line.words > _LINK_WORDS:
        return False
    if line.bare in words.CHROME_LINES or is_share_bar(line) or is_link(line):
        return True
    asks = line.bare.startswith(patterns.NEWSLETTER_OPENERS) and line.words <= _CHROME_WORDS
    return asks and _NEWSLETTER.fullmatch(line.bare) is not None


def is_edge(line: Line) -> bool:
    """Whether the line is furniture at the edges of a page, though it might be text in its middle."""
    if line.bare in words.EDGE_LINES:
        return True
    folded = line.text.casefold()
    if line.words <= _NOTICE_WORDS and _COOKIES.fullmatch(folded):
        return True
    return is_count(line) or (line.words <= _LINK_WORDS and _LEGAL.fullmatch(folded) is not None)


def is_count(line: Line) -> bool:
    """Whether the line counts comments, shares or minutes of reading."""
    return line.words <= _LABEL_WORDS and _COUNTS.fullmatch(line.bare) is not None


def is_credit(line: Line) -> bool:
    """Whether the line is nothing but who made a photograph."""
    return line.words <= _CHROME_WORDS and not line.is_prose and _CREDIT.fullmatch(line.text.casefold()) is not None


def is_captioned(line: Line) -> bool:
    """Whether the line ends in who made a photograph, so that it is the words below one."""
    return line.words <= _NOTICE_WORDS and _CAPTIONED.search(line.text.casefold()) is not None


def is_menu(line: Line) -> bool:
    """Whether the line is made of a site menu's items, languages or a breadcrumb alone."""
    if line.words > _LINK_WORDS or not line.bare:
        return False
    crumbs = _BETWEEN_CRUMBS.split(line.bare)
    if len(crumbs) > 1 and crumbs[0] in words.HOME:
        return True
    items = _BETWEEN_ITEMS.split(line.bare)
    if not words.MENU_ITEMS.isdisjoint(items) and all(item.count(" ") < _ITEM_WORDS for item in items):
        return True
    tokens = _BETWEEN_TOKENS.split(line.bare)
    return words.LANGUAGES.issuperset(tokens) or (words.MENU_ITEMS.issuperset(tokens) and len(tokens) >= _SHORTEST_RUN)


def is_share_token(line: Line) -> bool:
    """Whether the line is one network or one share button, as in a bar laid out downwards."""
    return line.bare in words.SHARE_TOKENS


def is_share_action(line: Line) -> bool:
    """Whether the line is a share button that does something: "Share", "Email", "Print"."""
    return line.bare in words.SHARE_ACTIONS


def is_tail_label(line: Line) -> bool:
    """Whether the line heads a list of other stories, and can hardly head anything else."""
    if line.words > _LABEL_WORDS:
        return False
    return line.bare in words.TAIL_LABELS or line.bare.startswith(words.TAIL_LABEL_OPENERS)


def is_weak_tail_label(line: Line) -> bool:
    """Whether the line may head a list of other stories, and may head a section."""
    return line.bare in words.WEAK_TAIL_LABELS


def is_notice(line: Line) -> bool:
    """Whether a paragraph asks to subscribe, tells of rights, or the like; said only of what lies after an article."""
    return line.words <= _NOTICE_WORDS and _NOTICE.search(line.text.casefold()) is not None


def is_call(line: Line) -> bool:
    """Whether a short line asks for something; with being repeated over pages, that makes it furniture."""
    return line.words <= _CHROME_WORDS and not line.is_prose and _CALL.search(line.bare) is not None
