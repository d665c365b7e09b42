"""Reports of checks as text for people and as plain objects for JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rag.printing import printable

if TYPE_CHECKING:
    from rag.checking.values import (
        AnswersReport,
        Aside,
        Attribution,
        CheckedCitation,
        CheckedQuotation,
        CheckReport,
        Near,
        Suggestion,
        WordingDifference,
    )

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
_WIDTH = 15
_LONGEST = 300
_MOST_NAMED = 3

Piece = tuple[str, bool]
"""Some text, and whether it is where draft and source differ."""


def check_text(report: CheckReport, mark: Callable[[str], str] = lambda words: f"**{words}**") -> str:
    """A line for each quotation, what is wrong with it below; then what is no quotation, and suggestions.

    `mark` makes the words stand out that differ.
    """
    if not report.quotations and not report.asides and report.suggestions is None:
        return f"{printable(report.draft)}: no quotation in it.\n"
    parts = [[f"{printable(report.draft)}: {summary_text(report)}"]]
    parts.append([line for quotation in report.quotations for line in _quotation_lines(quotation, mark)])
    for kind, heading in ASIDE_WORDS.items():
        asides = [aside for aside in report.asides if aside.kind == kind]
        parts.append([f"{heading}:", *map(_aside_line, asides)] if asides else [])
    if report.suggestions is not None:
        parts.append(["Stated without a quotation:", *(_suggestion_text(s) for s in report.suggestions)])
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def summary_text(report: CheckReport) -> str:
    """How many quotations there are, and of each verdict."""
    counts = report.summary
    if not counts["quotations"]:
        return "no quotation in it"
    told = [f"{counts[verdict]} {words}" for verdict, words in VERDICT_WORDS.items() if counts[verdict]]
    return f"{_counted(counts['quotations'], 'quotation')}: {', '.join(told)}"


def check_to_json(report: CheckReport) -> dict[str, Any]:
    """The report's fields, without the draft's text."""
    values = asdict(report)
    del values["draft_text"]
    return {"schema": 1, **values, "summary": report.summary}


def answers_text(report: AnswersReport, mark: Callable[[str], str] = lambda words: f"**{words}**") -> str:
    """A line for each citation that is not where it was, what has become of it below, and the bad rows."""
    counts = report.summary
    told = [f"{counts[fate]} {words}" for fate, words in FATE_WORDS.items() if counts[fate]]
    citations = f"{_counted(counts['citations'], 'citation')} in {_counted(report.rows, 'answer')}"
    lines = [f"{printable(report.answers)}: {citations}{': ' if told else ''}{', '.join(told)}", ""]
    for citation in report.citations:
        if citation.fate != "unchanged":
            lines += _citation_lines(citation, mark)
    lines += [printable(f"row {bad.row}  cannot be read: {bad.reason}") for bad in report.bad_rows]
    return "\n".join(lines).rstrip("\n") + "\n"


def answers_to_json(report: AnswersReport) -> dict[str, Any]:
    """The report's fields."""
    return {"schema": 1, **asdict(report), "summary": report.summary}


def side_by_side(text: str, start: int, differences: Sequence[WordingDifference], side: str) -> list[Piece]:
    """A text cut where it differs: `side` is "draft" or "source", `start` the offset at which the text begins."""
    pieces: list[Piece] = []
    at = 0
    spans = sorted((getattr(d, f"{side}_start") - start, getattr(d, f"{side}_end") - start) for d in differences)
    for first, last in spans:
        if at <= first < last <= len(text):
            pieces += [(text[at:first], False), (text[first:last], True)]
            at = last
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]


def difference_text(difference: WordingDifference) -> str:
    """What kind it is, and what stands for what."""
    said = KIND_WORDS[difference.kind]
    own, other = (f"“{_short(text)}”" for text in (difference.draft, difference.source))
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


def _quotation_lines(quotation: CheckedQuotation, mark: Callable[[str], str]) -> Iterator[str]:
    lead = f"line {quotation.line:<5} {quotation.verdict.replace('_', ' '):<{_WIDTH}}"
    yield f"{lead} “{_marked(quotation.text, quotation.start, quotation.differences, 'draft', mark)}”"
    if quotation.verdict == "not_found":
        near = quotation.nearest
        said = f"nearest: {place_text(near)}: “{_short(near.quote)}”" if near else "nothing like it in any article"
        yield from _indented(printable(said))
        return
    yield from _indented(printable(source_text(quotation)))
    if quotation.verdict == "misattributed":
        yield from _indented(printable(attribution_text(quotation)))
    elif quotation.source_text is not None and quotation.source_start is not None and quotation.verdict != "exact":
        told = _marked(quotation.source_text, quotation.source_start, quotation.differences, "source", mark)
        yield from _indented(f"there: “{told}”")
    for difference in quotation.differences:
        yield from _indented(printable(difference_text(difference)))


def _citation_lines(citation: CheckedCitation, mark: Callable[[str], str]) -> Iterator[str]:
    lead = f"row {citation.row} [{citation.n}]  {FATE_WORDS[citation.fate]}"
    quote = _marked(citation.quote, 0, citation.differences, "draft", mark)
    yield f"{printable(f'{lead}: {citation.source}')}  “{quote}”"
    if citation.now:
        told = _marked(citation.now.quote, citation.now.start, citation.differences, "source", mark)
        yield from _indented(f"now {printable(place_text(citation.now))}: “{told}”")
    for difference in citation.differences:
        yield from _indented(printable(difference_text(difference)))


def _marked(
    text: str, start: int, differences: Sequence[WordingDifference], side: str, mark: Callable[[str], str]
) -> str:
    # Made printable piece by piece: what marks a word may itself be made of control characters.
    pieces = side_by_side(text, start, differences, side)
    if len(text) > _LONGEST and not any(differs for _, differs in pieces):
        return printable(_one_line(_short(text)))
    return "".join(
        mark(printable(_one_line(piece))) if differs else printable(_one_line(piece)) for piece, differs in pieces
    )


def _aside_line(aside: Aside) -> str:
    return printable(f"line {aside.line:<5} “{_one_line(_short(aside.text))}”")


def _suggestion_text(suggestion: Suggestion) -> str:
    lines = [f"line {suggestion.line:<5} {_one_line(_short(suggestion.text))}"]
    lines += [f"{' ' * 11}may support it: {place_text(near)}: “{_one_line(near.quote)}”" for near in suggestion.support]
    if not suggestion.support:
        near = suggestion.nearest
        shown = f": {place_text(near)}: “{_one_line(near.quote)}”" if near else ""
        lines.append(f"{' ' * 11}{unsupported_text(suggestion)}{shown}")
    return printable("\n".join(lines))


def _indented(line: str) -> Iterator[str]:
    yield f"{' ' * 11}{_one_line(line)}"


def _one_line(text: str) -> str:
    return text.replace("\r\n", " ").replace("\n", " ").replace("\r", " ")


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …"


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"
