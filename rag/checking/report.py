"""Reports of checks as text for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from rag.checking.report_words import (
    ASIDE_WORDS,
    FATE_WORDS,
    LONGEST,
    attribution_text,
    difference_text,
    place_text,
    shortened,
    side_by_side,
    source_text,
    summary_text,
    unsupported_text,
    without_line_marks,
)
from rag.printing import counted, in_one_line, printable

if TYPE_CHECKING:
    from rag.checking.values import (
        AnswersReport,
        Aside,
        CheckedCitation,
        CheckedQuotation,
        CheckReport,
        Suggestion,
        WordingDifference,
    )

_WIDTH = 15


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


def answers_text(report: AnswersReport, mark: Callable[[str], str] = lambda words: f"**{words}**") -> str:
    """A line for each citation that is not where it was, what has become of it below, and the bad rows."""
    counts = report.summary
    told = [f"{counts[fate]} {words}" for fate, words in FATE_WORDS.items() if counts[fate]]
    citations = f"{counted(counts['citations'], 'citation')} in {counted(report.rows, 'answer')}"
    lines = [f"{printable(report.answers)}: {citations}{': ' if told else ''}{', '.join(told)}", ""]
    for citation in report.citations:
        if citation.fate != "unchanged":
            lines += _citation_lines(citation, mark)
    lines += [printable(f"row {bad.row}  cannot be read: {bad.reason}") for bad in report.bad_rows]
    return "\n".join(lines).rstrip("\n") + "\n"


def _quotation_lines(quotation: CheckedQuotation, mark: Callable[[str], str]) -> Iterator[str]:
    lead = f"line {quotation.line:<5} {quotation.verdict.replace('_', ' '):<{_WIDTH}}"
    yield f"{lead} “{_marked(quotation.text, quotation.start, quotation.differences, 'draft', mark)}”"
    if quotation.verdict == "not_found":
        near = quotation.nearest
        said = f"nearest: {place_text(near)}: “{shortened(near.quote)}”" if near else "nothing like it in any article"
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
    yield f"{in_one_line(f'{lead}: {citation.source}')}  “{quote}”"
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
    if len(text) > LONGEST and not any(differs for _, differs in pieces):
        return printable(_one_line(shortened("".join(piece for piece, _ in pieces))))
    return "".join(
        mark(printable(_one_line(piece))) if differs else printable(_one_line(piece)) for piece, differs in pieces
    )


def _aside_line(aside: Aside) -> str:
    return printable(f"line {aside.line:<5} “{_one_line(shortened(without_line_marks(aside.text)))}”")


def _suggestion_text(suggestion: Suggestion) -> str:
    lines = [f"line {suggestion.line:<5} {_one_line(shortened(suggestion.text))}"]
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
