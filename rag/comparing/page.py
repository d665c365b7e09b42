"""A comparison of two files of answers as one page of HTML, for people: question by question, before and after.

The page needs nothing else: no script, no font, no address. Words that differ are marked by more than their colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.comparing.held_answers import KINDS
from rag.comparing.report import (
    IN_WORDS,
    by_kind,
    citations_without,
    counts_lines,
    file_text,
    in_capital,
    part_name,
    part_values,
    path_text,
    read_with_text,
    status_text,
)
from rag.comparing.word_marks import Piece, differing, partners
from rag.html_text import PAGE_END, escaped, isolated, page_start
from rag.printing import reference_line

if TYPE_CHECKING:
    from rag.comparing.answer_lines import AnswerLine
    from rag.comparing.runs import ChangedAnswer, Comparison

_Marks = dict[int, tuple[list[Piece], list[Piece]]]
"""The pieces of a citation's quotation and of its reference, by the identity of the citation."""


def comparison_page(comparison: Comparison) -> Iterator[str]:
    """The page from its head to its end, a change at a time."""
    yield page_start("What changed in the answers", Path(__file__).with_name("page.css"))
    yield "<h1>What changed in the answers</h1>\n"
    yield _about_html(comparison)
    for kind, changes in by_kind(comparison):
        yield f'<h2 id="{kind}">{in_capital(IN_WORDS[kind])}</h2>\n'
        for change in changes:
            yield _change_html(change)
    yield PAGE_END


def _about_html(comparison: Comparison) -> str:
    files = "".join(
        f'<tr><th scope="row">{label}</th><td>{isolated(path_text(file.path))}</td><td>{file_text(file)}</td></tr>\n'
        for label, file in (("Before", comparison.old), ("After", comparison.new))
    )
    said = "".join(f"<p>{escaped(line)}</p>\n" for line in counts_lines(comparison))
    groups = dict.fromkeys(change.kinds[0] for change in comparison.changes)
    links = "".join(f'<li><a href="#{kind}">{in_capital(IN_WORDS[kind])}</a></li>' for kind in KINDS if kind in groups)
    contents = f'<nav aria-label="Kinds of change"><ul>{links}</ul></nav>\n' if links else ""
    return f"<table><tbody>\n{files}</tbody></table>\n{_made_with_html(comparison)}{said}{contents}"


def _made_with_html(comparison: Comparison) -> str:
    rows = "".join(
        f'<tr><th scope="row">{isolated(part_name(part))}</th><td>{isolated(part_values(part.old))}</td>'
        f"<td>{isolated(part_values(part.new))}</td></tr>\n"
        for part in comparison.made_with
    )
    head = '<thead><tr><th></th><th scope="col">Before</th><th scope="col">After</th></tr></thead>'
    return f"<table><caption>Made with</caption>{head}<tbody>\n{rows}</tbody></table>\n" if rows else ""


def _change_html(change: ChangedAnswer) -> str:
    old, new = change.old, change.new
    shown = new or old
    if shown is None:
        return ""
    ways = ", ".join(IN_WORDS[kind] for kind in change.kinds)
    question = isolated(shown.question) if shown.question.strip() else "(no question)"
    if old is not None and new is not None and old.question != new.question:
        before, after = differing(old.question, new.question)
        question = f"{_marked_html(before, 'del')} → {_marked_html(after, 'ins')}"
    read_with = f" · {isolated(read_with_text(shown))}" if shown.read_with else ""
    before_html, after_html = _sides_html(old, new)
    return (
        f'<article>\n<h3 dir="auto">{question}</h3>\n'
        f'<p class="note">{isolated(shown.id or "?")} · {ways}{read_with}</p>\n<div class="sides">\n'
        f'<section class="side"><h4>Before</h4>{before_html}</section>\n'
        f'<section class="side"><h4>After</h4>{after_html}</section>\n</div>\n</article>\n'
    )


def _sides_html(old: AnswerLine | None, new: AnswerLine | None) -> tuple[str, str]:
    """Both answers; where both have quotations, words marked that the other has not."""
    before: _Marks = {}
    after: _Marks = {}
    if old and new and old.citations and new.citations:
        gone, come = citations_without(old, new), citations_without(new, old)
        for citations, marks in ((gone, before), (come, after)):
            marks.update((id(c), ([(c.quote, False)], [(reference_line(c), True)])) for c in citations)
        for one, other in partners([c.quote for c in gone], [c.quote for c in come]):
            quotes = differing(gone[one].quote, come[other].quote)
            references = differing(reference_line(gone[one]), reference_line(come[other]))
            before[id(gone[one])], after[id(come[other])] = zip(quotes, references, strict=True)
    return _answer_html(old, before, "del"), _answer_html(new, after, "ins")


def _answer_html(answer: AnswerLine | None, marks: _Marks, tag: str) -> str:
    if answer is None:
        return '<p class="note">Not in this file.</p>'
    plain = ((c, ([(c.quote, True)], [(reference_line(c), True)])) for c in answer.citations)
    shown = "".join(
        f'<li><blockquote dir="auto">{_marked_html(quote, tag)}</blockquote>'
        f'<p class="source">[{citation.n}] <bdi>{_marked_html(reference, tag)}</bdi></p></li>\n'
        for citation, pieces in plain
        for quote, reference in [marks.get(id(citation), pieces)]
    )
    return f"<p>{isolated(status_text(answer))}</p>" + (f"<ol>\n{shown}</ol>" if shown else "")


def _marked_html(pieces: Sequence[Piece], tag: str) -> str:
    return "".join(escaped(piece) if is_same else f"<{tag}>{escaped(piece)}</{tag}>" for piece, is_same in pieces)
