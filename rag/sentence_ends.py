"""A stretch of text -> where its sentences end, by the habits of its language.

Boundaries are those of sentencex (Wikimedia's segmenter, https://github.com/wikimedia/sentencex), which knows
abbreviations of many languages; what it leaves undone is done here. Of English that is the time of day alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

_WINDOW_CHARACTERS = 4000
"""sentencex takes time quadratic in the length of Chinese and Japanese text, so it is given a little at a time."""

_FALLBACK = "en"

_NEVER_LAST = {
    "de": "Dr|Prof|Fa|Hr|Nr|Abs|Bd|St|S|vgl|ca|bzw",
    "es": "Sr|Sra|Srta|Dr|Dra|Prof|Gral|Lic|Ing|Av|pág|págs|núm|art|vol",
    "fr": "M|MM|Mme|Mmes|Mlle|Mlles|Dr|Pr|Me|Mgr|St|Ste|av|cf|p|pp",
    "it": "sig|sigg|sigra|dott|prof|avv|ing|on|pag|pagg|art|cfr|S",
    "nl": "dhr|mevr|mw|dr|prof|nr|blz|art",
    "pl": "prof|dr|hab|ul|al|św|ok|np|tzw|nr|str",
    "pt": "Sr|Sra|Dr|Dra|Prof|Profa|Exmo|Exma|Av|pág|págs|art|núm|vol",
    "tr": "Dr|Prof|Doç|Sn|Av",
    "uk": "вул|ім|проф|акад|див",
}
"""Titles and the like that sentencex lacks: they stand before a name or a number, so never at a sentence's end."""

_TITLES = {
    language: re.compile(rf"(?:^|[\s(«“\"'’])(?:{titles})\.\s*$", re.IGNORECASE)
    for language, titles in _NEVER_LAST.items()
}
_STOP = re.compile(r"\.\s*$")
_HOUR = re.compile(r"\d ?[ap]\.m\.\s*$", re.IGNORECASE)
_DAY_OR_ZONE = re.compile(
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Sept|Nov|Dec)ember"
    r"|October|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.|[A-Z]{1,3}T|GMT|UTC|(?:Eastern|Central|Mountain|Pacific)"
    r" (?:Standard |Daylight )?[Tt]ime)(?![\w])"
)
"""What goes on after “at 10 a.m.” though it has a capital."""

_QUOTED = re.compile(r"[」』]\s*$")
_SAID = re.compile(r"[とっ、。がをにはもで]")
"""What goes on after a Japanese quotation: 「…。」と…"""

_MORE_ENDS = {
    "km": re.compile(r"[។៕]\s*"),
    # Thai and Lao have no full stop. A space ends a clause or a sentence, unless a figure or a foreign word is by it.
    "th": re.compile(r"(?<=[\u0e01-\u0e4e]) +(?=[\u0e01-\u0e4e])"),
    "lo": re.compile(r"(?<=[\u0e81-\u0ece]) +(?=[\u0e81-\u0ece])"),
}
_NOTE_MARKS = re.compile(
    r"[ \t]*\[\^[^\[\]\s]{1,100}\](?!:)|\[(?:[a-z][a-z?' -]{1,40}[a-z?]|(?:[a-z]+\.? ?)?\d{1,4}|[a-z]{1,2})\](?!\()"
    r"|[\u00b9\u00b2\u00b3\u2070-\u2079]+(?:, ?[\u00b9\u00b2\u00b3\u2070-\u2079]+)*|[†‡]+"
    r"|:\d{1,4}(?:[-–]\d{1,4})?"
)
"""[^1] of Markdown, [12], [note 2], [citation needed] and the page (:116) of encyclopedias, and raised digits."""

_QUOTATION_WITH_MARK = re.compile(
    r"[.!?…](?:[ \u00a0\u202f]?»|[\"”’»]{1,2})"
    r"(?=(?:\[(?:\^[^\[\]\s]{1,100}|\d{1,4}|[a-z])\]){1,9}\s+[\"“‘«¿¡]?(\w))"
)
"""A quotation that ends with its sentence, as a mark behind it keeps one from seeing: “… go.”[1] They went."""

_AFTER_MARKS = re.compile(r"\s+|\Z|(?=[\u3040-\u9fff\uac00-\ud7af])")
_ENDED = re.compile(r"[.!?…。！？](?:[ \u00a0\u202f]»)?[\"'”’»)\]]*[ \t]*$")
_SHORTEST_CLAUSE = 40
"""In characters: shorter clauses are taken together, as a Thai sentence has several."""


def sentence_ends(text: str, language: str | None) -> Iterator[int]:
    """The offsets at which the sentences of `text` end, ascending; the last is the end of the text.

    White space after a sentence belongs to it, and so do the marks of notes that stand right behind its stop. A text of
    no known language (an ISO 639-1 code) is taken for English.
    """
    last = 0
    for end in _with_marked_quotations(text, _ends_before_marks(text, language)):
        if end > last:
            last = _after_marks(text, last, end)
            yield last


def _with_marked_quotations(text: str, ends: Iterator[int]) -> Iterator[int]:
    """The ends, and those at the marks of notes behind quotations, where a capital follows."""
    start = 0
    for end in ends:
        for found in _QUOTATION_WITH_MARK.finditer(text, start, end):
            if found[1].isupper():
                yield found.end()
        yield end
        start = end


def _after_marks(text: str, start: int, end: int) -> int:
    """Where the sentence that ends at `end` ends with the marks of notes behind it."""
    at = end
    if at == len(text) or _ENDED.search(text, max(start, at - 20), at) is None:
        return at
    spaced = text[at - 1] in " \t"
    while (mark := _NOTE_MARKS.match(text, at)) and not (spaced and not text.startswith("[^", at)):
        at, spaced = mark.end(), False
    after = _AFTER_MARKS.match(text, at) if at > end else None
    return after.end() if after else end


def _ends_before_marks(text: str, language: str | None) -> Iterator[int]:
    if language in {None, _FALLBACK}:
        yield from (end for end in _segmented(text, _FALLBACK) if not _is_hour(text, end))
        return
    start = 0
    for end in _segmented(text, language or _FALLBACK):
        if end < len(text) and _runs_on(text, start, end, language):
            continue
        yield from _within(text, start, end, language)
        yield end
        start = end


def _is_hour(text: str, end: int) -> bool:
    """Whether no sentence ends there, but the hour of a day that is named next."""
    return _DAY_OR_ZONE.match(text, end) is not None and _HOUR.search(text, max(0, end - 20), end) is not None


def _segmented(text: str, language: str) -> Iterator[int]:
    at = 0
    while at < len(text):
        window = text[at : at + _WINDOW_CHARACTERS]
        ends = [boundary["end_index"] for boundary in sentencex.get_sentence_boundaries(language, window)]
        if at + len(window) < len(text) and len(ends) > 1:
            ends.pop()  # what the window's edge cut off is read again, whole
        ends = ends or [len(window)]
        yield from (at + end for end in ends)
        at += ends[-1]


def _runs_on(text: str, start: int, end: int, language: str | None) -> bool:
    """Whether what follows `end` belongs to the sentence that begins at `start`."""
    last = text[max(start, end - 20) : end]
    if language == "ja":
        return _QUOTED.search(last) is not None and _SAID.match(text, end) is not None
    if _STOP.search(last) is None:
        return False
    title = _TITLES.get(language or "")
    # No sentence begins with a small letter where there are capitals, nor with a hyphen: J.-C.
    return text[end].islower() or text[end] == "-" or (title is not None and title.search(last) is not None)


def _within(text: str, start: int, end: int, language: str | None) -> Iterator[int]:
    """Ends inside what sentencex takes for one sentence."""
    more = _MORE_ENDS.get(language or "")
    least = 1 if language == "km" else _SHORTEST_CLAUSE
    for found in more.finditer(text, start, end) if more else ():
        if found.end() - start >= least and end - found.end() >= least:
            yield found.end()
            start = found.end()
