"""A check's report as the page shows it: the draft, beside it what is said of one quotation, then all in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.checking.page import (
    asides_html,
    draft_html,
    legend_html,
    source_html,
    suggestions_html,
    verdict_html,
)
from rag.checking.report_words import VERDICT_WORDS, summary_text
from rag.html_text import escaped, isolated
from ui.links import article_link

if TYPE_CHECKING:
    from rag.checking.values import CheckedQuotation, CheckReport

_GOOD = ("exact", "typography")


def told_html(report: CheckReport) -> str:
    """What came of the check, in a sentence."""
    return f"<h2>Quotations of {isolated(report.draft)}</h2><p>{escaped(_sentence(summary_text(report)))}</p>"


def report_html(report: CheckReport) -> str:
    """The report. Without the marks, the draft's text stands in it from first to last character."""
    verdicts = _verdicts_html(report) if report.quotations else ""
    draft = f'<div class="checked-draft"><h2>The draft</h2>{legend_html(report)}{draft_html(report)}</div>'
    others = f"{asides_html(report)}{suggestions_html(report, article_link)}"
    apart = f'<section class="checked-others" aria-label="Apart from the quotations">{others}</section>'
    return (
        f'<div class="checked"><div class="checked-panes">{draft}{verdicts}</div>'
        f"{_table_html(report)}{apart if others else ''}</div>"
    )


def _verdicts_html(report: CheckReport) -> str:
    """What is said of each quotation, of which one is seen at a time: first the first that is not right."""
    wrong = (n for n, quotation in enumerate(report.quotations, start=1) if quotation.verdict not in _GOOD)
    first = next(wrong, 1)
    shown = "".join(
        f'<div class="checked-one"{"" if number == first else " hidden"}>'
        f"{verdict_html(number, quotation, article_link)}</div>"
        for number, quotation in enumerate(report.quotations, start=1)
    )
    buttons = "".join(
        f'<button type="button" class="{name}-verdict">{words}</button>'
        for name, words in (("previous", "Previous"), ("next", "Next"), ("close", "Close"))
    )
    return (
        '<section class="checked-verdicts" aria-label="What is said of a quotation">'
        f'<div class="checked-steps">{buttons}</div>{shown}</section>'
    )


def _table_html(report: CheckReport) -> str:
    if not report.quotations:
        return ""
    rows = "".join(_row_html(number, quotation) for number, quotation in enumerate(report.quotations, start=1))
    head = "".join(f'<th scope="col">{words}</th>' for words in ("No.", "Verdict", "Quotation"))
    return (
        '<table class="checked-table"><caption>The quotations</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _row_html(number: int, quotation: CheckedQuotation) -> str:
    place = source_html(quotation, article_link)
    within = ", within another quotation" if quotation.nested else ""
    known = " · ".join(part for part in (f"line {quotation.line}{within}", place) if part)
    return (
        f'<tr><th scope="row"><a href="#verdict-{number}" aria-label="Quotation {number}">{number}</a></th>'
        f'<td><span class="{quotation.verdict}">{VERDICT_WORDS[quotation.verdict]}</span></td>'
        f'<td><p class="checked-quote" dir="auto">{escaped(quotation.text)}</p><p class="place">{known}</p></td></tr>'
    )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
