"""Styled text on its way through the processor: one string, the styles as marks in it -> runs, as an editor sets them.

The marks are characters of the private use area, which no text that comes in keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rag.references.values import Run, Runs

_STYLES = ("italic", "bold", "small_caps", "underlined", "raised", "lowered")
_FIRST = 0xE000
_OPEN = {chr(_FIRST + 2 * number): style for number, style in enumerate(_STYLES)}
_CLOSE = {chr(_FIRST + 2 * number + 1): style for number, style in enumerate(_STYLES)}
OPEN_QUOTE, CLOSE_QUOTE = "\ue010", "\ue011"
"""The quotation marks that a style sets."""

GAP = "\ue012"
"""Between an entry's number and its text."""

_HELD_FROM = 0xE020
_HELD = {character: chr(_HELD_FROM + number) for number, character in enumerate(".,;:!? -")}
_LET_GO = {held: character for character, held in _HELD.items()}
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SEVERAL = re.compile(r"[.,;:!?]{2,}")
_NO_CASE = re.compile(r"</?span[^<>]{0,100}>", re.IGNORECASE)
_TAGS = {"i": "italic", "em": "italic", "b": "bold", "strong": "bold", "sc": "small_caps", "sup": "raised"}
_TAGS |= {"sub": "lowered"}
_ADDRESS = re.compile(r"https?://[^\s\ue000-\ue012]+|(?<=doi: )10\.\d{4,9}/[^\s\ue000-\ue012]+")
_ENDS = frozenset(".!?…")
_STOPS = frozenset(".,;:!?")


def mark(text: str, style: str) -> str:
    """`text` marked to be set in a style."""
    number = _STYLES.index(style)
    return f"{chr(_FIRST + 2 * number)}{text}{chr(_FIRST + 2 * number + 1)}"


def held(text: str, *, wholly: bool = False) -> str:
    """`text` as data that no rule of punctuation may touch: stops that follow each other, or, `wholly`, all of it."""
    text = _PRIVATE.sub("\ufffd", text)
    if wholly:
        return "".join(_HELD.get(character, character) for character in text)
    return _SEVERAL.sub(lambda found: "".join(_HELD[character] for character in found[0]), text)


def with_markup(text: str) -> str:
    """`text` with the tags that CSL-JSON knows made marks where they come in pairs; the others stand as they are."""
    text = _NO_CASE.sub("", text)
    for tag, style in _TAGS.items():
        paired = re.compile(rf"<{tag}>(.*?)</{tag}>", re.IGNORECASE | re.DOTALL)
        text = paired.sub(lambda found, style=style: mark(found[1], style), text)  # type: ignore[misc]
    return text


@dataclass(frozen=True, slots=True)
class QuoteMarks:
    """A language's quotation marks, outer and inner, and whether a full stop or comma goes before the closing one."""

    outer: tuple[str, str] = ("“", "”")
    inner: tuple[str, str] = ("‘", "’")
    stops_inside: bool = True


@dataclass(frozen=True, slots=True)
class _Set:
    """A character and the styles it is set in."""

    character: str
    styles: frozenset[str]


def runs_of(marked: str, quotes: QuoteMarks) -> Runs:
    """The marked text as runs: stops not doubled, quotation marks nested, addresses as links."""
    letters = _styled(_nested(_in_quotes(_spaced(marked), quotes), quotes))
    text = "".join(_LET_GO.get(letter.character, letter.character) for letter in letters)
    links: list[str | None] = [None] * len(letters)
    for found in _ADDRESS.finditer(text):
        address = found[0].rstrip(".,;:)")
        href = address if address.startswith("http") else f"https://doi.org/{address}"
        links[found.start() : found.start() + len(address)] = [href] * len(address)
    runs: list[Run] = []
    at = 0
    for (styles, link), group in groupby(zip(letters, links, strict=True), key=lambda pair: (pair[0].styles, pair[1])):
        size = len(list(group))
        set_in: dict[str, Any] = dict.fromkeys(styles, True)
        runs.append(Run(text[at : at + size], link=link, **set_in))
        at += size
    return tuple(runs)


def seen(marked: str) -> str:
    """What is seen of marked text, for sorting and comparing."""
    return "".join(_LET_GO.get(c, c) for c in marked if c not in _OPEN and c not in _CLOSE)


def _spaced(marked: str) -> str:
    """One space where there are several, none before a stop, and no stop doubled, marks between them or not."""
    kept: list[str] = []
    last = ""
    for character in marked.replace(GAP, " ").strip():
        if _is_mark(character):
            kept.append(character)
            continue
        before = _LET_GO.get(last, last)
        if character == " " and (before in {" ", ""}):
            continue
        if character in _STOPS and before == character:
            continue
        if character == "." and before in _ENDS:
            continue
        if character in ",." and before in ",;:" and before != character:
            # Of a comma and a full stop the full stop stays; one that is held is part of what is cited.
            if last == "," and character == ".":
                last = _end_for_comma(kept)
            continue
        kept.append(character)
        last = character
    return "".join(kept)


def _end_for_comma(kept: list[str]) -> str:
    """Make the last comma a full stop, or none where one stands before it; the stop that now ends."""
    at = next(i for i in range(len(kept) - 1, -1, -1) if kept[i] == ",")
    before = next((c for c in reversed(kept[:at]) if not _is_mark(c)), "")
    if _LET_GO.get(before, before) in _ENDS:
        del kept[at]
        return before
    kept[at] = "."
    return "."


def _is_mark(character: str) -> bool:
    return character in _OPEN or character in _CLOSE or character in (OPEN_QUOTE, CLOSE_QUOTE)


def _in_quotes(marked: str, quotes: QuoteMarks) -> str:
    """Full stops and commas moved before a closing quotation mark, where the language wants them there.

    After a stop that ends the quoted title neither is set.
    """
    if not quotes.stops_inside:
        return marked
    closing = re.compile(f"([{''.join(_CLOSE)}{CLOSE_QUOTE}]*{CLOSE_QUOTE}[{''.join(_CLOSE)}]*)([.,])")

    def moved(found: re.Match[str]) -> str:
        """The stop first, or none where one stands there."""
        before = next((c for c in reversed(marked[: found.start()]) if c not in _CLOSE), "")
        return found[1] if _LET_GO.get(before, before) in _ENDS | {","} else found[2] + found[1]

    return closing.sub(moved, marked)


def _nested(marked: str, quotes: QuoteMarks) -> str:
    """The style's quotation marks as characters, inner ones within others, and so a title's own within the style's."""
    depth = 0
    out: list[str] = []
    before = ""
    for at, character in enumerate(marked):
        if character == OPEN_QUOTE:
            out.append((quotes.inner if depth % 2 else quotes.outer)[0])
            depth += 1
        elif character == CLOSE_QUOTE:
            depth -= 1
            out.append((quotes.inner if depth % 2 else quotes.outer)[1])
        elif depth % 2 and character in '“”"':
            following = marked[at + 1 : at + 2]
            opens = character == "“" or (character == '"' and not before.strip("([—–-") and following.strip() != "")
            out.append(quotes.inner[0] if opens else quotes.inner[1])
        else:
            out.append(character)
        if character not in _OPEN and character not in _CLOSE:
            before = "" if character in (OPEN_QUOTE, " ") else character
    return "".join(out)


def _styled(marked: str) -> list[_Set]:
    letters: list[_Set] = []
    styles: list[str] = []
    for character in marked:
        if character in _OPEN:
            styles.append(_OPEN[character])
        elif character in _CLOSE:
            if _CLOSE[character] in styles:
                styles.reverse()
                styles.remove(_CLOSE[character])
                styles.reverse()
        else:
            # Italics within italics stand out by being upright.
            twice = {style for style in styles if styles.count(style) % 2 == 0}
            letters.append(_Set(character, frozenset(styles) - twice))
    return letters
