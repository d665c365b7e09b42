"""What is said of verdicts, differences and places: the words that every form of a report shares."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.printing import counted

if TYPE_CHECKING:
    from rag.checking.values import Attribution, CheckedQuotation, CheckReport, Near, Suggestion, WordingDifference

VERDICT_WORDS = {
    "exact": "exact",
    "typography": "exact but for typography",
    "altered": "altered",
    "misattributed": "misattributed",
    "not_found": "not found",
}
KIND_WORDS = {
    "number": "number changed",
    "name": "name changed",
    "negation": "negation changed",
    "order": "order changed",
    "merged": "joined with words from elsewhere",
    "omission": "words left out",
    "insertion": "words put in",
    "bracket": "bracket replaces the source’s words",
    "word": "words changed",
    "case": "capitals changed",
    "punctuation": "punctuation changed",
}
ASIDE_WORDS = {"scare": "Too short to be checked", "title": "Titles", "unclosed": "Marks that nothing closes"}
FATE_WORDS = {"unchanged": "still there", "moved": "moved", "changed": "changed", "gone": "gone"}
LONGEST = 300
_MOST_NAMED = 3
_LINE_MARKS = re.compile(r"(?<=[\n\r])[ \t]*>[ \t>]*")

Piece = tuple[str, bool]
"""Some text, and whether it is where draft and source differ."""


def summary_text(report: CheckReport) -> str:
    """How many quotations there are, and of each verdict."""
    counts = report.summary
    if not counts["quotations"]:
        return "no quotation in it"
    told = [f"{counts[verdict]} {words}" for verdict, words in VERDICT_WORDS.items() if counts[verdict]]
    return f"{counted(counts['quotations'], 'quotation')}: {', '.join(told)}"


def side_by_side(text: str, start: int, differences: Sequence[WordingDifference], side: str) -> list[Piece]:
    """A text cut where it differs: `side` is "draft" or "source", `start` the offset at which the text begins."""
    pieces: list[Piece] = []
    at = 0
    spans = sorted((getattr(d, f"{side}_start") - start, getattr(d, f"{side}_end") - start) for d in differences)
    for first, last in spans:
        if at <= first < last <= len(text):
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    pieces = [
        (without_line_marks(piece) if side == "draft" else piece, differs)
        for piece, differs in [*pieces, (text[at:], False)]
    ]
    return [piece for piece in pieces if piece[0]]


def difference_text(difference: WordingDifference) -> str:
    """What kind it is, and what stands for what."""
    said = KIND_WORDS[difference.kind]
    own, other = (f"“{shortened(text)}”" for text in (difference.draft, difference.source))
    if difference.elsewhere:
        return f"{said}: {own} is in {place_text(difference.elsewhere)}"
    if difference.draft and difference.source:
        return f"{said}: {own} for {other}"
    return f"{said}: {own}" if difference.draft else f"{said}: {other} is missing"


def source_text(quotation: CheckedQuotation) -> str:
    """The source and the place in it."""
    place = f"page {quotation.page}" if quotation.page else f"line {quotation.source_line}"
    also = f" (also in {', '.join(quotation.also_in)})" if quotation.also_in else ""
    return f"{quotation.source}, {place}{also}"


def attribution_text(quotation: CheckedQuotation) -> str:
    """What the draft names instead, and where the words are."""
    named = quotation.attribution
    meant = f"{named.text}{_meant(named)}" if named else ""
    return f"the draft names {meant}; the words are in {quotation.source}"


def _meant(named: Attribution) -> str:
    """Which article it is, or which it may be."""
    sources = named.sources or ((named.source,) if named.source else ())
    if not sources or sources[0] in named.text:
        return ""
    if len(sources) == 1:
        return f", which is {sources[0]}"
    listed, more = ", ".join(sources[:_MOST_NAMED]), ", …" if len(sources) > _MOST_NAMED else ""
    return f", which may be one of {len(sources)} articles ({listed}{more})"


def place_text(near: Near) -> str:
    """The source and line."""
    return f"{near.source}, line {near.line}"


def unsupported_text(suggestion: Suggestion) -> str:
    """That nothing may support it, and that the nearest sentence follows, or that none is near."""
    lead = "nothing in the articles clearly supports it"
    return f"{lead}; the nearest sentence" if suggestion.nearest else f"{lead}, and no sentence is near it"


def without_line_marks(text: str) -> str:
    """A block quotation's text as a draft writes it, without the > that its lines begin with."""
    return _LINE_MARKS.sub("", text)


def shortened(text: str) -> str:
    """The text, or the beginning of one that is long."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"
