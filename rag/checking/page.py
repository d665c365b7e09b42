"""A check's report as one page of HTML that needs nothing else: the draft with its quotations marked, and each verdict.

No script, no font, no address; what comes from the draft and the articles is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.checking.report import (
    ASIDE_WORDS,
    VERDICT_WORDS,
    attribution_text,
    difference_text,
    place_text,
    side_by_side,
    source_text,
    summary_text,
)
from rag.html_text import PAGE_END, escaped, isolated, page_start

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation, CheckReport, Suggestion


def check_page(report: CheckReport) -> str:
    """The page."""
    start = page_start(f"Quotations of {report.draft}", Path(__file__).with_name("page.css"))
    head = f'<h1>Quotations of {isolated(report.draft)}</h1>\n<p class="about">{escaped(summary_text(report))}</p>\n'
    parts = [
        start,
        head,
        *_legend(report),
        "<h2>The draft</h2>\n",
        _draft(report),
        *_verdicts(report),
        *_asides(report),
    ]
    return "".join([*parts, *_suggestions(report.suggestions), PAGE_END])


def _legend(report: CheckReport) -> Iterator[str]:
    counts = report.summary
    if counts["quotations"]:
        yield '<ul class="verdicts" aria-label="What the marks mean">\n'
        for verdict, words in VERDICT_WORDS.items():
            yield f'<li class="{verdict}">{counts[verdict]} {words}</li>\n'
        yield "</ul>\n"


def _draft(report: CheckReport) -> str:
    """The draft's text, each outermost quotation marked, with its number and verdict, a link to what is said of it."""
    pieces = ['<div class="draft" dir="auto">']
    at = 0
    for number, quotation in enumerate(report.quotations, start=1):
        if quotation.start < at:
            continue
        pieces.append(escaped(report.draft_text[at : quotation.start]))
        verdict = quotation.verdict
        label = f'<span class="label">[{number} {verdict.replace("_", " ")}]</span>'
        link = f'<a href="#verdict-{number}">{escaped(quotation.text)}{label}</a>'
        pieces.append(f'<mark id="quotation-{number}" class="{verdict}">{link}</mark>')
        at = quotation.end
    pieces.append(escaped(report.draft_text[at:]))
    return "".join([*pieces, "</div>\n"])


def _verdicts(report: CheckReport) -> Iterator[str]:
    if report.quotations:
        yield "<h2>The quotations</h2>\n"
    for number, quotation in enumerate(report.quotations, start=1):
        yield f'<article id="verdict-{number}">\n'
        words = VERDICT_WORDS[quotation.verdict]
        back = (
            f'<a href="#quotation-{number}">line {quotation.line}</a>'
            if not quotation.nested
            else (f"line {quotation.line}, within another quotation")
        )
        yield f'<h3>[{number}] <span class="{quotation.verdict}">{words}</span>, {back}</h3>\n'
        yield from _verdict(quotation)
        yield "</article>\n"


def _verdict(quotation: CheckedQuotation) -> Iterator[str]:
    if quotation.verdict == "not_found":
        yield _blockquote(escaped(quotation.text))
        if quotation.nearest:
            yield f'<p class="place">Nearest: {isolated(place_text(quotation.nearest))}</p>\n'
            yield _blockquote(escaped(quotation.nearest.quote))
        else:
            yield '<p class="place">Nothing like it in any article.</p>\n'
        return
    yield f'<p class="place">{isolated(source_text(quotation))}</p>\n'
    if quotation.verdict == "misattributed":
        told = attribution_text(quotation)
        yield f"<p>{escaped(told[0].upper() + told[1:])}.</p>\n"
    if quotation.verdict == "exact" or quotation.source_text is None or quotation.source_start is None:
        yield _blockquote(escaped(quotation.text))
        return
    own = side_by_side(quotation.text, quotation.start, quotation.differences, "draft")
    other = side_by_side(quotation.source_text, quotation.source_start, quotation.differences, "source")
    yield '<div class="sides">\n'
    for heading, pieces, tag in (("In the draft", own, "del"), ("In the article", other, "ins")):
        told = "".join(f"<{tag}>{escaped(text)}</{tag}>" if differs else escaped(text) for text, differs in pieces)
        yield f"<div><h4>{heading}</h4>{_blockquote(told)}</div>\n"
    yield "</div>\n"
    if quotation.differences:
        listed = "".join(f"<li>{escaped(difference_text(difference))}</li>" for difference in quotation.differences)
        yield f'<ul class="differences">{listed}</ul>\n'


def _asides(report: CheckReport) -> Iterator[str]:
    for kind, heading in ASIDE_WORDS.items():
        asides = [aside for aside in report.asides if aside.kind == kind]
        if asides:
            listed = "".join(f"<li>“{isolated(aside.text)}”, line {aside.line}</li>\n" for aside in asides)
            yield f"<h2>{heading}</h2>\n<ul>\n{listed}</ul>\n"


def _suggestions(suggestions: Sequence[Suggestion] | None) -> Iterator[str]:
    if suggestions is None:
        return
    yield "<h2>Stated without a quotation</h2>\n"
    for suggestion in suggestions:
        yield f'<article>\n<p class="place">line {suggestion.line}</p>\n{_blockquote(escaped(suggestion.text))}'
        for near in suggestion.support:
            yield f'<p class="place">See {isolated(place_text(near))}</p>\n{_blockquote(escaped(near.quote))}'
        yield "</article>\n" if suggestion.support else "<p>No article supports it.</p>\n</article>\n"


def _blockquote(inner: str) -> str:
    return f'<blockquote dir="auto">{inner}</blockquote>\n'
