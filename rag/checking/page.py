"""A check's report as HTML: the draft with its quotations marked, and each verdict; and all of it as one page.

The page needs nothing else: no script, no font, no address. What comes from the draft and the articles is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rag.checking.report_words import (
    ASIDE_WORDS,
    VERDICT_WORDS,
    attribution_text,
    difference_text,
    place_text,
    side_by_side,
    source_text,
    summary_text,
    unsupported_text,
    without_line_marks,
)
from rag.html_text import PAGE_END, escaped, isolated, page_start

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation, CheckReport, Near, Suggestion


Placed = Callable[[str, str, int, int], str]
"""HTML of what is said of a place in an article, given that, and the place's source, start and end."""


def check_page(report: CheckReport) -> str:
    """The page."""
    parts = [
        page_start(f"Quotations of {report.draft}", Path(__file__).with_name("page.css")),
        f'<h1>Quotations of {isolated(report.draft)}</h1>\n<p class="about">{escaped(summary_text(report))}</p>\n',
        legend_html(report),
        f"<h2>The draft</h2>\n{draft_html(report)}",
        "<h2>The quotations</h2>\n" if report.quotations else "",
        *(verdict_html(number, quotation) for number, quotation in enumerate(report.quotations, start=1)),
        asides_html(report),
        suggestions_html(report),
        PAGE_END,
    ]
    return "".join(parts)


def _unplaced(said: str, source: str, start: int, end: int) -> str:
    del source, start, end
    return isolated(said)


def legend_html(report: CheckReport) -> str:
    """What the marks in the draft mean, and how many there are of each; nothing where there is no quotation."""
    counts = report.summary
    if not counts["quotations"]:
        return ""
    listed = (f'<li class="{verdict}">{counts[verdict]} {words}</li>\n' for verdict, words in VERDICT_WORDS.items())
    return f'<ul class="verdicts" aria-label="What the marks mean">\n{"".join(listed)}</ul>\n'


def draft_html(report: CheckReport) -> str:
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


def verdict_html(number: int, quotation: CheckedQuotation, placed: Placed = _unplaced) -> str:
    """What is said of the quotation of that number: verdict, place, and both wordings where they differ."""
    back = (
        f'<a href="#quotation-{number}">line {quotation.line}</a>'
        if not quotation.nested
        else (f"line {quotation.line}, within another quotation")
    )
    verdict = f'<span class="{quotation.verdict}">{VERDICT_WORDS[quotation.verdict]}</span>'
    told = "".join(_verdict(quotation, placed))
    return f'<article id="verdict-{number}">\n<h3>[{number}] {verdict}, {back}</h3>\n{told}</article>\n'


def _verdict(quotation: CheckedQuotation, placed: Placed) -> Iterator[str]:
    if quotation.verdict == "not_found":
        yield _blockquote(escaped(without_line_marks(quotation.text)))
        near = quotation.nearest
        if near:
            yield f'<p class="place">Nearest: {placed(place_text(near), near.source, near.start, near.end)}</p>\n'
            yield _blockquote(escaped(near.quote))
        else:
            yield '<p class="place">Nothing like it in any article.</p>\n'
        return
    yield f'<p class="place">{source_html(quotation, placed)}</p>\n'
    if quotation.verdict == "misattributed":
        told = attribution_text(quotation)
        yield f"<p>{escaped(told[0].upper() + told[1:])}.</p>\n"
    if quotation.verdict == "exact" or quotation.source_text is None or quotation.source_start is None:
        yield _blockquote(escaped(without_line_marks(quotation.text)))
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


def source_html(quotation: CheckedQuotation, placed: Placed = _unplaced) -> str:
    """Where a quotation was found; nothing where it was not."""
    if quotation.source is None or quotation.source_start is None or quotation.source_end is None:
        return ""
    return placed(source_text(quotation), quotation.source, quotation.source_start, quotation.source_end)


def asides_html(report: CheckReport) -> str:
    """What stands between quotation marks and is no quotation, a list a kind."""
    parts = []
    for kind, heading in ASIDE_WORDS.items():
        asides = [aside for aside in report.asides if aside.kind == kind]
        listed = "".join(f"<li>“{isolated(aside.text)}”, line {aside.line}</li>\n" for aside in asides)
        parts += [f"<h2>{heading}</h2>\n<ul>\n{listed}</ul>\n"] if asides else []
    return "".join(parts)


def suggestions_html(report: CheckReport, placed: Placed = _unplaced) -> str:
    """What the draft states without a quotation, and what may support it; nothing where that was not asked for."""
    if report.suggestions is None:
        return ""
    told = "".join(_suggestion(suggestion, placed) for suggestion in report.suggestions)
    return f"<h2>Stated without a quotation</h2>\n{told}"


def _suggestion(suggestion: Suggestion, placed: Placed) -> str:
    told = "".join(_sentence("May support it", near, placed) for near in suggestion.support)
    if not suggestion.support:
        lead = unsupported_text(suggestion).capitalize()
        told = _sentence(lead, suggestion.nearest, placed) if suggestion.nearest else f"<p>{lead}.</p>\n"
    stated = f'<p class="place">line {suggestion.line}</p>\n{_blockquote(escaped(suggestion.text))}'
    return f"<article>\n{stated}{told}</article>\n"


def _sentence(lead: str, near: Near, placed: Placed) -> str:
    place = placed(place_text(near), near.source, near.start, near.end)
    return f'<p class="place">{lead}: {place}</p>\n{_blockquote(escaped(near.quote))}'


def _blockquote(inner: str) -> str:
    return f'<blockquote dir="auto">{inner}</blockquote>\n'
