"""Lines set by a printer -> running text: words broken at line ends are put together again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST_PART = re.compile(r"[^\W\d_]+$")
_FIRST_PART = re.compile(r"[^\W\d_]+")
_HYPHENS = ("-", "‐", "\u00ad")
# Scripts that are written without spaces: kana, CJK ideographs and their punctuation, full-width forms.
_SPACELESS = re.compile(r"[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")


def known_words(lines: Iterable[str]) -> frozenset[str]:
    """The words that stand whole within lines, hyphenated ones as they are: what tells hyphens from word breaks."""
    return frozenset(word for line in lines for word in _WORD.findall(line.casefold()))


def joined(lines: list[str], words: frozenset[str]) -> str:
    """The lines as one text; `words` are the text's `known_words`."""
    pieces = lines[:1]
    for line in lines[1:]:
        pieces[-1], between = _joint(pieces[-1], line, words)
        pieces += [between, line]
    return "".join(pieces)


def _joint(above: str, below: str, words: frozenset[str]) -> tuple[str, str]:
    """How `above` ends and what stands between it and `below`."""
    if above.endswith("\u00ad"):
        return above.rstrip("\u00ad"), ""
    stem = above[:-1]
    last, first = _LAST_PART.search(stem[-100:]), _FIRST_PART.match(below)
    if above.endswith(_HYPHENS) and last:
        if not below[:1].islower() or first is None:
            return above, ""
        whole, parted = f"{last[0]}{first[0]}".casefold(), f"{last[0]}-{first[0]}".casefold()
        return (above, "") if parted in words and whole not in words else (stem, "")
    if above.endswith(_HYPHENS) and stem[-1:].isdigit() and below[:1].isdigit():
        return above, ""
    if _SPACELESS.match(above[-1:]) and _SPACELESS.match(below[:1]):
        return above, ""
    return above, " "
