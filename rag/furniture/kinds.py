"""What kind of furniture a single line is, by its words alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.furniture import other_script_words, patterns, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.furniture.lines import Line

# The longest a line of furniture may be; a cookie notice is a paragraph.
_CHROME_WORDS = 20
_LINK_WORDS = 35
_NOTICE_WORDS = 80
_LABEL_WORDS = 6
_SHORTEST_RUN = 3
_MIXED_RUN = 4
_ITEM_WORDS = 3

_BETWEEN_ITEMS = re.compile(r"\s*[|·•>»›→]\s*")
_BETWEEN_CRUMBS = re.compile(r"\s*[>»›→/]\s*")
_BETWEEN_TOKENS = re.compile(r"[\s|·•:：]+")
_OPENERS = "|".join(map(re.escape, words.LINK_OPENERS))
_OPENERS_WITH_COLON = "|".join(map(re.escape, (*words.LINK_OPENERS, *words.LINK_OPENERS_WITH_COLON)))
_OPENINGS = (*words.LINK_OPENERS, *words.LINK_OPENERS_WITH_COLON)
_LINK = re.compile(
    rf"(?i:{_OPENERS_WITH_COLON})(?:\s?[:：|»>]|\s[–—-])\s?\S.*|(?i:{_OPENERS})(?: [\"'«“„‘¿¡]*[^\W_a-zß-öø-ÿ].*)?"
)
_ENDS_A_SENTENCE = (".", "。")


def _any_of(patterns: Iterable[str], **table: str) -> re.Pattern[str]:
    filled = list(patterns)
    for name, value in table.items():
        filled = [pattern.replace("{" + name + "}", value) for pattern in filled]
    return re.compile("|".join(f"(?:{pattern})" for pattern in filled))


_NEWSLETTER = _any_of(patterns.NEWSLETTER_LINE, networks="|".join(sorted(words.NETWORKS)))
_INSERT = _any_of((*patterns.METER_LINE, *patterns.PAGE_NUMBER_LINE))
_PRINT_NOTE = _any_of(patterns.PRINT_NOTE_LINE)
_COUNTS = _any_of((*patterns.COMMENT_COUNT_LINE, *patterns.READING_TIME_LINE))
_LEGAL = _any_of(
    (*patterns.TAGS_LINE, *patterns.COPYRIGHT_LINE, *patterns.COMMENT_FORM_LINE, *other_script_words.RIGHTS_LINE)
)
_COOKIES = _any_of(patterns.COOKIE_NOTICE)
_CREDIT = _any_of(patterns.PHOTO_CREDIT_LINE, agencies=patterns.PHOTO_AGENCIES)
_CAPTIONED = re.compile(patterns.CAPTION_END.replace("{agencies}", patterns.PHOTO_AGENCIES))
_NOTICE = re.compile(patterns.TAIL_NOTICE)
_CALL = re.compile(patterns.CALL)


def is_share_bar(line: Line) -> bool:
    """Whether the line is a row of networks and share buttons, such as "Facebook Twitter Share"."""
    if line.words > _CHROME_WORDS:
        return False
    if _BETWEEN_TOKENS.split(line.bare, maxsplit=1)[0] not in words.SHARE_TOKENS:
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


def is_insert(line: Line) -> bool:
    """Whether the line stands among an article's own and is of its page: "Page 1 of 3", "Reprinted with permission".

    It tells nothing of what follows it.
    """
    if line.words <= _CHROME_WORDS and _INSERT.fullmatch(line.bare) is not None:
        return True
    return line.words <= _NOTICE_WORDS and _PRINT_NOTE.fullmatch(line.text.casefold().strip("*_ ")) is not None


def is_edge(line: Line) -> bool:
    """Whether the line is furniture at the edges of a page, though it might be text in its middle."""
    if line.bare in words.EDGE_LINES:
        return True
    folded = line.text.casefold()
    if line.words <= _NOTICE_WORDS and _COOKIES.fullmatch(folded):
        return True
    return is_count(line) or (line.words <= _LINK_WORDS and _LEGAL.fullmatch(folded) is not None)


def is_turn(line: Line) -> bool:
    """Whether the line leads to the story before or after this one: "← Why geese hate bridges"."""
    return line.words <= _CHROME_WORDS and (line.text[0] in "←‹" or line.text[-1] in "→›")


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
    if len(line.parts) >= _MIXED_RUN and all(part.count(" ") < _ITEM_WORDS for part in line.parts):
        return sum(part.casefold() in words.MENU_ITEMS for part in line.parts) >= len(line.parts) / 2
    tokens = _BETWEEN_TOKENS.split(line.bare)
    return words.LANGUAGES.issuperset(tokens) or _is_run_of_items(line.text.split())


def _is_run_of_items(tokens: list[str]) -> bool:
    """Whether words are a menu's items one after the other, a few unknown ones among many known."""
    known = unknown = at = 0
    while at < len(tokens):
        sizes = range(_ITEM_WORDS, 0, -1)
        size = next((n for n in sizes if " ".join(tokens[at : at + n]).casefold() in words.MENU_ITEMS), 0)
        if size == 0 and not tokens[at][0].isupper():
            return False
        known, unknown, at = known + (size > 0), unknown + (size == 0), at + (size or 1)
    return known >= _SHORTEST_RUN and (unknown == 0 or (known >= _MIXED_RUN and known >= 2 * unknown))


def is_tail_label(line: Line) -> bool:
    """Whether the line heads a list of other stories, and can hardly head anything else."""
    if line.words > _LABEL_WORDS:
        return False
    return line.bare in words.TAIL_LABELS or line.bare.startswith(words.TAIL_LABEL_OPENERS)


def is_notice(line: Line) -> bool:
    """Whether a paragraph asks to subscribe, tells of rights, or the like; said only of what lies after an article."""
    return line.words <= _NOTICE_WORDS and _NOTICE.search(line.text.casefold()) is not None


def is_call(line: Line) -> bool:
    """Whether a short line asks for something; with being repeated over pages, that makes it furniture."""
    return line.words <= _CHROME_WORDS and not line.is_prose and _CALL.search(line.bare) is not None
