"""The table of articles, the form that corrects one, and those that were removed: as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.html_text import escaped, isolated
from rag.printing import counted
from ui.articles.rows import COLUMNS, in_order
from ui.links import article_link
from ui.text import date_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rag.upkeep.removing import Removed
    from ui.articles.rows import Row, View

_KB = 1000
_LABELS = {"title": "Title", "author": "Author", "published": "Date"}
_HINTS = {
    "title": "",
    "author": "Several are divided by a semicolon",
    "published": "2023, 2023-07 or 2023-07-21",
}
FIELDS = tuple(_LABELS)
"""What the form asks for."""


def table_html(rows: Sequence[Row], view: View, of: int) -> str:
    """The rows in order, as many as the view shows; `of` is how many there are without a search."""
    shown = in_order(rows, view)[: view.most]
    count = counted(of, "file") if len(rows) == of else f"{len(rows):,} of {counted(of, 'file')}"
    if not rows:
        return f'<p class="count">{count}</p>'
    head = "".join(_heading(column, view) for column in COLUMNS)
    body = "".join(map(_row, shown))
    left = len(rows) - len(shown)
    more = f'<p><button type="button" data-act="show_more">Show more</button> ({left:,} left)</p>' if left else ""
    return (
        f'<p class="count">{count}</p><div class="table-box" role="region" aria-label="Articles" tabindex="0">'
        f'<table class="articles"><caption class="unseen">The articles; the buttons in its head sort it</caption>'
        f'<thead><tr>{head}<th scope="col"><span class="unseen">What can be done</span></th></tr></thead>'
        f"<tbody>{body}</tbody></table></div>{more}"
    )


def _heading(column: str, view: View) -> str:
    here = column == view.column
    sort, arrow = ("descending", " ↓") if view.descending else ("ascending", " ↑")
    sorted_so = f' aria-sort="{sort}"' if here else ""
    return (
        f'<th scope="col" class="{column}"{sorted_so}><button type="button" data-act="sort_by" data-column="{column}">'
        f'{column.capitalize()}<span aria-hidden="true">{arrow if here else ""}</span></button></th>'
    )


def _row(row: Row) -> str:
    title = row.title or row.source
    shown = article_link(title, row.source) if row.is_indexed else isolated(title)
    words = f"{row.words:,}" if row.words is not None else ""
    acts = [_act("open_correction", "Correct", row)] if row.is_indexed and row.is_file else []
    acts += [_act("remove_article", "Remove", row)] if row.is_file else []
    trouble = ' class="state trouble"' if "not readable" in row.state else ' class="state"'
    return (
        f'<tr><th scope="row"><span>{shown}</span><span class="file">{isolated(row.source)}</span></th>'
        f'<td>{isolated(row.author or "")}</td><td class="date">{isolated(row.date())}</td>'
        f'<td class="words">{words}</td><td{trouble}>{isolated(row.state)}</td>'
        f'<td class="acts">{"".join(acts)}</td></tr>'
    )


def _act(name: str, words: str, row: Row) -> str:
    label = f"{words}: {row.title or row.source}"
    return (
        f'<button type="button" data-act="{name}" data-source="{escaped(row.source)}" '
        f'aria-label="{escaped(label)}">{words}</button>'
    )


def in_one_line(text: str | None) -> str:
    """Text as a field of one line holds it."""
    return " ".join((text or "").split())


def correction_html(
    source: str, now: Mapping[str, str], written: Mapping[str, str], *, corrected: bool, problem: str = ""
) -> str:
    """The form for one article: what is so `now` of each field, and what is `written` in it."""
    fields = "".join(_field(name, now[name], written[name]) for name in FIELDS)
    wrong = f'<p class="problem" role="alert" id="correction-problem">{escaped(problem)}</p>' if problem else ""
    described = ' aria-describedby="correction-problem"' if problem else ""
    back = '<button type="button" data-form="as_the_article_says">As the article says</button>' if corrected else ""
    return (
        f'<dialog class="correction" aria-labelledby="correction-title"{described}>'
        f'<form data-source="{escaped(source)}"><h2 id="correction-title">Correct an article</h2>'
        f'<p class="file">{isolated(source)}</p>{fields}'
        f'<p class="hint">An empty field says that it is unknown.</p>{wrong}'
        f'<p class="form-acts"><button type="submit" class="main">Save</button>{back}'
        '<button type="button" data-form="cancel">Cancel</button></p></form></dialog>'
    )


def _field(name: str, now: str, written: str) -> str:
    hint = f" <span>{_HINTS[name]}</span>" if _HINTS[name] else ""
    return (
        f'<label>{_LABELS[name]}{hint}<input type="text" name="{name}" autocomplete="off" dir="auto" '
        f'value="{escaped(written)}" data-was="{escaped(now)}"></label>'
    )


def removed_html(removed: Sequence[Removed]) -> str:
    """The articles that were removed, folded away, each to be put back; nothing where there are none."""
    if not removed:
        return ""
    rows = "".join(
        f"<li>{isolated(each.source)} <span>removed {date_in_words(each.removed[:10])}, "
        f"{max(each.bytes // _KB, 1):,} kB</span> {put_back_button(each)}</li>"
        for each in removed
    )
    return f'<details class="removed"><summary>Removed articles ({len(removed):,})</summary><ul>{rows}</ul></details>'


def put_back_button(removed: Removed) -> str:
    """The button that undoes a removal."""
    return (
        f'<button type="button" data-act="put_back" data-key="{escaped(removed.key)}" '
        f'aria-label="{escaped(f"Put back: {removed.source}")}">Put back</button>'
    )
