"""Quotations as HTML, with linked footnotes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from rag.citing.forms.common import bibliography_heading, is_block, numbered, settable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.references.values import CitedPassage, CitedText, Run, Runs


def html(cited: CitedText) -> str:
    """The quotations as a page of their own."""
    quotes = [_html_quote(cited, n, passage) for n, passage in numbered(cited)]
    parts = [part for part in (*quotes, html_notes(cited), html_bibliography(cited)) if part]
    head = '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>Quotations</title>\n</head>'
    return f"{head}\n<body>\n{_lines(parts)}\n</body>\n</html>\n"


def html_notes(cited: CitedText) -> str:
    """The footnotes; nothing in a style without notes."""
    if not cited.in_notes or not cited.passages:
        return ""
    items = (
        f'<li id="fn{n}">{html_runs(passage.note)} <a href="#fnref{n}" aria-label="Back to the text">↩</a></li>'
        for n, passage in numbered(cited)
    )
    return f'<section class="footnotes">\n<ol>\n{_lines(items)}\n</ol>\n</section>'


def html_bibliography(cited: CitedText) -> str:
    """The bibliography with its heading; nothing where it has no entry."""
    if not cited.bibliography:
        return ""
    entries = _lines(f"<p>{html_runs(entry)}</p>" for entry in cited.bibliography)
    return f'<section class="bibliography">\n<h2>{bibliography_heading(cited)}</h2>\n{entries}\n</section>'


def html_mark(cited: CitedText, n: int, passage: CitedPassage) -> str:
    """What cites the n-th quotation, to stand after it: the mark of its footnote, or the note itself."""
    if cited.in_notes:
        return f'<sup><a href="#fn{n}" id="fnref{n}">{n}</a></sup>'
    return f" <bdi>{html_runs(passage.note)}</bdi>"


def _html_quote(cited: CitedText, n: int, passage: CitedPassage) -> str:
    mark = html_mark(cited, n, passage)
    quote = f'<span class="quote" style="white-space: pre-wrap">{escape(settable(passage.quote))}</span>'
    return f"<blockquote>{quote}{mark}</blockquote>" if is_block(passage.quote) else f"<p>“{quote}”{mark}</p>"


def html_runs(runs: Runs) -> str:
    """Styled text in HTML, addresses as links."""
    return "".join(map(_html_run, runs))


def _html_run(run: Run) -> str:
    text = escape(settable(run.text))
    tags = {"i": run.italic, "b": run.bold, "u": run.underlined, "sup": run.raised, "sub": run.lowered}
    for tag in (tag for tag, wanted in tags.items() if wanted):
        text = f"<{tag}>{text}</{tag}>"
    if run.small_caps:
        text = f'<span style="font-variant: small-caps">{text}</span>'
    return f'<a href="{escape(settable(run.link))}">{text}</a>' if run.link else text


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)
